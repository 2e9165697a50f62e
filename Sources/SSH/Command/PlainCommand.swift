/// A command that is the exec request itself, for accounts without a POSIX shell: network gear, Windows, a restricted shell.
///
/// There is no wrapper: no end marks, nothing kept, no processes that could be found again. What proves its end is the exit
/// status that the server sends, and after a deadline nothing does.
@SSHLoop
final class PlainCommand {
  private let session: any CommandSession
  private let channel: any CommandChannel
  private let sink: OutputSink
  private let gate: OutputGate?
  private var input = ByteQueue()
  private var sentEnd = false
  private static var buffer = [UInt8](repeating: 0, count: 1 << 15)

  init(
    _ session: any CommandSession, _ channel: any CommandChannel, _ command: Command, _ sink: @escaping OutputSink
  ) {
    self.session = session
    self.channel = channel
    self.sink = sink
    gate = command.gate
    input.append(command.standardInput)
  }

  /// The request is one packet, and no server has to take one of more than 32,768 bytes (RFC 4253, 6.1).
  private static let longest = 32_000

  /// The request's text, as it stands.
  /// - Returns: nil for what ssh's master wouldn't hand on: nothing at all would ask for a shell.
  static func request(_ text: String) -> String? {
    let bytes = text.utf8
    return bytes.isEmpty || bytes.count > longest || bytes.contains(0) ? nil : text
  }

  /// Runs until the command's end, its deadline or the task's cancellation.
  func end(before deadline: Deadline) async -> CommandEnd {
    while true {
      let failure = session.failure
      send()
      let isOpen = gate?.isOpen(orWake: session) ?? true
      let more = isOpen && read(.standardOutput)
      if isOpen, read(.standardError) || more {
        await Turn.next()
      } else if isOpen, channel.hasReachedEnd {
        return channel.exit.status.map { .exited(code: $0) } ?? .lost(session.error(.statusNotSeen))
      } else if let failure {
        return .lost(failure)
      } else if Task.isCancelled {
        return .cancelled(treeKilled: false)
      } else if deadline.hasPassed {
        return .timedOut(treeKilled: false)
      } else if session.failure == nil {
        await session.changed.waitOnce(before: deadline)
      }
    }
  }

  private func send() {
    channel.send(&input)
    if input.isEmpty, !sentEnd { sentEnd = channel.endInput() }
  }

  /// - Returns: something came, so there may be more at once.
  private func read(_ stream: Stream) -> Bool {
    let got = Self.buffer.withUnsafeMutableBytes { channel.read(stream, into: $0) }
    guard got > 0 else { return false }
    sink(stream, Array(Self.buffer[0..<got]))
    return true
  }
}
