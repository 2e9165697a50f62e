/// A file system, as far as the records need one: the machine's, or a simulated one that loses power.
///
/// Only what is synced is there for sure after a power cut: a file's bytes by `DiskFile.sync`, its name by `syncFolder` of the
/// folder that it lies in. Whatever a disk creates only its owner may read.
///
/// ## Concurrency
/// Any thread may call; calls wait.
public protocol Disk: AnyObject, Sendable {
  /// - Throws: `FileError`, with `EEXIST` for a file to be created that is there, `ENOENT` for another that isn't.
  func open(_ path: String, _ access: DiskAccess) throws(FileError) -> any DiskFile
  /// Nil when there is nothing.
  func status(_ path: String) -> FileStatus?
  /// The names in a folder, without `.` and `..`, sorted.
  func list(_ path: String) throws(FileError) -> [String]
  /// Makes a folder where there is none yet.
  ///
  /// - Returns: false when it was there.
  func makeFolder(_ path: String) throws(FileError) -> Bool
  func syncFolder(_ path: String) throws(FileError)
  /// Whoever looks sees the old file or the new one.
  func rename(_ path: String, to new: String) throws(FileError)
  /// Nothing happens when it can't be removed.
  func remove(_ path: String)
  /// What a folder lies on (`nfs4`, …), if other machines may write to that too.
  func sharedFileSystem(holding path: String) -> String?
  /// Bytes that nobody can guess.
  func randomBytes(_ count: Int) -> [UInt8]
  /// Where a journal's calls wait, and hold up nobody.
  func thread() throws(FileError) -> any SerialExecutor
}

/// What a file is opened for.
public enum DiskAccess: Sendable, Hashable {
  case reading
  /// There must be none yet.
  case creating
  /// There must be one.
  case appending
  /// There may be one; to be read and written.
  case either
}

/// An open file, closed with its last owner. Whatever is written goes to its end.
public protocol DiskFile: AnyObject, Sendable {
  var path: String { get }
  /// - Returns: how many bytes were written.
  func write(_ bytes: [UInt8]) throws(FileError) -> Int
  /// Reads a part, or what there is of it.
  func read(_ count: Int, from offset: Int) throws(FileError) -> [UInt8]
  func cut(to size: Int) throws(FileError)
  /// - Parameter dataOnly: without what isn't needed to read the bytes again; see fdatasync(2).
  func sync(dataOnly: Bool) throws(FileError)
  func status() throws(FileError) -> FileStatus
  /// Takes the file's lock if nobody has it; it goes with the file, and with its process.
  ///
  /// - Returns: false when it is held through another open file.
  func tryLock() throws(FileError) -> Bool
  /// Whether somebody else holds the lock; asking takes nothing.
  func isLocked() throws(FileError) -> Bool
}

/// What is asked of a file's status.
public struct FileStatus: Sendable, Hashable {
  public var size: Int
  /// Nanoseconds since 1970.
  public var modified: Int64
  public var links: Int
  public var isDirectory: Bool

  public init(size: Int, modified: Int64, links: Int, isDirectory: Bool) {
    (self.size, self.modified, self.links, self.isDirectory) = (size, modified, links, isDirectory)
  }
}

extension DiskFile {
  /// Writes everything in one call.
  ///
  /// - Throws: `FileError`, with code zero for a short write. Neither is tried again: what is on disk is unknown by then.
  func writeAll(_ bytes: [UInt8]) throws(FileError) {
    guard try write(bytes) == bytes.count else { throw FileError(operation: "write", path: path, code: 0) }
  }

  /// Reads from `offset` to the end. Files of the kernel say that they are empty, so the size is only a hint.
  func readAll(from offset: Int = 0) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    let size = try status().size - offset
    while true {
      let part = try read(max(4096, size - bytes.count + 1), from: offset + bytes.count)
      if part.isEmpty { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
    }
  }
}

extension Disk {
  func read(_ path: String) throws(FileError) -> [UInt8] { try open(path, .reading).readAll() }

  /// Creates a file that must not be there yet; the file is on disk afterwards, its name once the folder is synced.
  func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    let file = try open(path, .creating)
    try file.writeAll(bytes)
    try file.sync(dataOnly: false)
  }

  /// Puts a file in its place in one step: whoever looks sees all of it or none.
  func place(_ bytes: [UInt8], at path: String, in folder: String) throws(FileError) {
    let temporary = folder + "/.part-" + randomBytes(8).map { String($0, radix: 16) }.joined(separator: "-")
    do throws(FileError) {
      try create(temporary, bytes)
      try rename(temporary, to: path)
    } catch {
      remove(temporary)
      throw error
    }
    try syncFolder(folder)
  }
}
