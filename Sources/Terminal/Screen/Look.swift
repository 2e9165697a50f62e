public import Catalogue
import Model

/// What is needed to put something into words and colours for one reader.
public struct Look: Sendable {
  public var language: Language
  public var style: Style
  /// What the reader's clocks are ahead of UTC.
  public var utcOffset: Duration
  /// Completes a command that stands in a text, so that it works where the reader types it.
  public var command: @Sendable (String) -> String

  public init(
    language: Language, style: Style, utcOffset: Duration, command: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.language = language
    self.style = style
    self.utcOffset = utcOffset
    self.command = command
  }

  func say(_ phrase: Phrase) -> String { phrase.text(language) }
  /// With its command as it has to be typed where the reader is.
  func advise(_ phrase: Phrase) -> String { command(say(phrase)) }
  func say(_ text: LocalizedText) -> String { text.text(language) }
  var symbols: Symbols { style.symbols }

  /// A step's title, else the level that it proves, else its id.
  func name(of step: PlannedStep, in plan: Plan) -> String {
    guard step.title == nil, case .verify(let level, _, _) = step.action else { return say(step.displayTitle) }
    let objective = step.system.flatMap { plan.systems[$0].objectives.first { $0.level == level } }
    return say(.liveProves(level: objective?.name.map { say($0) } ?? level))
  }

  /// `10:15:00`
  func clock(_ time: WallTime) -> String { CivilTime(time, offset: utcOffset).clockText }

  /// `2026-11-22 10:15:00`
  func date(_ time: WallTime) -> String {
    let civil = CivilTime(time, offset: utcOffset)
    return "\(civil.dateText) \(civil.clockText)"
  }
}

extension Duration {
  /// `T+0:01:23`
  var sinceStart: String { "T+" + Swift.max(.zero, self).hours }

  /// A measured time in a few columns: `0.3s`, `12.0s`, `0:01:23`.
  var brief: String {
    let tenths = inMilliseconds / 100
    return tenths < 600 ? "\(tenths / 10).\(tenths % 10)s" : hours
  }
}
