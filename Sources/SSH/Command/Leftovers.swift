/// The shells that a client has left on a host, found by its tag among the arguments of all processes.
enum Leftovers {
  /// Waits until there are none, or for so many seconds, and prints `left` and their process ids.
  ///
  /// The tags come to `grep` by its input: among its arguments they would be found as well.
  static func script(_ family: String, but own: String, seconds: Int64) -> String {
    """
    [ -r /proc/$$/cmdline ] || exit 3
    named() { printf '%s\\n' "$1" | grep -lF -f - /proc/[0-9]*/cmdline 2>/dev/null; }
    tries=0
    while :; do
      mine=" $(named '\(own)' | tr '\\n' ' ')"; left=
      for f in $(named '\(family)'); do
        case $mine in *" $f "*) continue;; esac
        f=${f#/proc/}; f=${f%/cmdline}
        case $(cat "/proc/$f/stat" 2>/dev/null) in ''|*') Z '*) continue;; esac
        left="$left $f"
      done
      [ -n "$left" ] && [ $tries -lt \(max(0, seconds)) ] || break
      tries=$((tries + 1)); sleep 1
    done
    echo "left$left"
    """
  }

  /// Nil for anything but the script's own answer.
  static func pids(_ output: [UInt8]) -> [Int32]? {
    let words = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.first == "left" else { return nil }
    let pids = words.dropFirst().compactMap { Int32($0) }
    return pids.count == words.count - 1 ? pids : nil
  }
}
