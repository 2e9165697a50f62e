import Catalogue
public import Engine
import Glibc
public import Model

/// The journal of a run: one event a line, each naming the digest of the line before, on disk before anything acts on it.
///
/// A line is the canonical JSON of the event with one more member: `prev`, the digest of the line before with its newline.
/// So `head -n 5 journal.jsonl | tail -n 1 | sha256sum` prints what line 6 must name.
///
/// A call that fails ends the journal for good, and nothing is tried again: after a failed fsync the kernel may have
/// dropped what it couldn't write, so a second one that succeeds proves nothing.
///
/// ## Concurrency
/// An actor on a thread of its own, since its calls wait for the disk.
public actor JournalFile: Journal {
  let folder: RunFolder
  private let thread: any SerialExecutor
  private let file: any DiskFile
  /// The journal as the process before left it: its lock keeps away who has opened that one.
  private let replaced: (any DiskFile)?
  /// Held as long as anything may be written: whoever keeps the journal keeps the run's hosts and systems.
  private let locks: RunLocks?
  private var state: State
  /// Why there is no head beside the journal of the run that was closed; `RunFolder.closedRun` places it later.
  public private(set) var unplacedHead: JournalFailure?
  /// One for all lines: a new one costs as much as a line's digest.
  private let hasher = Hasher256()

  private enum State {
    case open(Tail)
    case failed(JournalFailure)
    case closed(Digest)
  }

  /// Where the next line goes.
  private struct Tail {
    var sequence = 0
    var elapsed = Duration.zero
    var head = Digest.zero
    var size = 0
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Creates the journal of a new run and takes its lock, which says that the run is alive.
  ///
  /// - Throws: `FileError`, also when there is a journal: an existing one is never touched.
  init(creating folder: RunFolder, holding locks: RunLocks? = nil) throws(FileError) {
    self.folder = folder
    self.locks = locks
    replaced = nil
    thread = try folder.disk.thread()
    file = try folder.disk.open(folder.journalPath, .creating)
    guard try file.tryLock() else {
      throw FileError(operation: "lock", path: folder.journalPath, code: EAGAIN)
    }
    try file.sync(dataOnly: false)
    state = .open(Tail())
  }

  /// The lock of a journal whose run has died; from then on nobody else writes to it.
  ///
  /// - Throws: `FileError`, with `EAGAIN` while the run's process lives.
  static func claim(_ folder: RunFolder) throws(FileError) -> any DiskFile {
    let file = try folder.disk.open(folder.journalPath, .appending)
    guard try file.tryLock() else {
      throw FileError(operation: "lock", path: folder.journalPath, code: EAGAIN)
    }
    return file
  }

  /// Goes on with the journal of a run that has died, in a new file with the same whole lines. The bytes of a line that was never
  /// finished are left out: nobody was told that they were there.
  ///
  /// What the process before wrote and couldn't sync may be there in memory only, and a sync that succeeds now proves nothing of
  /// that: the kernel reports such a failure once (fsync(2)). Bytes that are written anew are either on disk or they fail anew.
  ///
  /// - Parameter claim: its lock.
  init(resuming seen: RecordedRun, _ claim: any DiskFile, holding locks: RunLocks) throws(FileError) {
    folder = seen.folder
    self.locks = locks
    replaced = claim
    let disk = folder.disk
    thread = try disk.thread()
    let size = try claim.status().size - seen.tornBytes
    let lines = try disk.open(folder.journalPath, .reading).read(size, from: 0)
    disk.remove(folder.newJournalPath)
    file = try disk.open(folder.newJournalPath, .creating)
    guard lines.count == size, try file.tryLock() else {
      throw FileError(operation: "lock", path: folder.newJournalPath, code: EAGAIN)
    }
    try file.writeAll(lines)
    try file.sync(dataOnly: false)
    try disk.rename(folder.newJournalPath, to: folder.journalPath)
    try disk.syncFolder(folder.path)
    state = .open(
      Tail(
        sequence: seen.run.lastEvent.sequence, elapsed: seen.run.lastEvent.elapsed, head: seen.head ?? .zero, size: size
      ))
  }

  /// Writes events, all in one write and one fdatasync; they are on disk when it returns.
  ///
  /// After `.closed` the head is written beside the journal and nothing more is taken. A head that can't be written takes nothing
  /// back: the run is closed, and `unplacedHead` says why.
  ///
  /// - Throws: `JournalFailure`, then and ever after; also for an event that doesn't follow the one before it.
  public func append(_ events: [Event]) throws(JournalFailure) {
    var tail = try openTail()
    var bytes: [UInt8] = []
    for event in events {
      guard event.sequence == tail.sequence + 1, event.elapsed >= tail.elapsed else {
        let failure = JournalFailure("record-order", .recordOrder(event: event.sequence, after: tail.sequence))
        state = .failed(failure)
        throw failure
      }
      let start = bytes.count
      event.write(after: tail.head, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
      (tail.sequence, tail.elapsed, tail.head) = (event.sequence, event.elapsed, hasher.digest(of: bytes[start...]))
    }
    guard !bytes.isEmpty else { return }
    tail.size += bytes.count
    try failForGood { () throws(FileError) in try write(bytes, reaching: tail.size) }
    state = .open(tail)
    if case .closed = events.last?.body { seal(tail.head) }
  }

  /// Puts an output beside the journal under the digest of its bytes; one that is there already is used again.
  ///
  /// - Throws: `JournalFailure`, then and ever after.
  public func keep(_ bytes: [UInt8]) throws(JournalFailure) -> Digest {
    _ = try openTail()
    let digest = Digest(of: bytes)
    let path = folder.outputPath(digest)
    try failForGood { () throws(FileError) in
      if folder.disk.status(path)?.size != bytes.count {
        try folder.disk.place(bytes, at: path, in: folder.outputsPath)
      }
    }
    return digest
  }

  /// The digest of the last line on disk: what the report prints.
  public var head: Digest? {
    switch state {
    case .open(let tail): tail.sequence > 0 ? tail.head : nil
    case .closed(let head): head
    case .failed: nil
    }
  }

  /// Where the next event stands; for those who number events by hand.
  var position: (sequence: Int, elapsed: Duration) {
    if case .open(let tail) = state { (tail.sequence, tail.elapsed) } else { (0, .zero) }
  }

  private func openTail() throws(JournalFailure) -> Tail {
    switch state {
    case .open(let tail): return tail
    case .failed(let failure): throw failure
    case .closed: throw JournalFailure("record-closed", .recordClosed(run: folder.id))
    }
  }

  private func write(_ bytes: [UInt8], reaching size: Int) throws(FileError) {
    do throws(FileError) {
      try file.writeAll(bytes)
      try file.sync(dataOnly: true)
    } catch {
      // The file may have been opened under another name.
      throw FileError(operation: error.operation, path: folder.journalPath, code: error.code)
    }
    // A journal that was removed, cut or written to by someone else would take lines that nobody finds again.
    let status = try file.status()
    guard status.links > 0 else { throw FileError(operation: "find", path: folder.journalPath, code: ENOENT) }
    guard status.size == size else { throw FileError(operation: "keep alone", path: folder.journalPath, code: ESTALE) }
  }

  /// The head beside the journal, so that damage to the last line is found too; the lock ends with the file.
  private func seal(_ head: Digest) {
    state = .closed(head)
    do throws(FileError) { try Self.placeHead(head, of: folder) } catch { unplacedHead = JournalFailure(error) }
  }

  static func placeHead(_ head: Digest, of folder: RunFolder) throws(FileError) {
    try folder.disk.place(Array("\(head)\n".utf8), at: folder.headPath, in: folder.path)
  }

  private func failForGood(_ work: () throws(FileError) -> Void) throws(JournalFailure) {
    do throws(FileError) {
      try work()
    } catch {
      let failure = JournalFailure(error)
      state = .failed(failure)
      throw failure
    }
  }
}
