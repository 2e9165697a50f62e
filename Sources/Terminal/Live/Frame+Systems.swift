import Catalogue
import Model

extension Frame {
  /// The systems in at most so many rows: finished ones fold into counts first, then waiting ones, then the steps and
  /// outputs of those under way.
  func systemLines(rows: Int) -> [Line] {
    guard rows > 0, !picture.systems.isEmpty else { return [] }
    let waiting = picture.systems.count - picture.finishedCount - picture.activePlaces.count
    for detail in ActiveDetail.allCases {
      let active = activeRows(detail, upTo: rows + 1)
      if detail == .outputs, picture.finishedCount + active + waiting <= rows { return unfolded() }
      let finished = picture.finishedCount > 0 ? 1 : 0
      let left = rows - finished - active
      // One row for what waits is enough to give the steps theirs.
      if left >= min(waiting, 1) { return finishedLine() + activeLines(detail) + waitingLines(waiting, rows: left) }
    }
    return crowded(rows: rows, waiting: waiting)
  }

  /// How much is shown of each system under way.
  private enum ActiveDetail: CaseIterable {
    case outputs, steps, troubles, none
  }

  private func unfolded() -> [Line] {
    picture.order.flatMap { system in
      picture.systems[system].isActive
        ? [systemLine(system)] + picture.systems[system].active.flatMap { stepLines($0, withOutput: true) }
        : [systemLine(system)]
    }
  }

  /// More systems side by side than rows: those that wait for a person come first.
  private func crowded(rows: Int, waiting: Int) -> [Line] {
    var lines = finishedLine()
    let places = picture.activePlaces.filter { standsStill($0) } + picture.activePlaces.filter { !standsStill($0) }
    let folds = waiting > 0 ? 1 : 0
    let room = max(0, rows - lines.count - folds - 1)
    lines += places.prefix(room).map { systemLine(picture.order[$0]) }
    lines.append(Line("\(spinner) " + look.say(.liveMoreRunning(places.count - min(room, places.count))), .active))
    return Array((lines + waitingLines(waiting, rows: folds)).prefix(rows))
  }

  private func standsStill(_ place: Int) -> Bool {
    picture.systems[picture.order[place]].active.contains { picture.needsPerson($0) }
  }

  // MARK: Under way

  private func activeRows(_ detail: ActiveDetail, upTo limit: Int) -> Int {
    var rows = 0
    for place in picture.activePlaces {
      rows += 1 + steps(of: picture.order[place], detail).reduce(0) { $0 + self.rows(of: $1, detail) }
      if rows > limit { return rows }
    }
    return rows
  }

  private func rows(of step: Int, _ detail: ActiveDetail) -> Int {
    detail == .outputs && picture.lastLines[step] != nil ? 2 : 1
  }

  private func steps(of system: Int, _ detail: ActiveDetail) -> [Int] {
    let active = picture.systems[system].active
    return switch detail {
    case .outputs, .steps: active
    case .troubles: active.filter { picture.needsPerson($0) }
    case .none: []
    }
  }

  private func activeLines(_ detail: ActiveDetail) -> [Line] {
    picture.activePlaces.flatMap { place in
      let system = picture.order[place]
      return [systemLine(system)]
        + steps(of: system, detail).flatMap { stepLines($0, withOutput: detail == .outputs) }
    }
  }

  // MARK: Folded

  private func finishedLine() -> [Line] {
    let parts = SystemResult.allCases.compactMap { result in
      picture.finished[result].map { Phrase.liveCount($0, result.word) }
    }
    guard !parts.isEmpty else { return [] }
    let isGood = picture.finished.keys.allSatisfy { $0 == .met }
    let symbol = isGood ? look.symbols.good : look.symbols.warning
    return [Line("\(symbol) " + look.say(.liveFinished(parts)), isGood ? .good : .warning)]
  }

  private func waitingLines(_ count: Int, rows: Int) -> [Line] {
    guard count > 0, rows > 0 else { return [] }
    let shown = count <= rows ? count : rows - 1
    let systems = picture.order.lazy.filter { picture.systems[$0].isWaiting }.prefix(shown)
    var lines = Array(systems).map { systemLine($0) }
    if shown < count {
      lines.append(Line("\(look.symbols.waiting) " + look.say(.liveMoreWaiting(count - shown)), .quiet))
    }
    return lines
  }
}

extension SystemPicture {
  var isActive: Bool { hasStarted && result == nil }
  var isWaiting: Bool { !hasStarted && result == nil }
}

extension RunPicture {
  /// The step stands still until a person says or does something.
  func needsPerson(_ step: Int) -> Bool {
    if run.steps[step].awaitsDecision { return true }
    if case .manual = plan.steps[step].action { return run.steps[step].isRunning }
    return false
  }
}

extension SystemResult {
  var word: Phrase {
    switch self {
    case .met: .liveMet
    case .missed: .liveMissed
    case .failed: .liveFailed
    case .notMeasured: .liveNotMeasured
    case .unfinished: .result(rawValue)
    }
  }
}
