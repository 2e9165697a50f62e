import Glibc
import Model
import Testing

/// A workspace in a folder of its own, gone when the test is over.
final class ReadingFixture {
  let root: String

  init() throws {
    var template = Array("/tmp/sonae-reading-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else { throw Failure(call: "mkdtemp") }
    root = String(cString: path)
  }

  deinit { Self.remove(root) }

  struct Failure: Error {
    var call: String
    var code = errno
  }

  /// Writes a file of the workspace, with the folders that it lies in.
  func write(_ path: String, _ bytes: some Sequence<UInt8>) throws {
    var folder = root
    for part in path.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o755)
    }
    let file = open(root + "/" + path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { throw Failure(call: "open") }
    defer { close(file) }
    let bytes = Array(bytes)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw Failure(call: "write") }
  }

  func write(_ path: String, _ text: String) throws { try write(path, text.utf8) }

  func read() -> WorkspaceReader.Reading { WorkspaceReader.read(directory: root) }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR, let folder = opendir(path) else {
      unlink(path)
      return
    }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { remove(path + "/" + name) }
    }
    closedir(folder)
    rmdir(path)
  }

  /// The smallest workspace with all its parts, without a finding.
  static let sound: [String: String] = [
    "sonae.yaml": "workspace: test\nvars: {svc: svc}\n",
    "inventory/base.yaml": """
    hosts:
      - {id: alpha, drills: allowed, vars: {dir: /srv}}
      - {id: beta, drills: allowed}
    systems:
      - id: db
        machines: [{id: dbm, on: alpha}]
        objectives: [{level: up, rto: 1h}]
        health: [{id: port, tcp: "192.0.2.1:5432"}]
    people:
      - {id: tanaka, roles: [operator]}
    """,
    "playbooks/db.yaml": """
    procedure: db
    steps:
      - {id: start, run: "{{svc}} start db"}
      - verify: up
    """,
    "playbooks/loss.yaml": """
    scenario: loss
    type: live
    clock: injected
    systems: [db]
    """,
  ]
}

/// One wrong thing in an otherwise sound workspace. A `▶` stands where each finding is expected.
struct ReadingCase: Sendable, CustomTestStringConvertible {
  var name: String
  var files: [String: String]
  var expected: [Expected]

  struct Expected: Sendable, Hashable {
    var code: Diagnostic.Code
    var suggestion: String?

    init(_ code: Diagnostic.Code, _ suggestion: String? = nil) {
      self.code = code
      self.suggestion = suggestion
    }
  }

  init(_ name: String, _ files: [String: String], _ expected: Expected...) {
    self.name = name
    self.files = files
    self.expected = expected
  }

  /// Another procedure for the system `db`.
  static func steps(_ name: String, _ steps: String, _ expected: Expected...) -> ReadingCase {
    var it = ReadingCase(name, ["playbooks/db.yaml": "procedure: db\nsteps:\n" + steps + "\n  - verify: up\n"])
    it.expected = expected
    return it
  }

  /// Another inventory file beside the sound one.
  static func inventory(_ name: String, _ text: String, _ expected: Expected...) -> ReadingCase {
    var it = ReadingCase(name, ["inventory/more.yaml": text])
    it.expected = expected
    return it
  }

  /// More of the scenario `loss`.
  static func scenario(_ name: String, _ text: String, _ expected: Expected...) -> ReadingCase {
    var it = ReadingCase(
      name, ["playbooks/loss.yaml": ReadingFixture.sound["playbooks/loss.yaml", default: ""] + "\n" + text])
    it.expected = expected
    return it
  }

  static func settings(_ name: String, _ text: String, _ expected: Expected...) -> ReadingCase {
    var it = ReadingCase(name, ["sonae.yaml": "workspace: test\nvars: {svc: svc}\n" + text])
    it.expected = expected
    return it
  }

  var testDescription: String { name }

  /// `file:line:column code suggestion` for each `▶`, in the order of files and places.
  var expectedLines: [String] {
    var lines: [String] = []
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        var column = 0
        for scalar in line.unicodeScalars {
          if scalar == "▶" { lines.append("\(path):\(number + 1):\(column + 1)") } else { column += 1 }
        }
      }
    }
    return zip(lines, expected).map { "\($0) \($1.code.rawValue) \($1.suggestion ?? "-")" }
  }

  /// - Parameter plans: what only shows when the scenarios are planned for a drill counts as well.
  func found(plans: Bool = false) throws -> [String] {
    let fixture = try ReadingFixture()
    for (path, text) in ReadingFixture.sound.merging(files, uniquingKeysWith: { $1 }) {
      try fixture.write(
        path, text.unicodeScalars.filter { $0 != "▶" }.reduce(into: "") { $0.unicodeScalars.append($1) })
    }
    let reading = fixture.read()
    var found = reading.diagnostics
    if plans, !reading.hasErrors {
      found += reading.workspace.scenarios.flatMap { Planner.plan($0, in: reading.workspace, mode: .drill).problems }
    }
    return found.map {
      "\($0.mark.file):\($0.mark.line):\($0.mark.column) \($0.code.rawValue) \($0.suggestion ?? "-")"
    }
  }
}
