import Engine
import Glibc
import Model
import Records

/// The journal beside a bare loop that puts the same bytes on the same disk.
struct JournalRace {
  private let size: Int
  private let recording: Recording
  private let bare: Int32
  private let barePath: String

  init(_ plan: Plan, in records: String, groupsOf size: Int) throws {
    self.size = size
    recording = try RecordsFolder(records).begin(
      plan, as: "benchmark", tool: "benchmarks", at: SystemClock().now.wall)
    barePath = recording.folder.path + "/bare"
    bare = open(barePath, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard bare >= 0 else { throw BenchmarkFailure.system("open", barePath) }
  }

  /// Twenty rounds, in which the loop writes what the journal has just written.
  func run(events: Int, _ figure: inout Figure) async throws {
    let clock = SystemClock()
    var sequence = 1
    try await recording.journal.append([
      .init(sequence: 1, at: clock.now.wall, elapsed: .zero, body: .opened(recording.header))
    ])
    var (ours, theirs) = (0.0, 0.0)
    let groups = max(1, events / size / 20)
    for _ in 0..<20 {
      let before = try journalSize()
      let events = (0..<groups).map { _ in
        let now = clock.now
        return (0..<size).map { _ in
          sequence += 1
          return Event(sequence: sequence, at: now.wall, elapsed: now.elapsed, body: body(sequence))
        }
      }
      var watch = Stopwatch()
      for group in events { try await recording.journal.append(group) }
      ours += watch.lap().seconds
      let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: (try journalSize() - before) / groups)
      _ = watch.lap()
      for _ in 0..<groups {
        guard write(bare, bytes, bytes.count) == bytes.count, fdatasync(bare) == 0 else {
          throw BenchmarkFailure.system("write", barePath)
        }
      }
      theirs += watch.lap().seconds
    }
    close(bare)
    let count = Double(groups * size * 20)
    figure.numbers += [
      ("events_\(size)_per_s", count / ours), ("bare_\(size)_per_s", count / theirs),
      ("of_bare_\(size)", theirs / ours),
    ]
  }

  private func body(_ sequence: Int) -> Event.Body {
    if sequence.isMultiple(of: 2) { return .stepStarted(step: "system-0.step-\(sequence)", attempt: 1, owesUndo: true) }
    var outcome = Outcome(.passed)
    (outcome.exit, outcome.duration) = (0, .milliseconds(12))
    outcome.stdout = .inline("done\n", digest: Digest(of: Array("done\n".utf8)))
    return .stepEnded(step: "system-0.step-\(sequence - 1)", attempt: 1, outcome)
  }

  private func journalSize() throws -> Int {
    var status = stat()
    guard stat(recording.folder.journalPath, &status) == 0 else {
      throw BenchmarkFailure.system("look at", recording.folder.journalPath)
    }
    return Int(status.st_size)
  }
}
