public import Engine
import Glibc
public import Model

/// A run that is being recorded: hand `journal` and `header` to the engine. The journal keeps the locks of the run's hosts
/// and systems as long as anybody keeps the journal.
public struct Recording: Sendable {
  public let folder: RunFolder
  /// For the engine's first event.
  public let header: RunHeader
  public let journal: JournalFile
}

/// Why no run could be begun.
public enum BeginFailure: Error, Sendable, Hashable {
  /// Another run has one of its hosts or systems, or has left something there to be undone.
  case refused(LockRefusal)
  /// No journal, no action.
  case unwritable(JournalFailure)
}

extension RecordsFolder {
  /// Begins the record of a run: takes the locks of its hosts and systems, makes its folder, puts the plan into it and
  /// creates the journal. Of the secrets it keeps marks only, until the run is closed. All of it is on disk when it returns; nothing has been journaled yet.
  ///
  /// - Parameter hosts: where the hosts are on which anything is run; see `RunHeader.hosts`.
  /// - Throws: `BeginFailure`; no lock is held and no journal stands there then.
  public func begin(
    _ plan: Plan, as operatorName: String, tool: String, at now: WallTime, hosts: [String: String] = [:],
    secrets: [String: Secret] = [:]
  ) throws(BeginFailure) -> Recording {
    let bytes = plan.canonical
    do throws(FileError) {
      try makeFolders()
    } catch { throw .unwritable(JournalFailure(error)) }
    var tries = 0
    while true {
      let run = name(plan.scenario.id, at: now, isFirstTry: tries == 0)
      tries += 1
      let holder = LockHolder(run: run, as: operatorName, since: now)
      let wanted = plan.lockables(at: hosts)
      let locks = try RunLocks(wanted, in: locksPath, on: disk, for: holder, offset: offset, isOver: isClosed)
      // Under the locks: a run that dies, or is taken up, between a look and the begin can't be overlooked.
      if let refusal = refusal(of: Set(wanted)) { throw .refused(refusal) }
      do throws(FileError) {
        // Two runs never share an id: where the folder is there already, the next name is tried.
        guard let journal = try make(run, plan: bytes, secrets, holding: locks) else { continue }
        var header = RunHeader(
          run: run.id, scenario: plan.scenario.id, mode: plan.mode, clock: plan.scenario.clock, plan: Digest(of: bytes),
          operatorName: operatorName, tool: tool, machine: holder.machine, process: holder.process, boot: holder.boot,
          recordsOn: sharedFileSystem, hosts: hosts)
        (header.machineID, header.pidNamespace) = (holder.machineID, ThisProcess.pidNamespace)
        return Recording(folder: run, header: header, journal: journal)
      } catch { throw .unwritable(JournalFailure(error)) }
    }
  }

  private func makeFolders() throws(FileError) {
    let made = try disk.makeFolder(path)
    _ = try disk.makeFolder(locksPath)
    if made { try disk.syncFolder(Self.parent(of: path)) }
    try disk.syncFolder(path)
  }

  /// From the innermost outwards, so that a name that is on disk leads to something that is.
  private func make(
    _ run: RunFolder, plan: [UInt8], _ secrets: [String: Secret], holding locks: RunLocks
  ) throws(FileError) -> JournalFile? {
    let year = Self.parent(of: run.path)
    let newYear = try disk.makeFolder(year)
    guard try disk.makeFolder(run.path) else { return nil }
    _ = try disk.makeFolder(run.outputsPath)
    try disk.create(run.planPath, plan)
    let key = disk.randomBytes(32)
    try disk.create(run.secretPath, key)
    if !secrets.isEmpty { try disk.create(run.secretMarksPath, RunFolder.marks(of: secrets, key: key)) }
    let journal = try JournalFile(creating: run, holding: locks)
    try disk.syncFolder(run.path)
    try disk.syncFolder(year)
    if newYear { try disk.syncFolder(path) }
    return journal
  }

  /// `20261122-101500-vhost-loss-7f3a`: says when and what it was, and is easy to say on the telephone.
  ///
  /// The last part grows with the time within the second, so that ids tell the order of runs that a script starts.
  private func name(_ scenario: String, at now: WallTime, isFirstTry: Bool) -> RunFolder {
    let civil = CivilTime(now, offset: offset)
    let time = (civil.dateText + "-" + civil.clockText).split(separator: "-")
    let day = time.prefix(3).joined()
    let clock = time.suffix(1).joined().split(separator: ":").joined()
    let random = disk.randomBytes(2).reduce(0) { $0 << 8 | Int($1) }
    let inOrder = Int((now.milliseconds % 1000 + 1000) % 1000) * 65 + random % 65
    let end = String(0x10000 + (isFirstTry ? inOrder : random), radix: 16).dropFirst()
    let id = "\(day)-\(clock)-\(Self.fileName(scenario))-\(end)"
    return RunFolder(
      id: id, fiscalYear: civil.fiscalYear, path: "\(path)/\(civil.fiscalYear)/\(id)", on: disk)
  }

  private static func fileName(_ text: String) -> String {
    let kept = text.utf8.prefix(80).map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        byte
      default: UInt8(ascii: "-")
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
