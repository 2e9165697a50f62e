import CLibSSH2
import Glibc

// Stands in for Sources/SSH/Config/Files.swift, and for glob(3): nothing of the machine is read, and the same input does
// the same everywhere.

enum IncludedFiles {
  /// Those that `Include 1` and `Include 2` name; `Include *` names both. Unsafe because it is a variable; libFuzzer tries one
  /// input at a time, on one thread.
  nonisolated(unsafe) static var texts: [[UInt8]] = []
  static let folder = "/home/user/.ssh/"
}

struct FileFailure: Error {
  let number: Int32
  var problem: String { systemMessage(number) }
}

func readFile(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
  for (index, text) in IncludedFiles.texts.enumerated() where path == "\(IncludedFiles.folder)\(index + 1)" {
    return text
  }
  throw FileFailure(number: path.contains("denied") ? EACCES : ENOENT)
}

func glob(
  _ pattern: String, _: Int32, _: (@convention(c) (UnsafePointer<CChar>?, Int32) -> Int32)?,
  _ found: UnsafeMutablePointer<glob_t>
) -> Int32 {
  let all = IncludedFiles.texts.indices.map { "\(IncludedFiles.folder)\($0 + 1)" } + ["\(IncludedFiles.folder)denied"]
  let names = all.filter { $0 == pattern || pattern == IncludedFiles.folder + "*" && !$0.hasSuffix("denied") }
  guard !names.isEmpty else { return GLOB_NOMATCH }
  let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: names.count)
  for (index, name) in names.enumerated() { list[index] = strdup(name) }
  found.pointee.gl_pathc = numericCast(names.count)
  found.pointee.gl_pathv = list
  return 0
}

func globfree(_ found: UnsafeMutablePointer<glob_t>) {
  guard let list = found.pointee.gl_pathv else { return }
  for index in 0..<Int(found.pointee.gl_pathc) { free(list[index]) }
  list.deallocate()
}

enum Home {
  static func environment(_ name: String) -> String? { name == "HOME" ? directory() : nil }
  static func directory() -> String { "/home/user" }
  static func userName() -> String { "user" }
  static func directory(of user: String) -> String? { user == "root" ? "/root" : nil }
}
