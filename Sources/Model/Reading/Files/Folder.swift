import Catalogue
import Glibc

/// Finds the YAML files of a folder, in the order of their paths.
struct Folder {
  static let deepest = 16

  private let root: String
  private var files: [String] = []
  private var diagnostics: [Diagnostic] = []

  private init(root: String) { self.root = root }

  /// - Returns: paths relative to `root`, sorted by their bytes, of everything called `*.yaml` or `*.yml` under `name`,
  ///   without what begins with a dot. A folder that doesn't exist has none.
  static func yamlFiles(root: String, under name: String) -> ([String], [Diagnostic]) {
    var folder = Folder(root: root)
    var status = stat()
    guard stat(root + "/" + name, &status) == 0 else { return ([], []) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      folder.refuse(name, .fileNotRegular, .notFolder)
      return ([], folder.diagnostics)
    }
    folder.walk(name, inside: [Identity(status)])
    return (folder.files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, folder.diagnostics)
  }

  /// A folder, whatever path leads to it.
  private struct Identity: Hashable {
    let device: dev_t
    let file: ino_t

    init(_ status: stat) {
      device = status.st_dev
      file = status.st_ino
    }
  }

  private mutating func walk(_ path: String, inside chain: [Identity]) {
    guard let directory = opendir(root + "/" + path) else {
      return refuse(path, .fileUnreadable, .unreadable(FileReader.reason()))
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { take(path + "/" + name, inside: chain) }
    }
  }

  private mutating func take(_ path: String, inside chain: [Identity]) {
    let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    var status = stat()
    guard stat(root + "/" + path, &status) == 0 else {
      if errno == ELOOP { return refuse(path, .folderLoop, .folderLoop) }
      // A dangling link is reported when the file is read.
      if isYAML { files.append(path) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFDIR, !isYAML else {
      if isYAML { files.append(path) }
      return
    }
    let identity = Identity(status)
    guard !chain.contains(identity), chain.count < Self.deepest else {
      return refuse(path, .folderLoop, .folderLoop)
    }
    walk(path, inside: chain + [identity])
  }

  private mutating func refuse(_ path: String, _ code: Diagnostic.Code, _ phrase: Phrase) {
    diagnostics.append(Diagnostic(.error, code, at: Mark(file: path, line: 1, column: 1), phrase))
  }
}
