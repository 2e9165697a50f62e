import Catalogue
import Glibc
import Testing

@testable import Model

@Suite("The manual")
struct ManualTests {
  private func fixture() throws -> ReadingFixture {
    let fixture = try ReadingFixture()
    for file in Manual.files { try fixture.write(file.path, file.bytes) }
    return fixture
  }

  @Test func sampleWorkspaceHasNoFinding() throws {
    #expect(try fixture().read().diagnostics.map { $0.line(.en) } == [])
  }

  @Test func sampleWorkspaceCanBePlanned() throws {
    let workspace = try fixture().read().workspace
    let (plan, problems) = Planner.plan(try #require(workspace.scenarios.first), in: workspace, mode: .drill)
    #expect(problems == [])
    #expect(plan != nil)
  }

  @Test func everyKeyStandsInTheSample() {
    let found = collected().found
    #expect(declared().subtracting(found).map { "\($0.declaration).\($0.key.rawValue)" }.sorted() == [])
  }

  @Test func everyKeyIsExplainedInBothLanguages() {
    let comments = Manual.descriptions()
    let missing = declared().filter { comments[$0]?.contains(" / ") != true }
    #expect(missing.map { "\($0.declaration).\($0.key.rawValue)" }.sorted() == [])
  }

  @Test func everyWordOfTheFormatIsUsed() {
    let used = Set(Self.declarations().flatMap(\.keys))
    #expect(Set(Key.allCases).subtracting(used) == [])
  }

  private func collected() -> EntryCollector {
    var collector = EntryCollector()
    for file in Manual.files where file.path.hasSuffix(".yaml") {
      guard case .success(let text) = SourceText.read(file.bytes, file: file.path),
        let tree = YAMLReader.read(text, file: file.path).0
      else { continue }
      collector.collect(tree)
    }
    return collector
  }

  private func declared() -> Set<Manual.Entry> {
    Set(
      Self.declarations().flatMap { declaration in
        declaration.keys.map { Manual.Entry(declaration: declaration.topic, key: $0) }
      })
  }

  private static func declarations() -> [Declaration] {
    var found: [Declaration] = []
    func visit(_ shape: Shape) {
      switch shape {
      case .scalar: break
      case .localized: visit(.mapping(Format.localized))
      case .list(let inner, _), .oneOrMore(let inner), .map(_, let inner): visit(inner)
      case .either(let shapes): shapes.forEach(visit)
      case .mapping(let declaration):
        guard !found.contains(where: { $0 === declaration }) else { return }
        found.append(declaration)
        for field in declaration.fields + declaration.kinds.flatMap(\.fields) { visit(field.shape) }
        for kind in declaration.kinds { visit(kind.shape) }
      }
    }
    for root in [Format.settings, Format.inventory, Format.procedure, Format.scenario] { visit(.mapping(root)) }
    return found
  }

  /// The files in `docs/schema` are what the declarations say; with SONAE_WRITE_SCHEMAS set they are written anew.
  @Test func checkedInSchemasAreTheDeclaredOnes() throws {
    let project = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    for (path, schema) in Manual.schemas {
      let text = schema.pretty + "\n"
      if getenv("SONAE_WRITE_SCHEMAS") != nil { try Self.write(text, to: project + "/" + path) }
      #expect(try Self.contents(project + "/" + path) == text, "run again with SONAE_WRITE_SCHEMAS=1")
    }
  }

  @Test(.enabled(if: Python.has("yaml", "jsonschema"), "python3 with yaml and jsonschema is needed"))
  func sampleFitsTheSchemasAndWrongKeysDoNot() throws {
    let fixture = try fixture()
    for (path, schema) in Manual.schemas { try fixture.write(path, schema.pretty) }
    try fixture.write("wrong.yaml", "procedure: p\nsteps:\n  - {id: a, run: x, tiemout: 3m}\n")
    try fixture.write("check.py", Python.schemaCheck)
    #expect(Python.run([fixture.root + "/check.py", fixture.root]) == 0)
  }

  private static func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { throw ReadingFixture.Failure(call: "open \(path)") }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw ReadingFixture.Failure(call: "write") }
  }

  private static func contents(_ path: String) throws -> String {
    String(decoding: try FileReader.read(path, name: path).get(), as: UTF8.self)
  }
}

/// The schemas are tried out with an implementation that isn't ours.
private enum Python {
  static func has(_ modules: String...) -> Bool {
    run(["-c", "import " + modules.joined(separator: ", ")]) == 0
  }

  /// - Returns: the exit code, 127 when there is no python3.
  static func run(_ arguments: [String]) -> Int32 {
    var process = pid_t()
    let words = ["python3"] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    guard posix_spawnp(&process, "python3", nil, nil, &pointers, environ) == 0 else { return 127 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128
  }

  static let schemaCheck = """
    import glob, json, os, sys, yaml, jsonschema
    root = sys.argv[1]

    class Loader(yaml.SafeLoader):
        \"\"\"YAML 1.2's core schema as editors have it: no dates, and only true and false are booleans.\"\"\"

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":timestamp", ":bool"))]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    import re
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))

    def errors(kind, path):
        schema = json.load(open(f"{root}/docs/schema/{kind}.schema.json"))
        jsonschema.Draft202012Validator.check_schema(schema)
        document = yaml.load(open(path, encoding="utf-8"), Loader)
        return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]

    found = errors("settings", f"{root}/sonae.yaml")
    for path in glob.glob(f"{root}/inventory/*.yaml"):
        found += errors("inventory", path)
    for path in glob.glob(f"{root}/playbooks/**/*.yaml", recursive=True):
        found += errors("playbook", path)
    for message in found:
        print(message)
    if not errors("playbook", f"{root}/wrong.yaml"):
        print("a wrong key fits the schema")
        sys.exit(1)
    sys.exit(1 if found else 0)
    """
}
