import Catalogue
import Engine
import Model

/// The live view's thread: takes in what happens, and draws when it is time to.
struct LivePainter {
  /// The shortest time between two drawings.
  private static let interval = Duration.milliseconds(100)

  private let screen: Screen
  private let terminal: TerminalDescriptor
  private let look: Look
  private let clock: any RunClock
  private let story: Story
  private var picture: RunPicture
  private var canvas = Canvas()
  private var scroll = Scroll()
  private var card: QuestionCard?
  /// The whole question already stands above, because it is too long for the live area.
  private var cardIsAbove = false
  /// Somebody else has used the terminal since the last drawing: the cursor may stand anywhere.
  private var isLent = false
  private var isDirty = false
  private var lastDrawn: ContinuousClock.Instant?
  private var lastSecond: Int64 = -1
  private var size: WindowSize

  init(plan: Plan, history: [Event], screen: Screen, look: Look, clock: any RunClock) {
    self.screen = screen
    terminal = TerminalDescriptor(screen.descriptor)
    self.look = look
    self.clock = clock
    story = Story(look: look, isLog: false)
    picture = RunPicture(plan: plan, history: history)
    size = screen.size
  }

  mutating func work(_ feed: ViewFeed) {
    while true {
      let batch = feed.next(within: pause, isDeaf: isDirty)
      // The clocks are drawn each second; a longer gap means that the process was stopped (Ctrl-Z) and goes on.
      if isTicking, let lastDrawn, ContinuousClock.now - lastDrawn > .seconds(3) { isLent = true }
      absorb(batch)
      if batch.isLast { break }
      if isTicking, clock.now.elapsed.components.seconds != lastSecond { isDirty = true }
      if isDirty, pause == .zero { draw() }
    }
    finish()
    feed.end()
  }

  private var isTicking: Bool {
    picture.run.header != nil && picture.run.closed == nil && picture.run.halted == nil
  }

  /// How long nothing needs to be done; nil while only something new makes a drawing necessary.
  private var pause: Duration? {
    if isDirty {
      return lastDrawn.map { max(.zero, Self.interval - (ContinuousClock.now - $0)) } ?? .zero
    }
    guard isTicking else { return nil }
    let elapsed = clock.now.elapsed
    return .seconds(elapsed.components.seconds + 1) - elapsed
  }

  // MARK: Taking in

  private mutating func absorb(_ batch: Batch) {
    if batch.isEmpty { return }
    isDirty = true
    for event in batch.events {
      let ended = picture.apply(event)
      if !scroll.onlyCounts(event), let entry = story.entry(event, picture.run) {
        scroll.add(entry, for: event, width: width, look)
      }
      if let ended, let entry = story.entry(event, system: ended, picture) {
        scroll.add(entry, width: width)
      }
    }
    for (step, bytes) in batch.outputs { picture.takeOutput(bytes, of: step) }
    for change in batch.questions { take(change) }
  }

  private mutating func take(_ change: QuestionChange) {
    switch change {
    case .shown(let card):
      self.card = card
      cardIsAbove = card.objection != nil && cardIsAbove
      canvas.takeBack()
    case .typed(let columns): canvas.typed(columns: columns)
    case .closed:
      card = nil
      cardIsAbove = false
      canvas.takeBack()
    case .unasked(let question): scroll.add(StoryEntry(question.unasked(look)), width: width)
    case .stray(let lines): canvas.stray(lines: lines)
    }
  }

  // MARK: Drawing

  /// One column stays free: a terminal that has filled the last one behaves in its own way.
  private var width: Int { max(10, size.columns - 1) }

  private mutating func draw() {
    guard terminal.isOurs else {
      isLent = true
      return skip()
    }
    if isLent { canvas.forget() }
    isLent = false
    let now = screen.size
    let isResized = now != size
    size = now
    if let card, canvas.isAsking, !isResized {
      update(card)
    } else if let card {
      ask(card)
    } else {
      let lines = Frame(picture: picture, now: clock.now.elapsed, size: frameSize(rows: size.rows - 1), look: look)
        .lines()
      screen.write(canvas.draw(rows(lines), above: above(), columns: size.columns))
    }
    skip()
  }

  private mutating func skip() {
    isDirty = false
    lastDrawn = .now
    lastSecond = clock.now.elapsed.components.seconds
  }

  private func frameSize(rows: Int) -> WindowSize { WindowSize(columns: width, rows: max(1, rows)) }

  private func rows(_ lines: [Line]) -> [Canvas.Row] { lines.map { Canvas.Row($0, look.style) } }

  private mutating func above() -> [Canvas.Row] { rows(scroll.take(width: width, look)) }

  /// Begins anew with a question below the live area.
  private mutating func ask(_ card: QuestionCard) {
    // Two rows stay free: the prompt's, and one to move lines through.
    let room = max(2, size.rows - 2)
    var extra = above()
    let whole = card.lines(width: width, look)
    if whole.count > room - 3, !cardIsAbove {
      extra += rows(whole)
      cardIsAbove = true
    }
    let lines = cardLines(card)
    let frame = frameLines(rows: max(0, room - lines.count), keepsHeight: false)
    screen.write(
      canvas.ask(
        rows(frame + lines), prompt: Canvas.Row(Line(look.say(.askPrompt), .strong), look.style), above: extra,
        columns: size.columns))
  }

  /// Renews the clocks above a question that is open.
  private mutating func update(_ card: QuestionCard) {
    let lines = cardLines(card)
    let frame = frameLines(rows: max(0, canvas.height - lines.count), keepsHeight: true)
    screen.write(canvas.update(rows(frame + lines), above: above(), rows: size.rows))
  }

  private func cardLines(_ card: QuestionCard) -> [Line] {
    let whole = cardIsAbove ? card.shortLines(width: width, look) : card.lines(width: width, look)
    return Array(whole.prefix(max(2, size.rows - 2)))
  }

  private func frameLines(rows: Int, keepsHeight: Bool) -> [Line] {
    guard rows > 0 else { return [] }
    var lines = Frame(picture: picture, now: clock.now.elapsed, size: frameSize(rows: rows), look: look).lines()
    if keepsHeight { lines += Array(repeating: Line(), count: max(0, rows - lines.count)) }
    return lines
  }

  private mutating func finish() {
    size = screen.size
    let summary = RunClosing(run: picture.run, look: look).lines(width: width)
    screen.write(canvas.draw([], above: above() + rows(summary), columns: size.columns))
  }
}
