/// A command that changes nothing, with the reader of what it prints.
public struct Question<Answer: Sendable>: Sendable {
  typealias Reader = @Sendable (String) throws(PlatformError) -> Answer

  public let command: PlatformCommand
  private let read: Reader

  init(_ text: String, reader: PlatformCommand.Reader = .posix, read: @escaping Reader) {
    command = PlatformCommand(text, reader: reader)
    self.read = read
  }

  /// - Throws: for anything that isn't a whole answer in a form that the platform documents; never half of one.
  public func answer(_ reply: Reply) throws(PlatformError) -> Answer {
    guard reply.exit == 0 else { throw .failed(exit: reply.exit, said: reply.said) }
    return try read(try reply.text())
  }
}

/// A command that changes something, with what its reply means.
public struct Order: Sendable {
  typealias Judge = @Sendable (Reply) -> Judgement

  public let command: PlatformCommand
  private let judge: Judge

  init(_ command: PlatformCommand, judge: @escaping Judge) {
    self.command = command
    self.judge = judge
  }

  public func judge(_ reply: Reply) -> Judgement { judge(reply) }
}
