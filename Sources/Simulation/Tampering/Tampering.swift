public import Records

/// Changes a record in every way that fits between two lines of it, and tells what the shipped verification doesn't find.
///
/// The verifier is copied where it stands right before a change, and the copy goes on from there until it has found something: what
/// it found is never taken back, so that this is what verifying the whole folder says, at a thousandth of the cost.
public struct Tampering {
  /// How much is tried.
  public struct Effort: Sendable {
    /// One of so many bytes is changed.
    public var oneIn: Int
    /// Other values for each of them: 1 to 255.
    public var values: Int

    public init(oneIn: Int, values: Int) { (self.oneIn, self.values) = (oneIn, values) }
  }

  public struct Tally: Sendable {
    public var bytes = 0
    public var changes = 0
    /// Where and how, so that it can be had again.
    public var unfound: [String] = []

    public init() {}

    public mutating func add(_ other: Tally) {
      bytes += other.bytes
      changes += other.changes
      unfound += other.unfound
    }
  }

  public private(set) var tally = Tally()
  private let record: LongRecord
  private let journal: Journal
  private let effort: Effort
  private var dice: SplitMix64

  public init(_ record: LongRecord, seed: UInt64, _ effort: Effort) throws(FileError) {
    self.record = record
    self.effort = effort
    journal = Journal(lines: JournalLines(try record.read("journal.jsonl")).lines)
    dice = SplitMix64(seed: seed)
  }

  /// Changes every line, and every other file where the verifier comes to it.
  ///
  /// - Parameter part: of `parts` who share the work.
  public mutating func sweep(part: Int = 0, of parts: Int = 1) throws(FileError) {
    let beside = try filesByLine()
    var verifier = Verifier(record.run)
    for (index, line) in journal.lines.enumerated() {
      for file in beside[index] ?? [] { try changeFile(file, readAt: index, verifier, part, parts) }
      if index % parts == part { try changeLine(index, verifier) }
      try verifier.take(line)
    }
    for file in beside[journal.lines.count] ?? [] {
      try changeFile(file, readAt: journal.lines.count, verifier, part, parts)
    }
  }

  /// At which line the verifier reads the plan and the outputs; the head after the last one. An output that no line names (its
  /// process was killed before it could) is told as a remark, whatever stands in it.
  private func filesByLine() throws(FileError) -> [Int: [String]] {
    var found = [0: ["plan.json"], journal.lines.count: ["head"]]
    for file in try record.files where file.hasPrefix("outputs/") {
      let digest = Array(file.utf8.dropFirst("outputs/".utf8.count))
      guard let place = journal.lines.firstIndex(where: { $0.firstRange(of: digest) != nil }) else { continue }
      found[place, default: []].append(file)
    }
    return found
  }

  // MARK: What is changed

  private mutating func changeLine(_ index: Int, _ verifier: Verifier) throws(FileError) {
    let (journal, line) = (journal, Array(journal.lines[index]))
    // A line that lost its newline goes on in the next one.
    let after = min(index + 2, journal.lines.count)
    let next = journal.lines[(index + 1)..<after].first ?? []
    try changeBytes(of: line, line.indices, effort.values) { changed throws(FileError) in
      try journal.isFound(changed + next, then: after, verifier)
    } name: {
      "line \(index + 1), \($0)"
    }
    let end = journal.lines.count
    let whole: [(String, [UInt8], then: Int)] = [
      ("twice", line + line, index + 1), ("left out", [], index + 1), ("swapped with the next", next + line, after),
      ("cut off before it", [], end), ("cut off after it", line, end),
      ("cut off in it", Array(line.prefix(Int.random(in: 1..<line.count, using: &dice))), end),
    ]
    // After the last line nothing can be cut off or swapped.
    for (what, bytes, then) in whole where bytes != line || then != index + 1 {
      note(try journal.isFound(bytes, then: then, verifier), "line \(index + 1) \(what)")
    }
  }

  private mutating func changeFile(
    _ file: String, readAt line: Int, _ verifier: Verifier, _ part: Int, _ parts: Int
  ) throws(FileError) {
    let (journal, record, bytes) = (journal, record, try record.read(file))
    func isFound(_ changed: [UInt8]?) throws(FileError) -> Bool {
      try record.write(file, changed)
      return try journal.isFound([], then: line, verifier)
    }
    // Each of them has to be read and hashed as a whole, for all values of a byte alike.
    let places = stride(from: part, to: bytes.count, by: parts)
    try changeBytes(of: bytes, places, 1, isFound) { "\(file), \($0)" }
    if part == 0 {
      note(try isFound([]), "\(file) empty")
      // A missing head is told as a remark: only the printed report says what it was.
      if file != "head" { note(try isFound(nil), "\(file) missing") }
    }
    try record.write(file, bytes)
  }

  private mutating func changeBytes(
    of bytes: [UInt8], _ places: some Sequence<Int>, _ values: Int, _ isFound: ([UInt8]) throws(FileError) -> Bool,
    name: (String) -> String
  ) throws(FileError) {
    for place in places where effort.oneIn == 1 || Int.random(in: 0..<effort.oneIn, using: &dice) == 0 {
      tally.bytes += 1
      for mask in masks(values) {
        var changed = bytes
        changed[place] ^= mask
        note(try isFound(changed), name("byte \(place) became \(changed[place])"))
      }
      var shorter = bytes
      shorter.remove(at: place)
      note(try isFound(shorter), name("without byte \(place)"))
      var longer = bytes
      longer.insert(UInt8.random(in: .min ... .max, using: &dice), at: place)
      note(try isFound(longer), name("\(longer[place]) before byte \(place)"))
    }
  }

  /// What a byte is changed by; of every sixteenth byte each bit alone is among them.
  private mutating func masks(_ values: Int) -> Set<UInt8> {
    if values > 254 { return Set(1...255) }
    var masks: Set<UInt8> = Int.random(in: 0..<16, using: &dice) == 0 ? [1, 2, 4, 8, 16, 32, 64, 128] : []
    for _ in 0..<values { masks.insert(.random(in: 1...255, using: &dice)) }
    return masks
  }

  private mutating func note(_ isFound: Bool, _ change: @autoclosure () -> String) {
    tally.changes += 1
    if !isFound { tally.unfound.append(change()) }
  }

  private struct Journal {
    let lines: [ArraySlice<UInt8>]

    /// Whether a verifier finds something between where it is and the end.
    ///
    /// - Parameters:
    ///   - bytes: what stands in the journal from there.
    ///   - then: the line that follows it, as it was.
    func isFound(_ bytes: [UInt8], then: Int, _ verifier: Verifier) throws(FileError) -> Bool {
      var verifier = verifier
      let found = JournalLines(bytes)
      for line in found.lines {
        try verifier.take(line)
        if verifier.isBroken { return true }
      }
      precondition(found.torn.isEmpty || then == lines.count, "what has no end stands at the end")
      for line in lines[then...] {
        try verifier.take(line)
        if verifier.isBroken { return true }
      }
      return try verifier.finish(found.torn).isBroken
    }
  }
}
