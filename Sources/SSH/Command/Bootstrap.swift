/// The wrapper in which commands run on the host.
///
/// What is executed is one constant text, so that nothing of the user's needs quoting for an unknown login shell and
/// nothing shows in a process list. Nonce, command and input come over standard input. The wrapper prints a begin mark
/// (with its process id) and an end mark (with the exit code) on both output streams; what stands before the one and
/// after the other (a login shell's greeting, a daemon left behind) isn't the command's output. Only shell builtins are
/// used: no program is started but the subshell in which the command is evaluated.
///
/// ## Staying for the next command
/// A command that reads no input may leave the wrapper waiting for another one, which then costs one round trip and no
/// process of sshd. It stays only if it has seen that the command left nothing behind that could disturb: of all
/// processes that were created on the host since the command began (their ids lie between two readings of
/// `/proc/loadavg`, whose last field is the newest id, proc(5)) none is alive in the wrapper's session, and none that is
/// alive has one of the wrapper's output pipes open. What can't be seen counts as a disturbance: no /proc, another
/// user's process, too many of them, ids that don't fit. Then it ends, as it does without being asked to stay.
/// Each command gets an open file description of its own for both outputs, so that a flag set on it (`O_NONBLOCK`)
/// doesn't reach the next one.
enum Bootstrap {
  /// No single quote, newline, exclamation mark or backslash in it, so that it is the same text for sh, csh and fish.
  ///
  /// The three lines of the header begin with `#`: if something else than this wrapper reads them (a forced command that
  /// is a shell), they are comments. `read` failing means that the header was cut off: nothing may run then.
  /// In the subshell the nonces and every other variable of the wrapper are unset before the command is evaluated, so
  /// the command can't print its own end mark. Splitting at a separator and joining with newlines is the one way in
  /// POSIX to get a text of many lines out of one `read` without calling a program.
  ///
  /// - Parameters:
  ///   - tag: stands behind it, as the shell's name for itself, so that a later process can find what this one has left
  ///     behind; see `Leftovers`. Letters, digits and `-_.:` only.
  ///   - keeping: what the host keeps of its commands; see `StateFolder`.
  ///   - place: which one it is, of those that keep something.
  static func exec(tag: String, keeping: Keeping = .nothing, _ place: WrapperPlace = .init(host: "", number: 0))
    -> String
  {
    let words = keeping.words(place).map { " " + $0 }.joined()
    return "exec /bin/sh -c '\(script)' \(tag)\(words)"
  }

  /// The options first: a bash may have taken some over from the account's environment (`SHELLOPTS`), and end with the
  /// first command that fails.
  static let script = "set +Cefuvx;" + StateFolder.setUp + leftovers + loop

  /// `v`: nothing that was created after the id in `p` is alive and could disturb.
  ///
  /// - `l` reads the newest process id into `q`, `x` the state of a process into `c` and its session into `a`.
  /// - `g` is true for a process that is gone, or a zombie; `w` also for one in another session without our pipes. Nobody can
  ///   join a session: one that was there before the command began (its number is smaller, in `m`) has nothing of ours.
  /// - Numbers that have gone round once would be taken for others: a wrapper whose command took its time isn't used again
  ///   (`Wrapper.isReadyAgain`).
  /// - A container's `/proc/loadavg` may be somebody else's idea of it: the first time the id of a process of our own
  ///   has to fit in. While anything new appears the look is repeated, nine times at most.
  private static let leftovers =
    "o=$IFS;n=${IFS#??};h=;y=;"
    + "l(){ { IFS=\" \" read -r a a a a q</proc/loadavg;} 2>/dev/null;};"
    + "x(){ { IFS= read -r a</proc/$1/stat;} 2>/dev/null||return 1;a=${a##*\") \"};set -- $a;a=$4;c=$1;};"
    + "g(){ x $1||{ [ -d /proc/$1 ]&&return 1;return 0;};[ $c = Z ]||return 1;set -- /proc/$1/task/*;[ $# = 1 ];};"
    + "w(){ a=;g $1&&return 0;b=$1;i=$a;case $i in \"\")return 1;;esac;"
    + "case $y in \"\")x $$||return 1;y=$a;;esac;[ $y = $i ]&&return 1;[ $i -lt $m ]&&return 0;[ /proc/$$/fd/1 -ef /proc/$$/fd/1 ]||return 1;"
    + "for f in /proc/$b/fd/*;do case $f in *\"*\")g $b;return;;esac;"
    + "[ $f -ef /proc/$$/fd/0 ]||[ $f -ef /proc/$$/fd/1 ]||[ $f -ef /proc/$$/fd/2 ]&&return 1;done;return 0;};"
    + "v(){ m=$p;[ -d /proc/1 ]&&l&&[ $q -gt $p ]||return 1;"
    + "case $h in \"\")i=$q;h=$({ IFS= read -r a</proc/self/stat;} 2>/dev/null;echo ${a%% *});"
    + "l&&[ $h -gt $i ]&&[ $h -le $q ]&&[ $((q-i)) -lt 99 ]||return 1;;esac;j=0;"
    + "while [ $j -lt 9 ];do j=$((j+1));[ $((q-p)) -lt 500 ]||return 1;"
    + "while [ $p -lt $q ];do p=$((p+1));[ -d /proc/$p ]||continue;w $p||return 1;done;"
    + "l||return 1;[ $q = $p ]&&return 0;[ $q -gt $p ]||return 1;done;return 1;};"

  private static let loop =
    "while IFS= read -r k;do IFS= read -r s||exit 125;IFS= read -r t||exit 125;"
    + "k=${k#?};e=\"~${k##*\"~\"}\";k=${k%\"~\"*};s=${s#?};t=${t#?};p=;z=e;key=;"
    + "case $s in *\" \"*)key=${s#*\" \"};s=${s%%\" \"*};size=${key#*\" \"};key=${key%%\" \"*};;esac;"
    + "case $s in r*){ [ / ]>/proc/self/fd/1 2>/proc/self/fd/2;} 2>/dev/null&&l&&p=$q;;esac;"
    + StateFolder.noteStart + "echo \"${k}b$$\";echo \"${k}b$$\">&2;"
    + "(\(StateFolder.takeInput)case $s in r*)exec </dev/null;;esac;"
    + "case $p in ?*)exec >/proc/self/fd/1 2>/proc/self/fd/2;;esac;"
    + "s=${s#?};e=${s#?};IFS=${s%\"$e\"};export SONAE_COMMAND=$e;set -f;set -- $t;IFS=$n;t=\"$*\";IFS=$o;set +f;set --;"
    + "eval \"unset -f l x g w v born up${n}unset k s t o n e h p q z a b c f i j m u y dir key size me$n$t\");"
    + "s=$?;\(StateFolder.noteEnd)case $p in ?*)v&&z=r;;esac;echo \"$e$z$s\";echo \"$e$z$s\">&2;k=;e=;t=;"
    + "case $z in e)exit 0;;esac;done;exit 125"

  static let maximumText = 1 << 20

  /// The header that carries the command. Nil when the text has a zero byte, is too long, or leaves no separator.
  ///
  /// - Parameters:
  ///   - stays: the command reads no input, and the wrapper is to wait for another one after it.
  ///   - kept: its key, for a wrapper that keeps what becomes of commands, and how many bytes of input it has.
  static func header(
    _ text: String, _ nonces: Nonces, stays: Bool, kept: (key: String, input: Int)? = nil
  ) -> [UInt8]? {
    var bytes = Array(text.utf8)
    guard bytes.count <= maximumText, !bytes.contains(0) else { return nil }
    let used = Set(bytes)
    guard let separator = separators.first(where: { !used.contains($0) }) else { return nil }
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") { bytes[index] = separator }
    let hash = UInt8(ascii: "#")
    let newline = UInt8(ascii: "\n")
    let mode = UInt8(ascii: stays ? "r" : "e")
    let keeping = kept.map { " \($0.key) \($0.input)" } ?? ""
    return [hash] + nonces.begin.bytes + nonces.end.bytes + [newline, hash, mode, separator]
      + Array((nonces.mark + keeping).utf8)
      + [newline, hash] + bytes + [newline]
  }

  /// Rare bytes first. Not 1 and 127, which shells use inside, nor what `read`, `set` or a field may treat specially.
  private static let separators: [UInt8] =
    Array(0x1C...0x1F).reversed() + Array(0x02...0x08) + Array(0x0E...0x1B)
    + Array("~^%@+=:,/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}

/// A command's marks. What stands before its output may be seen by the command (a host that keeps the output has it in
/// the same file), what stands behind it must not.
struct Nonces: Sendable {
  let begin: Nonce
  let end: Nonce
  /// Stands in the environment of all that the command starts; see `TreeKill`.
  let mark: String

  /// Random ones, for a command that nobody but this client asks after.
  init(begin: Nonce = Nonce(), end: Nonce = Nonce(), mark: String = Nonce.hexadecimal()) {
    self.begin = begin
    self.end = end
    self.mark = mark
  }

  /// The same for every client of the family.
  init(_ key: String, of family: Family) {
    begin = Nonce(hexadecimal: family.derived("begin", key))
    end = Nonce(hexadecimal: family.derived("end", key))
    mark = family.derived("mark", key)
  }
}

/// 128 random bits that a command can't guess, in a form that is quick to look for in a stream.
struct Nonce: Sendable {
  /// `~` and 32 hexadecimal digits.
  let bytes: [UInt8]

  init() { self.init(hexadecimal: Self.hexadecimal()) }

  init(hexadecimal: String) {
    bytes = [UInt8(ascii: "~")] + Array(hexadecimal.utf8)
  }

  /// 128 random bits.
  static func hexadecimal() -> String { hexadecimal(Digest.random(16)) }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

}
