/// What a host keeps of the commands that a wrapper runs.
enum Keeping: Sendable, Hashable {
  case nothing
  /// That they were started and how they ended; their output too, unless it is nobody's business.
  ///
  case state(Family, output: Bool)

  /// The arguments of the wrapper that is this one of its client's.
  func words(_ place: WrapperPlace) -> [String] {
    switch self {
    case .nothing: []
    case .state(let family, let output):
      [family.name, output ? "output" : "none", family.sequence(place.host), String(place.number)]
    }
  }
}

/// Which one it is of the wrappers that keep a state and that one client has started for one host, counted from 1. A host on
/// which one is missing may have lost it with the only trace of a command.
struct WrapperPlace: Sendable, Hashable {
  /// The host's label. Two labels may lead to one account.
  var host: String
  var number: Int
}

/// Clients that may ask the hosts after one another's commands, one after the other: all that have the secret.
public struct Family: Sendable, Hashable {
  /// Names their folders on the hosts. Letters, digits and `-_.:` only.
  public let name: String
  private let secret: [UInt8]

  /// - Parameter secret: 32 random bytes. What a host says of a command is believed if it fits to them.
  public init(_ name: String, secret: [UInt8]) {
    self.name = name
    self.secret = secret
  }

  /// Names what is counted for a host, in letters and digits.
  func sequence(_ host: String) -> String { derived("sequence", host) }

  /// 128 bits that can't be told without the secret, in hexadecimal digits.
  func derived(_ purpose: String, _ key: String) -> String {
    Nonce.hexadecimal(Digest.hmacSHA256(key: secret, Array("\(purpose) \(key)".utf8)).prefix(16))
  }
}

/// The folder on a host in which a wrapper keeps what became of its commands, so that a client that comes after the death
/// of the one before, of its machine or of the line can find out.
///
/// `~/.sonae` (mode 700; in `/var/tmp`, `/tmp` or `/dev/shm` where the home can't be written) has for each wrapper
///
/// - `FAMILY.PID.START.index`: `v 2 BOOT TAG SEQUENCE NUMBER` first, by which it can be told whose it is, that the machine is
///   still up, and whether there are others (`WrapperPlace`): an index of which that line or an earlier number is missing tells
///   that something was removed, and the wrapper that lives on writes only into a folder that somebody else has made anew. Then a line for each command before it starts, `s KEY PID START BOOT`, and one after its end, `e KEY CODE NONCE BEGAN ENDED`. A
///   line is one write; one that was cut off is none. `PID`, `START` (proc(5), field 22) and `BOOT` are the wrapper's
///   process, so that a process with a number used again isn't taken for it. `NONCE` is that of the end mark. `BEGAN` and
///   `ENDED` are seconds since the machine started (/proc/uptime, which goes on while it sleeps; `-`: there is none), so that a command that nobody
///   could end at its deadline isn't taken for one that kept it.
/// - `….out` and `….err`: both streams with their marks, as `tee` passes them on to the client: 32 MiB of each (64 with bash).
///   The command writes to `tee` and not to sshd, so that it goes on when there is nobody to read any more, however much it prints.
/// - `….in`: a command's input before it starts. It only starts when all of it is there: one that was cut off with the line
///   would look like a whole one. The file is gone before the command reads the first byte.
///
/// What it costs: three programs for a wrapper, none for a command without input. The nonce of the end comes into the
/// folder after the end only, so that a command can't find there what it would need to forge its end, and its client knows it
/// from the family's secret.
enum StateFolder {
  /// What a wrapper ends with that can't keep a state; nothing was run.
  static let failureStatus: Int32 = 123

  static let places =
    "\"$HOME/.sonae\" /var/tmp/.sonae-$LOGNAME /tmp/.sonae-$LOGNAME /dev/shm/.sonae-$LOGNAME"

  /// `born PID`: the start time of a process into `a`; `up`: for how long the machine has been up, into `u`.
  static let setUp =
    "born(){ { IFS= read -r a</proc/$1/stat;} 2>/dev/null||return 1;a=${a##*\") \"};set -- $a;shift 19;a=$1;};"
    + "up(){ u=-;{ IFS=\" \" read -r u a</proc/uptime;} 2>/dev/null||u=-;};"
    + "dir=;key=;size=0;me=;case $# in 0);;*)born $$||a=0;"
    + "{ IFS= read -r i</proc/sys/kernel/random/boot_id;} 2>/dev/null||i=-;me=\"$$ $a $i\";"
    + "dir=$(umask 077;for b in \(places);do { [ -d \"$b\" ]||mkdir \"$b\";"
    + "[ -d \"$b\" ]&&[ -O \"$b\" ]||continue;[ -L \"$b\" ]&&continue;b=$b/$1.$$.$a;"
    + "mkfifo \"$b.1\" \"$b.2\"&&echo \"v 2 $i $0 $3 $4\">\"$b.index\"||continue;} 2>/dev/null;echo \"$b\";break;done);"
    + "case $dir in \"\")echo \"no folder can be made in any of: $HOME/.sonae /var/tmp /tmp /dev/shm\">&2;"
    + "exit \(failureStatus);;esac;"
    + "case $2 in output)b=$dir.out;i=$dir.err;;*)b=/dev/null;i=$b;;esac;"
    + "(\(take)\"$dir.1\" 2>/dev/null;tee \"$b\"||\(drain))&(\(take)\"$dir.2\" >&2 2>/dev/null;tee \"$i\"||\(drain))&"
    + "exec >\"$dir.1\" 2>\"$dir.2\";"
    // Somebody has removed them meanwhile, and these are plain files now that nobody reads.
    + "[ -p \"$dir.1\" ]||{ kill -9 $(jobs -p);rm -f \"$dir\".*;exit \(failureStatus);};;esac;"

  /// It has to outlive the line (PIPE), the command's end by a signal, and the limit of the log (XFSZ).
  private static let take =
    "trap \"\" HUP INT TERM PIPE XFSZ;umask 077;ulimit -f 65536 2>/dev/null;exec <"
  /// A `tee` with nowhere left to write to, neither to its log nor to the line, ends; the command must not die of that.
  private static let drain = "exec cat >/dev/null"

  /// Before the begin mark. A command that has input asks for it first.
  static let noteStart =
    "case $key in ?*)case $size in 0);;*)echo \"${k}w$$\";(umask 077;cat >\"$dir.in\");"
    + "[ $(wc -c <\"$dir.in\") -eq $size ]||{ echo \"the input can not be kept\">&2;exit \(failureStatus);};;esac;"
    + "echo \"s $key $me\">>\"$dir.index\"||{ echo \"$dir can not be written\">&2;exit \(failureStatus);};up;;esac;"

  static let takeInput =
    "case $key in ?*)case $size in 0)exec </dev/null;;*)exec <\"$dir.in\";rm -f \"$dir.in\";;esac;;esac;"

  static let noteEnd = "case $key in ?*)b=$u;up;echo \"e $key $s $e $b $u\">>\"$dir.index\";;esac;"
}
