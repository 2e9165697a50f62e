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

/// Another run has the host or the system.
public struct LockRefusal: Error, Sendable, Hashable {
  public let what: Lockable
  /// Nil when its file can't be read.
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
  private let held: [Descriptor]

  /// Takes all locks or none.
  ///
  /// They are taken in the order of their names without waiting, so that of two runs that want the same one goes on.
  ///
  /// - Throws: `BeginFailure.refused` for a lock that another run has, else `BeginFailure.unwritable`.
  init(_ wanted: some Sequence<Lockable>, in folder: String, for holder: LockHolder) throws(BeginFailure) {
    var held: [Descriptor] = []
    let names = Dictionary(wanted.map { ($0.fileName, $0) }, uniquingKeysWith: { first, _ in first })
    for (name, what) in names.sorted(by: { $0.key < $1.key }) {
      let path = folder + "/" + name
      do throws(FileError) {
        if let file = try Self.lock(path, for: holder) {
          held.append(file)
          continue
        }
      } catch {
        held.forEach(Self.clear)
        throw .unwritable(JournalFailure(error))
      }
      held.forEach(Self.clear)
      throw .refused(LockRefusal(what, holder: Self.holder(path)))
    }
    self.held = held
  }

  private static func lock(_ path: String, for holder: LockHolder) throws(FileError) -> Descriptor? {
    let file = try Descriptor(path, O_RDWR | O_CREAT)
    guard try file.tryLock(path: path) else { return nil }
    clear(file)
    try file.writeAll(holder.line, path: path)
    return file
  }

  deinit { held.forEach(Self.clear) }

  /// Empties a lock's file, so that nobody reads an old name; closing it frees the lock.
  private static func clear(_ file: Descriptor) {
    lseek(file.number, 0, SEEK_SET)
    ftruncate(file.number, 0)
  }

  /// Reads a holder's line; again for a moment when it is just being written.
  private static func holder(_ path: String) -> LockHolder? {
    for attempt in 0..<20 {
      if attempt > 0 { usleep(5_000) }
      if let line = try? Files.read(path), let holder = LockHolder(line: line) { return holder }
    }
    return nil
  }
}

extension LockRefusal {
  fileprivate init(_ what: Lockable, holder: LockHolder?) {
    self.what = what
    self.holder = holder
    let name: Phrase =
      switch what {
      case .host(let id): .lockedHost(id)
      case .system(let id): .lockedSystem(id)
      }
    reason = Reason(
      "locked",
      holder.map {
        .locked(
          name, run: $0.run, by: $0.operatorName, machine: $0.machine, process: $0.process, since: $0.since.iso8601)
      } ?? .lockedByUnknown(name))
  }
}
