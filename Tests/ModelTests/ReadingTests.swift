import Catalogue
import Model
import Testing

@Suite("Reading a workspace")
struct ReadingTests {
  @Test func soundWorkspaceHasNoFinding() throws {
    #expect(try ReadingCase("sound", [:]).found() == [])
  }

  @Test(arguments: yamlCases) func brokenYAMLIsFoundWhereItStands(_ it: ReadingCase) throws {
    let (found, expected) = (try it.found(), it.expectedLines)
    #expect(found == expected)
  }

  @Test(arguments: shapeCases) func wrongShapeIsFoundWhereItStands(_ it: ReadingCase) throws {
    let (found, expected) = (try it.found(), it.expectedLines)
    #expect(found == expected)
  }

  @Test(arguments: nameCases) func wrongNameIsFoundWhereItStands(_ it: ReadingCase) throws {
    let (found, expected) = (try it.found(), it.expectedLines)
    #expect(found == expected)
  }

  @Test(arguments: runCases) func whatARunCouldNotDoIsFoundWhereItStands(_ it: ReadingCase) throws {
    let (found, expected) = (try it.found(), it.expectedLines)
    #expect(found == expected)
  }

  @Test(arguments: machineCases) func whatCanNotBeDoneWithMachinesIsFoundWhereItStands(_ it: ReadingCase) throws {
    let (found, expected) = (try it.found(plans: true), it.expectedLines)
    #expect(found == expected)
  }

  /// Each code has a case here or a test of its own in `ReadingFileTests`.
  @Test func everyCodeIsTested() {
    let cases = yamlCases + shapeCases + nameCases + runCases + machineCases
    let tested = Set(cases.flatMap(\.expected).map(\.code)).union(fileCodes)
    #expect(Set(Diagnostic.Code.allCases).subtracting(tested) == [])
  }

  @Test func everyErrorIsSaidAtOnce() throws {
    let it = ReadingCase(
      "many",
      [
        "inventory/more.yaml": "hosts:\n  - {id: h, ▶prt: 1, jump: ▶x}\nsystems:\n  - {id: s, tier: ▶0}",
        "playbooks/bad.yaml": "procedure: ▶[a",
        "playbooks/db.yaml": "procedure: db\nsteps:\n  - {id: a, run: 'x ▶{{y}}', timeout: ▶3}\n  - verify: ▶down\n",
      ], .init(.unknownKey, "port"), .init(.unknownID), .init(.outOfRange), .init(.yamlSyntax), .init(.undefinedName),
      .init(.badDuration, "3s"), .init(.unknownID))
    let found = try it.found().filter { !$0.contains("level-not-verified") && !$0.contains("no-objective") }
    #expect(found == it.expectedLines)
  }

  @Test func cycleIsShownWhole() throws {
    let fixture = try ReadingFixture()
    try fixture.write("sonae.yaml", "workspace: w")
    try fixture.write(
      "inventory/a.yaml",
      "systems:\n  - {id: a, depends_on: [b]}\n  - {id: b, depends_on: [c]}\n  - {id: c, depends_on: [a]}")
    let found = try #require(fixture.read().diagnostics.first)
    #expect(found.phrase.en.contains("a → b → c → a"))
    #expect(found.path == "systems[0].depends_on[0]")
  }

  @Test func bothPlacesOfADuplicateAreNamed() throws {
    let fixture = try ReadingFixture()
    try fixture.write("sonae.yaml", "workspace: w")
    try fixture.write("inventory/a.yaml", "hosts:\n  - {id: h}")
    try fixture.write("inventory/b.yaml", "hosts:\n  - {id: h}")
    let found = try #require(fixture.read().diagnostics.first)
    #expect(found.phrase.en.contains("inventory/a.yaml:2:10"))
    #expect(found.mark.file == "inventory/b.yaml")
  }

  @Test func pathLeadsToTheValue() throws {
    let fixture = try ReadingFixture()
    try fixture.write("sonae.yaml", "workspace: w")
    try fixture.write(
      "inventory/a.yaml", "systems:\n  - {id: a}\n  - {id: b, objectives: [{level: l, rto: 3}], vars: {x: [1]}}")
    #expect(fixture.read().diagnostics.map(\.path) == ["systems[1].objectives[0].rto", "systems[1].vars.x"])
  }

  @Test func columnsCountCharacters() throws {
    let fixture = try ReadingFixture()
    try fixture.write("sonae.yaml", "workspace: w")
    try fixture.write("inventory/a.yaml", "systems:\n  - {id: a, name: {ja: 住民𠮷, ne: b}}")
    let found = try #require(fixture.read().diagnostics.first)
    #expect(found.mark.column == 29)
    #expect(found.suggestion == "en")
  }

  @Test func bothLanguagesSayWhatToDo() throws {
    for it in yamlCases + shapeCases + nameCases + runCases {
      let fixture = try ReadingFixture()
      for (path, text) in ReadingFixture.sound.merging(it.files, uniquingKeysWith: { $1 }) {
        try fixture.write(path, text)
      }
      for found in fixture.read().diagnostics {
        #expect(found.phrase.ja.contains("。") && found.phrase.ja.hasSuffix("。"), "\(found.phrase.ja)")
        #expect(found.phrase.en.hasSuffix("."), "\(found.phrase.en)")
      }
    }
  }
}
