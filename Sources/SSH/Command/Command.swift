/// One command for a host.
public struct Command: Sendable {
  /// POSIX shell text, one line or many, up to 1 MiB. It is read by `/bin/sh` whatever the login shell is, and never
  /// stands in an argument list or an environment on the host. Where there is no such shell (`Target.hasShell`): the exec request itself, up
  /// to 32,000 bytes, which may stand in an argument list there.
  public var text: String
  /// What the command reads on its standard input; at its end the input is closed.
  public var standardInput: [UInt8]
  /// Counted from the moment in which the command is sent. Nil: as long as it takes.
  public var timeout: Duration?
  /// Nil: what became of it is known to this client alone.
  public var kept: Kept?
  /// Nil: whoever takes its output always keeps up.
  public var gate: OutputGate?
  /// No other follows it on its connection. It leaves nothing behind and says nothing that must not be kept, so any wrapper will do.
  var isLast = false

  /// What the host keeps of it, so that another client of the same family can find out what became of it: `Client.recall`.
  public struct Kept: Sendable, Hashable {
    /// Names this run of it among all of the family; never to be used twice. Letters, digits and `-_.:` only.
    public var key: String
    /// What it prints as well, so far as `StateFolder` says.
    public var output: Bool

    public init(key: String, output: Bool) {
      self.key = key
      self.output = output
    }

    /// Only what needs no quotes stands in a header and in a script.
    static func isKey(_ text: String) -> Bool {
      !text.isEmpty && text.utf8.count <= 255
        && text.utf8.allSatisfy {
          switch $0 {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"):
            true
          default: false
          }
        }
    }
  }

  public init(
    _ text: String, standardInput: [UInt8] = [], timeout: Duration? = nil, kept: Kept? = nil, gate: OutputGate? = nil
  ) {
    self.text = text
    self.standardInput = standardInput
    self.timeout = timeout
    self.kept = kept
    self.gate = gate
  }
}

/// Where output comes from.
public enum Stream: Sendable, Hashable {
  case standardOutput, standardError
}

/// Takes output as it comes, in order within a stream. Called on the loop's thread: while it runs nothing else of SSH
/// does, so it must never wait. One that hands output on to somebody who may not keep up closes the command's `OutputGate` meanwhile.
public typealias OutputSink = @Sendable (Stream, [UInt8]) -> Void

/// How a command that was started came to its end.
public enum CommandEnd: Sendable, Hashable {
  /// The end mark was seen; without a POSIX shell, the exit status that the server sent. As in every shell, a command that was ended by signal n shows as 128 + n.
  case exited(code: Int32)
  /// The time was up. `treeKilled`: it was seen that nothing of it is left on the host: neither in its session and
  /// process groups nor among the descendants. (What had detached from its parents and its session before can't be seen.)
  case timedOut(treeKilled: Bool)
  /// The task was cancelled. `treeKilled` as above.
  case cancelled(treeKilled: Bool)
  /// It was started, or may have been, and its end isn't known. Never to be taken for a success or a failure.
  case lost(SSHError)
}
