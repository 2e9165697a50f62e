public import Engine
public import Model

/// Tells a run line by line, for logs, pipes and terminals whose cursor can't be moved: no colour, no control characters,
/// each line written as soon as it is known.
///
/// ## Concurrency
/// Shared freely. Writing happens on a thread of its own; `recorded` only hands over.
public final class PlainView: RunObserver {
  private let feed = ViewFeed()

  /// - Parameter history: what was before, of a run that is resumed; it isn't told again.
  public init(plan: Plan, history: [Event] = [], screen: Screen, look: Look) {
    startThread { [feed] in
      var look = look
      look.style.colour = false
      let story = Story(look: look, isLog: true)
      var picture = RunPicture(plan: plan, history: history)
      var isLast = false
      while !isLast {
        let batch = feed.next(within: nil)
        isLast = batch.isLast
        screen.write(story.log(batch.events, &picture), look.style)
      }
      screen.write(RunClosing(run: picture.run, look: look).lines(width: nil), look.style)
      feed.end()
    }
  }

  public func recorded(_ events: [Event]) { feed.post { $0.events += events } }

  /// Outputs stand in the record; a log of the run's course is spared them.
  public func output(step: String, _ stream: OutputStream, _ bytes: [UInt8]) {}

  /// Writes what is left and the run's summary. Nothing may be handed over after it.
  public func close() async { await feed.close() }
}

extension Story {
  /// One line for each thing of interest.
  func log(_ events: [Event], _ picture: inout RunPicture) -> [Line] {
    events.flatMap { event in
      let ended = picture.apply(event)
      let entries = [entry(event, picture.run), ended.flatMap { entry(event, system: $0, picture) }]
      return entries.compactMap { $0?.single }
    }
  }
}
