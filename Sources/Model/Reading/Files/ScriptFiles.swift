import Catalogue

/// The scripts that playbooks name, each read once.
struct ScriptFiles {
  let root: String
  private var read: [String: Result<String, SourceText.Refusal>] = [:]
  private(set) var files: [Workspace.SourceFile] = []

  init(root: String) { self.root = root }

  /// - Parameters:
  ///   - path: as the playbook names it, relative to the playbook.
  ///   - playbook: the playbook's own path, relative to the workspace.
  /// - Returns: the path relative to the workspace, and the text or what keeps it from being read.
  mutating func script(_ path: String, from playbook: String) -> (path: String, Result<String, SourceText.Refusal>) {
    guard let inside = Self.resolve(path, from: playbook) else {
      return (path, .failure(SourceText.Refusal(playbook, 1, 1, .scriptOutside, .scriptOutside(path))))
    }
    if let known = read[inside] { return (inside, known) }
    let result = load(inside)
    read[inside] = result
    return (inside, result)
  }

  private mutating func load(_ path: String) -> Result<String, SourceText.Refusal> {
    let place = root.isEmpty ? path : root + "/" + path
    switch FileReader.read(place, name: path, most: FileReader.mostScriptBytes) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let bytes):
      files.append(Workspace.SourceFile(path: path, digest: Digest(of: bytes)))
      guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
        return .failure(SourceText.Refusal(path, 1, 1, .notUTF8, .scriptNotText))
      }
      return .success(text)
    }
  }

  /// The path without `.` and `..`; nil when it leads out of the workspace.
  static func resolve(_ path: String, from playbook: String) -> String? {
    guard !path.hasPrefix("/") else { return nil }
    var parts = playbook.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(String(part))
      } else if let last = parts.last, last != "..", !last.isEmpty {
        parts.removeLast()
      } else {
        return nil
      }
    }
    return parts.joined(separator: "/")
  }
}
