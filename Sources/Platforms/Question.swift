/// A command that changes nothing, with the reader of what it prints.
public struct Question<Answer: Sendable>: Sendable {
  typealias Reader = @Sendable (String) throws(PlatformError) -> Answer

  public let command: PlatformCommand
  private let read: Reader
  private let said: @Sendable (Reply) -> String

  /// - Parameter said: what the platform said when it had no answer, for people.
  init(
    _ text: String, reader: PlatformCommand.Reader = .posix, said: @escaping @Sendable (Reply) -> String = { $0.said },
    read: @escaping Reader
  ) {
    command = PlatformCommand(text, reader: reader)
    self.said = said
    self.read = read
  }

  /// - Throws: for anything that isn't a whole answer in a form that the platform documents; never half of one.
  public func answer(_ reply: Reply) throws(PlatformError) -> Answer {
    guard reply.exit == 0 else { throw .failed(exit: reply.exit, said: said(reply)) }
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
