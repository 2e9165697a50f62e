import Catalogue
import Engine
import Model

/// One picture of a run for a window: header, what is under way, systems by tier. Pure; it holds for one instant.
struct Frame {
  let picture: RunPicture
  /// On the run's monotonic clock.
  let now: Duration
  let size: WindowSize
  let look: Look

  /// At most `size.rows` lines, none wider than `size.columns`.
  func lines() -> [Line] {
    var lines = header()
    let own = ownBlock().prefix(max(0, (size.rows - lines.count) / 2))
    lines += own
    lines += systemLines(rows: size.rows - lines.count)
    return lines.prefix(max(0, size.rows)).map { $0.fitted(to: size.columns, look.style) }
  }

  var width: Int { size.columns }
  var plan: Plan { picture.plan }
  var spinner: String {
    look.symbols.spinner[Int(now.components.seconds) % look.symbols.spinner.count]
  }

  // MARK: Header

  private func header() -> [Line] {
    var lines = [titleLine()]
    if size.rows >= 12, let header = picture.run.header {
      lines.append(Line(look.say(.liveRun(header.run, operatorName: header.operatorName)), .quiet))
    }
    if size.rows >= 2 { lines.append(progressLine()) }
    return lines
  }

  private func titleLine() -> Line {
    let scenario = plan.scenario
    var line = Line(look.say(scenario.title ?? LocalizedText(scenario.id)), .strong)
    var right = Line("  " + look.say(.liveMode(plan.mode.rawValue)))
    let (phase, ink) = phaseWord()
    right.append("  " + look.say(phase), ink)
    right.append("  " + now.sinceStart, .strong)
    line = line.fitted(to: max(4, width - right.columns), look.style)
    line.pad(to: width - right.columns)
    line.append(right)
    return line
  }

  private func phaseWord() -> (Phrase, Ink) {
    let run = picture.run
    if run.closed != nil { return (.liveClosed, .strong) }
    if let halted = run.halted { return halted.isPause ? (.livePaused, .warning) : (.liveHalted, .bad) }
    if run.stop != nil, run.phase != .undo { return (.liveStopping, .warning) }
    return (run.phase.map { .livePhase($0.rawValue) } ?? .liveStarting, .active)
  }

  private func progressLine() -> Line {
    let (over, all) = (picture.stepsOver, plan.steps.count)
    var line = bar(over, of: all, columns: max(6, min(30, width / 4)))
    line.append(" " + look.say(.liveSteps(over, of: all, percent: all == 0 ? 100 : over * 100 / all)))
    let owed = picture.run.owed.count
    if owed + picture.undoPaid > 0 {
      let words: Phrase = width < 60 ? .liveUndoOwed(owed) : .liveUndo(owed: owed, paid: picture.undoPaid)
      line.append("  " + look.say(words), owed > 0 ? .warning : .quiet)
    }
    return line
  }

  private func bar(_ over: Int, of all: Int, columns: Int) -> Line {
    let cells = look.symbols.bar
    let grades = cells.count - 1
    let filled = all == 0 ? columns * grades : over * columns * grades / all
    let full = filled / grades
    var line = Line(String(repeating: cells[grades], count: full), .good)
    guard full < columns else { return line }
    line.append(cells[filled % grades], filled % grades == 0 ? .quiet : .good)
    line.append(String(repeating: cells[0], count: columns - full - 1), .quiet)
    return line
  }

  // MARK: What belongs to no system

  private func ownBlock() -> [Line] {
    var lines: [Line] = []
    if !picture.ownActive.isEmpty {
      lines.append(Line("\(spinner) " + look.say(phaseWord().0), .active))
      lines += picture.ownActive.prefix(8).flatMap { stepLines($0, withOutput: true) }
    }
    if !picture.undoing.isEmpty {
      lines.append(Line("\(look.symbols.undo) " + look.say(.storyUndoStarted), .active))
      lines += picture.undoing.prefix(8).flatMap { stepLines($0, withOutput: true) }
    }
    return lines
  }
}
