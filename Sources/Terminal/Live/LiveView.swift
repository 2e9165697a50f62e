public import Engine
public import Model

/// Shows a run in a terminal while it goes on: what has ended scrolls by, and below it stands the live tree of systems
/// and steps with their clocks.
///
/// It redraws at most ten times a second, when something has changed and once a second for the clocks.
///
/// ## Concurrency
/// Shared freely. Drawing happens on a thread of its own; `recorded` and `output` only hand over.
public final class LiveView: RunObserver, QuestionDesk {
  private let feed = ViewFeed()

  /// - Parameters:
  ///   - screen: a terminal that can redraw; for others there is `PlainView`.
  ///   - history: what was before, of a run that is resumed; it isn't told again.
  ///   - clock: the run's own.
  public init(plan: Plan, history: [Event] = [], screen: Screen, look: Look, clock: any RunClock) {
    startThread { [feed] in
      var painter = LivePainter(plan: plan, history: history, screen: screen, look: look, clock: clock)
      painter.work(feed)
    }
  }

  public func recorded(_ events: [Event]) { feed.post { $0.events += events } }

  public func output(step: String, _ stream: OutputStream, _ bytes: [UInt8]) { feed.post(output: bytes, of: step) }

  public func take(_ change: QuestionChange) { feed.post { $0.questions.append(change) } }

  /// Draws what is left, replaces the live area with the run's summary and returns when all is written. Nothing may be
  /// handed over after it.
  public func close() async { await feed.close() }
}
