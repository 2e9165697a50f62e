import Glibc

/// The machine's file systems.
public final class SystemDisk: Disk {
  public static let shared = SystemDisk()

  private init() {}

  public func open(_ path: String, _ access: DiskAccess) throws(FileError) -> any DiskFile {
    let flags =
      switch access {
      case .reading: O_RDONLY
      case .creating: O_WRONLY | O_CREAT | O_EXCL | O_APPEND
      case .appending: O_WRONLY | O_APPEND
      case .either: O_RDWR | O_CREAT | O_APPEND
      }
    return try Descriptor(path, flags)
  }

  public func status(_ path: String) -> FileStatus? {
    var status = stat()
    return stat(path, &status) == 0 ? FileStatus(status) : nil
  }

  public func list(_ path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else { throw .last("open", path) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  public func makeFolder(_ path: String) throws(FileError) -> Bool {
    if mkdir(path, 0o700) == 0 { return true }
    let code = errno
    if code == EEXIST { return false }
    throw FileError(operation: "mkdir", path: path, code: code)
  }

  public func syncFolder(_ path: String) throws(FileError) {
    try Descriptor(path, O_RDONLY | O_DIRECTORY).sync(dataOnly: false)
  }

  public func rename(_ path: String, to new: String) throws(FileError) {
    guard Glibc.rename(path, new) == 0 else { throw .last("rename", path) }
  }

  public func remove(_ path: String) { unlink(path) }

  public func sharedFileSystem(holding path: String) -> String? { SharedFileSystem.name(holding: path) }

  public func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }

  public func thread() throws(FileError) -> any SerialExecutor { try DiskThread() }
}
