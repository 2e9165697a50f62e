import Glibc

/// Files and folders that only their owner may read, on disk when a call returns.
enum Files {
  static func read(_ path: String) throws(FileError) -> [UInt8] {
    try Descriptor(path, O_RDONLY).readAll(path: path)
  }

  /// The names in a folder, without `.` and `..`, sorted.
  static func list(_ path: String) throws(FileError) -> [String] {
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

  /// Makes a folder where there is none yet.
  ///
  /// - Returns: false when it was there.
  static func makeFolder(_ path: String) throws(FileError) -> Bool {
    if mkdir(path, 0o700) == 0 { return true }
    let code = errno
    if code == EEXIST { return false }
    throw FileError(operation: "mkdir", path: path, code: code)
  }

  static func syncFolder(_ path: String) throws(FileError) {
    try Descriptor(path, O_RDONLY | O_DIRECTORY).sync(path: path)
  }

  /// Creates a file that must not be there yet; the file is on disk afterwards, its name once the folder is synced.
  static func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL)
    try file.writeAll(bytes, path: path)
    try file.sync(path: path)
  }

  /// Puts a file in its place in one step: whoever looks sees all of it or none.
  static func place(_ bytes: [UInt8], at path: String, in folder: String) throws(FileError) {
    let temporary = folder + "/.part-\(getpid())-\(UInt32.random(in: .min ... .max))"
    do throws(FileError) {
      try create(temporary, bytes)
      guard rename(temporary, path) == 0 else { throw .last("rename", path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try syncFolder(folder)
  }
}
