import Catalogue
import Engine
import Glibc
public import Model

/// What is in one run at a time.
public enum Lockable: Sendable, Hashable {
  case host(String)
  case system(String)

  /// `host-vhost-a`; what can't stand in a file's name is written as `%` and its bytes in hexadecimal.
  var fileName: String {
    switch self {
    case .host(let id): "host-" + Self.escaped(id)
    case .system(let id): "system-" + Self.escaped(id)
    }
  }

  private static func escaped(_ id: String) -> String {
    var name: [UInt8] = []
    for byte in id.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        name.append(byte)
      default: name += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      }
    }
    return String(decoding: name, as: UTF8.self)
  }
}

/// Another run has the host or the system, or has left something there that is still to be undone.
public struct LockRefusal: Error, Sendable, Hashable {
  public let what: Lockable
  /// Nil when its file can't be read, and when no process has it.
  public let holder: LockHolder?
  public let reason: Reason
}

/// The locks of a run, held until the last owner lets go of them or the process ends, however it ends.
///
/// The files stay when the locks are gone: removing them would let two runs lock two files of one name.
///
/// ## Concurrency
/// Immutable.
public final class RunLocks: Sendable {
  private let held: [any DiskFile]

  /// Takes all locks or none.
  ///
  /// They are taken in the order of their names without waiting, so that of two runs that want the same one goes on.
  ///
  /// - Parameters:
  ///   - offset: what the office's clocks are ahead of UTC, for what a refusal says.
  ///   - isOver: whether a run is known to be closed.
  /// - Throws: `BeginFailure.refused` for a lock that another run has, else `BeginFailure.unwritable`.
  init(
    _ wanted: some Sequence<Lockable>, in folder: String, on disk: any Disk, for holder: LockHolder,
    offset: Duration, isOver: (String) -> Bool
  ) throws(BeginFailure) {
    let names = Dictionary(wanted.map { ($0.fileName, $0) }, uniquingKeysWith: { first, _ in first })
    var held: [any DiskFile] = []
    for (name, what) in names.sorted(by: { $0.key < $1.key }) {
      let path = folder + "/" + name
      let locked: (any DiskFile)?
      do throws(FileError) { locked = try Self.lock(path, disk) } catch { throw .unwritable(JournalFailure(error)) }
      guard let file = locked else { throw .refused(LockRefusal(what, holder: Self.holder(path, disk), offset)) }
      held.append(file)
      if let other = Self.elsewhere(path, disk, holder), !isOver(other.run) {
        throw .refused(LockRefusal(what, elsewhere: other, path: path, offset))
      }
    }
    self.held = held
    // Not before all are had: who is refused leaves every line as it was.
    do throws(FileError) {
      for file in held { try Self.sign(file, holder) }
    } catch { throw .unwritable(JournalFailure(error)) }
  }

  private static func lock(_ path: String, _ disk: any Disk) throws(FileError) -> (any DiskFile)? {
    let file = try disk.open(path, .either)
    return try file.tryLock() ? file : nil
  }

  private static func sign(_ file: any DiskFile, _ holder: LockHolder) throws(FileError) {
    try file.cut(to: 0)
    try file.writeAll(holder.line)
  }

  /// Whose line stands in a lock that is free, if that is a process of another machine. Of this machine's processes the
  /// kernel says for sure that they are dead; of others it may know nothing.
  private static func elsewhere(_ path: String, _ disk: any Disk, _ new: LockHolder) -> LockHolder? {
    guard let line = try? disk.read(path), let old = LockHolder(line: line) else { return nil }
    return old.run == new.run || old.isOfMachine(of: new) ? nil : old
  }

  /// Empties the files, so that nobody reads an old name; closing them frees the locks.
  deinit { for file in held { try? file.cut(to: 0) } }

  /// Who carries on a run: the process that has signed one of its locks and holds it. A line alone may be a dead process's.
  static func holder(
    of wanted: some Sequence<Lockable>, by run: RunFolder, in folder: String, on disk: any Disk
  ) -> LockHolder? {
    for what in wanted {
      let path = folder + "/" + what.fileName
      guard let file = try? disk.open(path, .reading), (try? file.isLocked()) == true,
        let holder = holder(path, disk), holder.run == run.id
      else { continue }
      return holder
    }
    return nil
  }

  /// Reads a holder's line; again for a moment when it is just being written.
  private static func holder(_ path: String, _ disk: any Disk) -> LockHolder? {
    for attempt in 0..<20 {
      if attempt > 0 { usleep(5_000) }
      if let line = try? disk.read(path), let holder = LockHolder(line: line) { return holder }
    }
    return nil
  }
}

extension LockRefusal {
  fileprivate init(_ what: Lockable, elsewhere holder: LockHolder, path: String, _ offset: Duration) {
    self.what = what
    self.holder = holder
    reason = Reason(
      "locked-elsewhere",
      .lockedElsewhere(
        what.phrase, run: holder.run, by: holder.operatorName, machine: holder.machine, since: holder.since(offset),
        file: path))
  }

  fileprivate init(_ what: Lockable, holder: LockHolder?, _ offset: Duration) {
    self.what = what
    self.holder = holder
    reason = Reason(
      "locked",
      holder.map {
        .locked(
          what.phrase, run: $0.run, by: $0.operatorName, machine: $0.machine, process: $0.process,
          since: $0.since(offset))
      } ?? .lockedByUnknown(what.phrase))
  }
}

extension LockHolder {
  /// `2026-11-22 10:15:00`, by the office's clocks as everywhere else.
  fileprivate func since(_ offset: Duration) -> String {
    let civil = CivilTime(since, offset: offset)
    return "\(civil.dateText) \(civil.clockText)"
  }
}

extension Lockable {
  fileprivate var phrase: Phrase {
    switch self {
    case .host(let id): .lockedHost(id)
    case .system(let id): .lockedSystem(id)
    }
  }
}
