import Model

extension Verifier {
  /// Checks a line by itself and against the one before; nil when it is no event.
  mutating func readLine(_ line: ArraySlice<UInt8>, number: Int) -> Event? {
    guard let json = try? JSON(reading: line.dropLast()), case .object = json else {
      find(.notJSON, number, "")
      run = nil
      return nil
    }
    if let event = try? Event(json: json), event.sequence == number, isWritten(event, as: line) { return event }
    return lookCloser(line, json, number: number)
  }

  /// The very bytes that the journal would write: canonical, and naming the line before.
  private func isWritten(_ event: Event, as line: ArraySlice<UInt8>) -> Bool {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(line.count)
    event.write(after: previous, to: &bytes)
    return bytes[...] == line.dropLast()
  }

  /// Says what is wrong with a line, if anything is: one with more members than we know of is as good.
  private mutating func lookCloser(_ line: ArraySlice<UInt8>, _ json: JSON, number: Int) -> Event? {
    if json.hasFractions || !json.canonical.elementsEqual(line.dropLast()) { find(.notCanonical, number, "") }
    if json["prev"] != .string(previous.description) { find(.chain, number, "") }
    if json["seq"] != .integer(Int64(number)) { find(.sequence, number, "") }
    do throws(CodecError) {
      return try Event(json: json)
    } catch {
      if case .newerSchema(let schema) = error.problem {
        find(.newerSchema, number, "\(schema)")
      } else {
        find(.shape, number, error.description)
      }
      run = nil
      return nil
    }
  }

  mutating func take(_ event: Event, number: Int) throws(FileError) {
    checkTimes(event, number: number)
    if number == 1 { try open(event) }
    for output in event.body.keptFiles { try check(output, number: number) }
    if case .closed = event.body { isClosed = true }
    fold(event, number: number)
    events?.append(event)
  }

  private mutating func checkTimes(_ event: Event, number: Int) {
    let now = event.elapsed.inMicroseconds
    if now < elapsed { find(.elapsed, number, "") }
    elapsed = now
    if case .clockStepped = event.body {
    } else if let wall, event.at - wall < .seconds(-1) {
      find(.clock, number, "")
    }
    wall = event.at
  }

  private mutating func open(_ event: Event) throws(FileError) {
    guard case .opened(let header) = event.body else { return find(.notOpened, 1, "") }
    self.header = header
    guard let bytes = try read(folder.planPath) else { return find(.planMissing, 1, "plan.json") }
    guard Digest(of: bytes) == header.plan else { return find(.planChanged, 1, "plan.json") }
    guard let json = try? JSON(reading: bytes), let plan = try? Plan(json: json) else {
      return find(.planUnreadable, 1, "plan.json")
    }
    run = Run(plan: plan)
  }

  /// Folds on until an event can't have happened; what follows from there would be noise.
  private mutating func fold(_ event: Event, number: Int) {
    do throws(HistoryError) {
      try run?.apply(event)
    } catch {
      find(.history, number, error.message)
      run = nil
    }
  }

  private mutating func check(_ output: (digest: Digest, kept: Int), number: Int) throws(FileError) {
    outputs.insert(output.digest)
    let name = "outputs/" + output.digest.hexadecimal
    guard let bytes = try read(folder.outputPath(output.digest)) else { return find(.outputMissing, number, name) }
    if bytes.count != output.kept || Digest(of: bytes) != output.digest { find(.outputChanged, number, name) }
  }
}

extension Event.Body {
  /// The outputs that lie beside the journal.
  var keptFiles: [(digest: Digest, kept: Int)] {
    switch self {
    case .stepEnded(_, _, let outcome), .undoEnded(_, _, let outcome):
      [outcome.stdout, outcome.stderr].compactMap {
        if case .file(let digest, let kept, _, _, _) = $0 { (digest, kept) } else { nil }
      }
    default: []
    }
  }
}

extension JSON {
  /// Records carry whole numbers only.
  var hasFractions: Bool {
    switch self {
    case .number: true
    case .array(let values): values.contains(where: \.hasFractions)
    case .object(let members): members.contains { $0.value.hasFractions }
    case .null, .bool, .integer, .string: false
    }
  }
}
