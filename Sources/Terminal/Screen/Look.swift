public import Catalogue
import Model

/// What is needed to put something into words and colours for one reader.
public struct Look: Sendable {
  public var language: Language
  public var style: Style
  /// What the reader's clocks are ahead of UTC.
  public var utcOffset: Duration

  public init(language: Language, style: Style, utcOffset: Duration) {
    self.language = language
    self.style = style
    self.utcOffset = utcOffset
  }

  func say(_ phrase: Phrase) -> String { phrase.text(language) }
  func say(_ text: LocalizedText) -> String { text.text(language) }
  var symbols: Symbols { style.symbols }

  /// A step beside its system: its title, else the level that it proves, else its id without the system's.
  func name(of step: PlannedStep, in plan: Plan) -> String {
    if let title = step.title { return say(title) }
    let system = step.system.map { plan.systems[$0] }
    if case .verify(let level, _, _) = step.action {
      let name = system?.objectives.first { $0.level == level }?.name
      return say(.liveProves(level: name.map { say($0) } ?? level))
    }
    let prefix = (system?.id ?? step.phase.rawValue) + "."
    return step.id.hasPrefix(prefix) ? String(step.id.dropFirst(prefix.count)) : step.id
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
