public import Records

/// The closed record of a long run (`LongRun`) on a simulated disk, made by the shipped engine, journal and resume; the same for the
/// same seed in one process.
public struct LongRecord: Sendable {
  public let run: RunFolder
  private let disk: LifeDisk

  static let folder = "/records"

  public init(seed: UInt64) throws {
    let world = World(seed: seed)
    let disk = WorldDisk(in: world)
    let id = try world.run { () -> Result<String, any Error> in
      do { return .success(try await LongRun(world: world, disk: disk).play()) } catch { return .failure(error) }
    }.get()
    world.settle()
    self.disk = LifeDisk(disk, Life(0, in: world))
    run = try RecordsFolder(Self.folder, on: self.disk).find(id)
    run.removeSecret()
  }

  /// Of the run's folder, the journal first: `journal.jsonl`, `head`, `plan.json`, `outputs/…`.
  public var files: [String] {
    get throws(FileError) {
      let beside = try disk.list(run.path).filter { !["journal.jsonl", "outputs"].contains($0) }
      return ["journal.jsonl"] + beside + (try disk.list(run.outputsPath)).map { "outputs/" + $0 }
    }
  }

  /// Whole lines of its journal.
  public var lines: Int { get throws(FileError) { JournalLines(try read("journal.jsonl")).lines.count } }

  public func read(_ file: String) throws(FileError) -> [UInt8] {
    let opened = try disk.open(run.path + "/" + file, .reading)
    return try opened.read(opened.status().size, from: 0)
  }

  /// Changes a file; `bytes` nil removes it.
  public func write(_ file: String, _ bytes: [UInt8]?) throws(FileError) {
    let path = run.path + "/" + file
    guard let bytes else { return disk.remove(path) }
    let opened = try disk.open(path, .either)
    try opened.cut(to: 0)
    _ = try opened.write(bytes)
    // So that nothing is kept of what it was before.
    try opened.sync(dataOnly: false)
  }
}
