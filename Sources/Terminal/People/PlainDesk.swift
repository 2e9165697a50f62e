import Catalogue

/// Lays questions before people line by line, where no live view draws them.
///
/// ## Concurrency
/// One thread hands over; it is `TerminalPeople`'s.
public struct PlainDesk: QuestionDesk {
  private let screen: Screen
  private let look: Look
  private let prompts: Bool

  /// - Parameters:
  ///   - screen: standard error, so that standard output stays what it is.
  ///   - prompts: a person types the answers, so that a prompt helps.
  public init(screen: Screen, look: Look, prompts: Bool) {
    self.screen = screen
    self.look = look
    self.prompts = prompts
  }

  public func take(_ change: QuestionChange) {
    let width = screen.tableWidth ?? .max
    let card: QuestionCard
    switch change {
    case .shown(let shown): card = shown
    case .unasked(let question): return screen.write([question.unasked(look)], look.style)
    case .typed, .closed, .stray: return
    }
    let lines = card.objection == nil ? card.lines(width: width, look) : card.closing(width, look)
    let prompt = prompts ? look.say(.askPrompt) + " " : ""
    screen.write(lines.map { $0.rendered(look.style) + "\n" }.joined() + prompt)
  }
}
