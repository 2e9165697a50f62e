/// The wrapper in which every command runs on the host.
///
/// What is executed is one constant text, so that nothing of the user's needs quoting for an unknown login shell and
/// nothing shows in a process list. Nonce, command and input come over standard input. The wrapper prints a begin mark
/// (with its process id) and an end mark (with the exit code) on both output streams; what stands before the one and
/// after the other (a login shell's greeting, a daemon left behind) isn't the command's output. Only shell builtins are
/// used: no program is started but the subshell in which the command is evaluated.
enum Bootstrap {
  /// No single quote, newline, exclamation mark or backslash in it, so that it is the same text for sh, csh and fish.
  ///
  /// The three lines of the header begin with `#`: if something else than this wrapper reads them (a forced command that
  /// is a shell), they are comments. `read` failing means that the header was cut off: nothing may run then.
  /// In the subshell the nonce and every other variable of the wrapper are unset before the command is evaluated, so
  /// the command can't print its own end mark. Splitting at a separator and joining with newlines is the one way in
  /// POSIX to get a text of many lines out of one `read` without calling a program.
  static let exec =
    "exec /bin/sh -c '"
    + "o=$IFS;n=${IFS#??};IFS= read -r k||exit 125;IFS= read -r s||exit 125;IFS= read -r t||exit 125;"
    + "k=${k#?};s=${s#?};t=${t#?};echo \"${k}b$$\";echo \"${k}b$$\">&2;"
    + "(IFS=$s;set -f;set -- $t;IFS=$n;t=\"$*\";IFS=$o;set +f;set --;eval \"unset k s t o n$n$t\");"
    + "s=$?;echo \"${k}e$s\";echo \"${k}e$s\">&2'"

  static let maximumText = 1 << 20

  /// The header that carries the command. Nil when the text has a zero byte, is too long, or leaves no separator.
  static func header(_ text: String, nonce: Nonce) -> [UInt8]? {
    var bytes = Array(text.utf8)
    guard bytes.count <= maximumText, !bytes.contains(0) else { return nil }
    let used = Set(bytes)
    guard let separator = separators.first(where: { !used.contains($0) }) else { return nil }
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") { bytes[index] = separator }
    let hash = UInt8(ascii: "#")
    let newline = UInt8(ascii: "\n")
    return [hash] + nonce.bytes + [newline, hash, separator, newline, hash] + bytes + [newline]
  }

  /// Rare bytes first. Not 1 and 127, which shells use inside, nor what `read`, `set` or a field may treat specially.
  private static let separators: [UInt8] =
    Array(0x1C...0x1F).reversed() + Array(0x02...0x08) + Array(0x0E...0x1B)
    + Array("~^%@+=:,/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}

/// 128 random bits that a command can't guess, in a form that is quick to look for in a stream.
struct Nonce: Sendable {
  /// `~` and 32 hexadecimal digits.
  let bytes: [UInt8]

  init() {
    let digits = Array("0123456789abcdef".utf8)
    bytes = [UInt8(ascii: "~")] + Digest.random(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }
}
