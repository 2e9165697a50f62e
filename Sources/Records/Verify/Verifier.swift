import Glibc
import Model

/// Goes through a run's folder line by line and collects what it finds. Nothing that was found is ever taken back by what
/// follows, so that a copy of it goes on from where the original stood.
package struct Verifier {
  let folder: RunFolder
  private(set) var findings: [Finding] = []
  /// Whole lines taken so far.
  private var lines = 0
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

  package init(_ folder: RunFolder) { self.init(folder, keepsEvents: false) }

  init(_ folder: RunFolder, keepsEvents: Bool) {
    self.folder = folder
    events = keepsEvents ? [] : nil
  }

  mutating func verify() throws(FileError) -> Verification {
    guard let bytes = try read(folder.journalPath) else {
      find(.journalMissing, nil, "journal.jsonl")
      return verification()
    }
    let found = JournalLines(bytes)
    for line in found.lines { try take(line) }
    return try finish(found.torn)
  }

  /// - Parameter line: the next one, with its newline.
  package mutating func take(_ line: ArraySlice<UInt8>) throws(FileError) {
    lines += 1
    if let event = readLine(line, number: lines) { try take(event, number: lines) }
    previous = Digest(of: line)
  }

  /// - Parameter torn: what stands after the last line.
  package mutating func finish(_ torn: ArraySlice<UInt8>) throws(FileError) -> Verification {
    tornBytes = torn.count
    if !torn.isEmpty {
      if isClosed { find(.history, lines + 1, "the run was closed before") }
      if !isClosed { find(.torn, lines + 1, "\(torn.count)") }
    }
    if !isClosed { find(.notClosed, nil, "") }
    try checkHead()
    try findUnreferenced()
    return verification()
  }

  /// What has been read so far isn't what was written.
  package var isBroken: Bool { findings.contains { $0.kind.breaks } }

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

  private func verification() -> Verification {
    Verification(
      run: folder, lines: lines, isClosed: isClosed, head: lines > 0 ? previous : nil,
      findings: findings.sorted {
        ($0.line ?? .max, $0.kind.rawValue, $0.detail) < ($1.line ?? .max, $1.kind.rawValue, $1.detail)
      })
  }

  private mutating func checkHead() throws(FileError) {
    guard let head = try read(folder.headPath) else {
      if isClosed { find(.headMissing, nil, "head") }
      return
    }
    if lines == 0 || head != Array("\(previous)\n".utf8) { find(.head, max(1, lines), "head") }
  }

  private mutating func findUnreferenced() throws(FileError) {
    // Reports may lie beside the record, and a signature beside its head.
    let known = ["journal.jsonl", "plan.json", "head", "outputs", "report", "screen.log", "secret", "secret-marks"]
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
