import Catalogue
import Model

extension Frame {
  // MARK: A system's line

  /// `⠋ 住民情報システム     復旧中     2/5  0:01:23 / 3:00:00 間近`, with less of it in a narrow window.
  func systemLine(_ system: Int) -> Line {
    let state = state(of: system)
    let clock = clock(of: system)
    let wordColumns = look.language == .ja ? 8 : 10
    let counts = width >= 70 ? "\(picture.systems[system].over)/\(picture.systems[system].steps)" : ""
    let wide = width - 2 - (wordColumns + 1) - (counts.isEmpty ? 0 : 8) - 1 - 17 - 5
    return wide >= 16
      ? wideLine(system, state, clock, name: wide, word: wordColumns, counts: counts)
      : narrowLine(system, state, clock, word: min(8, wordColumns))
  }

  private func wideLine(
    _ system: Int, _ state: SystemState, _ clock: SystemClockFace, name: Int, word: Int, counts: String
  ) -> Line {
    var line = begin(system, state, name: name)
    line.append(" ")
    line.append(Line(look.say(state.word), state.ink).fitted(to: word, look.style))
    line.pad(to: 2 + name + 1 + word)
    if !counts.isEmpty {
      line.append(String(repeating: " ", count: max(1, 8 - counts.utf8.count)) + counts, .quiet)
    }
    let text = clock.text
    line.append(String(repeating: " ", count: max(1, 18 - text.utf8.count)))
    line.append(text, clock.ink)
    if let note = clock.note { line.append(" " + look.say(note), clock.ink) }
    return line
  }

  /// The clock's word takes the place of the state's when it has something to say.
  private func narrowLine(_ system: Int, _ state: SystemState, _ clock: SystemClockFace, word: Int) -> Line {
    let text = width >= 36 ? clock.text : clock.shortText
    let name = max(4, width - 2 - (word + 1) - 1 - text.utf8.count)
    var line = begin(system, state, name: name)
    line.append(" ")
    let words = clock.note.map { Line(look.say($0), clock.ink) } ?? Line(look.say(state.word), state.ink)
    line.append(words.fitted(to: word, look.style))
    line.pad(to: width - text.utf8.count)
    line.append(text, clock.ink)
    return line
  }

  private func begin(_ system: Int, _ state: SystemState, name: Int) -> Line {
    var line = Line(state.symbol + " ", state.ink)
    let isQuiet = picture.systems[system].isWaiting
    line.append(
      Line(look.say(plan.systems[system].displayName), isQuiet ? .quiet : .plain).fitted(to: name, look.style))
    line.pad(to: 2 + name)
    return line
  }

  private struct SystemState {
    var symbol: String
    var word: Phrase
    var ink: Ink
  }

  private func state(of system: Int) -> SystemState {
    let shown = picture.systems[system]
    if let result = shown.result {
      let (symbol, ink) = look.sign(of: result)
      return SystemState(symbol: symbol, word: result.word, ink: ink)
    }
    let isOver = picture.run.closed != nil || picture.run.halted != nil
    if isOver { return SystemState(symbol: look.symbols.skipped, word: .liveStopped, ink: .warning) }
    if shown.isWaiting { return SystemState(symbol: look.symbols.waiting, word: .liveWaiting, ink: .quiet) }
    if shown.active.contains(where: { picture.needsPerson($0) }) {
      return SystemState(symbol: look.symbols.asking, word: .liveAsking, ink: .warning)
    }
    return SystemState(symbol: spinner, word: .liveRunning, ink: .active)
  }

  // MARK: A system's clock

  private struct SystemClockFace {
    var text: String
    /// Without the objective.
    var shortText: String
    var note: Phrase?
    var ink: Ink
  }

  /// The measured time once it is known, the running one until then, against the objective.
  private func clock(of system: Int) -> SystemClockFace {
    let shown = picture.systems[system]
    let running = shown.result == nil ? picture.clockStart.map { max(.zero, now - $0) } : nil
    let time = shown.measured ?? running
    let text = time?.hours ?? "-:--:--"
    guard let target = shown.target else {
      return SystemClockFace(text: text, shortText: text, note: nil, ink: .quiet)
    }
    var face = SystemClockFace(
      text: "\(text) / \(target.hours)", shortText: text, note: nil, ink: shown.isWaiting ? .quiet : .plain)
    guard let time else { return face }
    if time > target {
      (face.note, face.ink) = (.liveOver, .bad)
    } else if shown.measured == nil, time * 4 >= target * 3 {
      (face.note, face.ink) = (.liveSoon, .warning)
    } else if shown.measured != nil {
      face.ink = .good
    }
    return face
  }

  // MARK: A step's lines

  /// `  ⠋ データベース仮想マシンを予備機で起動  vhost-b          0:00:12`, and the last line of its output.
  func stepLines(_ index: Int, withOutput: Bool) -> [Line] {
    let right = stepTime(index)
    var line = Line("  ")
    let isAsking = picture.needsPerson(index)
    let record = picture.run.steps[index]
    let sign =
      record.awaitsDecision
      ? (look.symbols.bad, Ink.bad)
      : isAsking
        ? (look.symbols.asking, .warning) : record.willRetry ? (look.symbols.retry, .warning) : (spinner, .active)
    line.append(sign.0 + " ", sign.1)
    line.append(look.name(of: plan.steps[index], in: plan))
    if let host = plan.steps[index].host, width >= 60 { line.append("  \(plan.hosts[host].id)", .quiet) }
    line = line.fitted(to: max(6, width - right.columns - 1), look.style)
    line.pad(to: width - right.columns)
    line.append(right)
    guard withOutput, let output = picture.lastLines[index] else { return [line] }
    return [line, Line("    \(output)", .quiet)]
  }

  private func stepTime(_ index: Int) -> Line {
    let (step, record) = (plan.steps[index], picture.run.steps[index])
    if record.awaitsDecision { return Line(look.say(.liveAwaitsWord), .bad) }
    var line = Line()
    if record.attempts.count > 1 {
      line.append(look.say(.liveAttempt(record.attempts.count, of: step.retry.attempts)) + " ", .warning)
    }
    if record.willRetry { line.append(look.say(.liveRetrySoon) + " ", .warning) }
    let began = (picture.undoing.contains(index) ? record.undoAttempts : record.attempts).last?.started ?? now
    line.append(max(.zero, now - began).hours, .quiet)
    return line
  }
}
