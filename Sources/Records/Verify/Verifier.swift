import Glibc
import Model

/// Goes through a run's folder and collects what it finds.
struct Verifier {
  let folder: RunFolder
  var findings: [Finding] = []
  var previous = Digest.zero
  var elapsed = Int64.min
  var wall: WallTime?
  /// Nil once the events can no longer be folded.
  var run: Run?
  var header: RunHeader?
  var outputs: Set<Digest> = []
  var isClosed = false
  /// Nil where nobody wants them.
  var events: [Event]?
  private var tornBytes = 0

  init(_ folder: RunFolder, keepsEvents: Bool = false) {
    self.folder = folder
    events = keepsEvents ? [] : nil
  }

  mutating func verify() throws(FileError) -> Verification {
    guard let bytes = try read(folder.journalPath) else {
      find(.journalMissing, nil, "journal.jsonl")
      return verification(lines: 0)
    }
    let found = JournalLines(bytes)
    for (index, line) in found.lines.enumerated() {
      let number = index + 1
      if let event = readLine(line, number: number) { try take(event, number: number) }
      previous = Digest(of: line)
    }
    let count = found.lines.count
    tornBytes = found.torn.count
    if !found.torn.isEmpty {
      if isClosed { find(.history, count + 1, "the run was closed before") }
      if !isClosed { find(.torn, count + 1, "\(found.torn.count)") }
    }
    if !isClosed { find(.notClosed, nil, "") }
    try checkHead(lines: count)
    try findUnreferenced()
    return verification(lines: count)
  }

  /// What was verified, if all of it could be read and folded.
  var recorded: RecordedRun? {
    guard let run, let events else { return nil }
    return RecordedRun(folder: folder, events: events, run: run, head: previous, tornBytes: tornBytes)
  }

  mutating func find(_ kind: Finding.Kind, _ line: Int?, _ detail: String) {
    findings.append(Finding(kind: kind, line: line, detail: detail))
  }

  /// Nil when there is no such file.
  func read(_ path: String) throws(FileError) -> [UInt8]? {
    do throws(FileError) {
      return try folder.disk.read(path)
    } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
  }

  private func verification(lines: Int) -> Verification {
    Verification(
      run: folder, lines: lines, isClosed: isClosed, head: lines > 0 ? previous : nil,
      findings: findings.sorted {
        ($0.line ?? .max, $0.kind.rawValue, $0.detail) < ($1.line ?? .max, $1.kind.rawValue, $1.detail)
      })
  }

  private mutating func checkHead(lines: Int) throws(FileError) {
    guard let head = try read(folder.headPath) else {
      if isClosed { find(.headMissing, nil, "head") }
      return
    }
    if lines == 0 || head != Array("\(previous)\n".utf8) { find(.head, max(1, lines), "head") }
  }

  private mutating func findUnreferenced() throws(FileError) {
    // Reports may lie beside the record, and a signature beside its head.
    let known = ["journal.jsonl", "plan.json", "head", "outputs", "report", "screen.log", "secret"]
    var names = try folder.disk.list(folder.path).filter { name in !known.contains { name.hasPrefix($0) } }
    if folder.disk.status(folder.outputsPath) != nil {
      let referenced = Set(outputs.map(\.hexadecimal))
      names += try folder.disk.list(folder.outputsPath).filter { !referenced.contains($0) }.map { "outputs/" + $0 }
    }
    for name in names { find(.unreferenced, nil, name) }
  }
}

extension RunFolder {
  /// Checks the journal's chain, form, numbers and times, the plan, the outputs, and that the events can have happened.
  ///
  /// It changes nothing and needs no other program; `tools/verify-journal` does the same without sharing code.
  ///
  /// - Throws: `RecordsError` when a file is there but can't be read.
  public func verify() throws(RecordsError) -> Verification {
    var verifier = Verifier(self)
    do throws(FileError) { return try verifier.verify() } catch { throw RecordsError(error) }
  }

  /// The same, and what was read by the way; nil when not all of it could be.
  func verifiedRun() throws(RecordsError) -> (Verification, RecordedRun?) {
    var verifier = Verifier(self, keepsEvents: true)
    do throws(FileError) { return (try verifier.verify(), verifier.recorded) } catch { throw RecordsError(error) }
  }
}
