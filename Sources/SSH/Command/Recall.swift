/// The POSIX texts that ask a host what became of a command, and the reading of its answers; see `StateFolder`.
enum Recall {
  /// What the host knows.
  struct Answer: Equatable {
    /// The numbers of the wrappers of the client that sent it, since the machine was started, whose indices are there; 0 for
    /// each index, whoever's, that was removed and then written on.
    var wrappers: [Int] = []
    var start: Start?
    var end: End?
    /// The wrapper lives; nil: the host can't tell.
    var isAlive: Bool?

    /// Nothing is missing of what that client's wrappers have kept: the folder is as old as the first of them.
    var isWhole: Bool { !wrappers.isEmpty && wrappers.sorted() == Array(1...wrappers.count) }

    struct Start: Equatable {
      var pid: Int32
      /// In clock ticks since the machine started; 0: not known.
      var time: String
      /// What the names of its files begin with.
      var files: String
    }

    struct End: Equatable {
      var code: Int32
      var nonce: String
      /// Nil: the host has no clock for it.
      var took: Duration?
    }
  }

  /// Prints what the index says of a command, and whether its wrapper lives.
  ///
  /// - Parameters:
  ///   - tag: of the client that sent it.
  ///   - host: the host's label.
  static func question(_ key: String, _ family: Family, tag: String, host: String) -> String {
    """
    w=; s=; e=; d=
    { IFS= read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || boot=-
    for b in \(StateFolder.places); do
      [ -O "$b" ] || continue
      for f in "$b/\(family.name)".*.index; do
        [ -r "$f" ] || continue
        v=
        while IFS=' ' read -r kind key rest; do
          case "$kind $key" in
          "v 2") v=$rest;;
          "s \(key)") s=$rest; d=${f%.index};;
          "e \(key)") e=$rest;;
          esac
        done <"$f"
        case $v in
        "") w="$w 0";;
        "$boot \(tag) \(family.sequence(host)) "*) [ "$boot" = - ] || w="$w ${v##* }";;
        esac
      done
    done
    echo "wrappers$w"
    [ -n "$s" ] || exit 0
    set -f; set -- $s; set +f
    echo "start $1 $2 $d"
    [ -z "$e" ] || echo "end $e"
    if [ "$boot" != "$3" ]; then echo "alive no"
    elif [ -r /proc/$$/stat ]; then \(isAlive("$1", "$2")) && echo "alive yes" || echo "alive no"
    elif kill -0 "$1" 2>/dev/null; then echo "alive unknown"
    else echo "alive no"
    fi
    """
  }

  /// True for a process that has this number and this start time and is no zombie.
  private static func isAlive(_ pid: String, _ time: String) -> String {
    """
    { { IFS= read -r line </proc/\(pid)/stat; } 2>/dev/null && {
      t=\(time); set -f; set -- ${line##*") "}; set +f; case $1 in Z|X) false;; *) [ "${20}" = "$t" ];; esac; }; }
    """
  }

  /// Prints both logs as they are and as they grow, until the command's end stands in the index or its wrapper is gone.
  ///
  /// A connection that the client before has left behind is cut first: its sshd may wait for somebody to read, and
  /// `tee` with it, for as long as TCP has patience.
  static func follow(_ start: Answer.Start, _ key: String, nonce: String) -> String {
    """
    D='\(start.files.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'
    itself() \(isAlive(String(start.pid), start.time))
    # Without /proc (ESXi) whatever has its number may be it.
    alive() { if [ -r /proc/$$/stat ]; then itself; else kill -0 \(start.pid) 2>/dev/null; fi; }
    parent() { { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1; set -f; set -- ${line##*") "}; set +f; up=$2; }
    is_sshd() { case $(cat "/proc/$1/comm" 2>/dev/null) in sshd*) :;; *) false;; esac; }
    if alive && parent \(start.pid); then
      session=$up
      # A session's sshd has an sshd above it; the one that listens, which may be process 1, has none.
      [ "$session" = $PPID ] || { is_sshd "$session" && parent "$session" && is_sshd "$up" && kill "$session"; } 2>/dev/null
    fi
    part() {
      n=$2; [ -r "$1" ] || return 0
      n=$(($(wc -c <"$1"))); [ $n -le $2 ] || tail -c +$(($2 + 1)) "$1" | head -c $((n - $2))
    }
    parts() { part "$D.out" $o; o=$n; part "$D.err" $e >&2; e=$n; }
    nap() { sleep 0.1 2>/dev/null || sleep 1; }
    ended() { grep -q '^e \(key) ' "$D.index"; }
    whole() { tail -c 100 "$D.$1" 2>/dev/null | grep -qF '\(nonce)'; }
    o=0; e=0; left=20
    until ended; do parts; alive || break; nap; done
    until whole out && whole err; do [ $left -gt 0 ] || break; left=$((left - 1)); nap; done
    parts
    """
  }

  /// Ends whatever is left of a command whose wrapper is gone. Only the mark tells: the wrapper's number may be somebody else's by now.
  static func endRemains(mark: String) -> String { TreeKill.script(wrapper: "-1", mark: mark) }

  static func forget(_ family: String) -> String {
    "for b in \(StateFolder.places); do [ -O \"$b\" ] && rm -f \"$b/\(family)\".*; done; :"
  }

  /// Nil for anything but the question's own answer.
  static func answer(_ output: [UInt8]) -> Answer? {
    var answer = Answer()
    var isAnswer = false
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3)
      switch (words.first, words.count) {
      case ("wrappers", _):
        let numbers = line.split(separator: " ").dropFirst()
        answer.wrappers = numbers.compactMap { Int($0) }
        guard answer.wrappers.count == numbers.count else { return nil }
        isAnswer = true
      case ("start", 4):
        guard let pid = Int32(words[1]), pid > 1 else { return nil }
        answer.start = .init(pid: pid, time: String(words[2]), files: String(words[3]))
      case ("end", 3), ("end", 4):
        guard let code = Int32(words[1]) else { return nil }
        let times = words.dropFirst(3).joined().split(separator: " ").compactMap { Double($0) }
        let took = times.count == 2 && times[0] <= times[1] ? Duration.seconds(times[1] - times[0]) : nil
        answer.end = .init(code: code, nonce: String(words[2]), took: took)
      case ("alive", 2): answer.isAlive = ["yes": true, "no": false][words[1]]
      default: return nil
      }
    }
    return isAnswer ? answer : nil
  }
}
