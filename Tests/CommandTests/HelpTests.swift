import Model
import TestKit
import Testing

@Suite(.fewAtATime)
struct HelpTests {
  private static let commands = [
    [], ["init"], ["validate"], ["plan"], ["check"], ["exec"], ["drill"], ["resume"], ["undo"], ["runs"],
    ["runs", "list"], ["runs", "show"],
    ["runs", "log"], ["runs", "follow"], ["report"], ["verify"], ["hosts"],
    ["hosts", "trust"],
  ]

  @Test(arguments: commands) func helpIsInTheLanguageOfTheLocale(_ words: [String]) async throws {
    let japanese = try await Sonae.start(words + ["--help"], in: "/tmp", environment: ["LANG": "ja_JP.UTF-8"]).ended()
    #expect(japanese.code == 0 && japanese.errors.isEmpty)
    for line in japanese.text.split(separator: "\n") { expectJapanese(String(line)) }
    let english = try await Sonae.start(words + ["--help"], in: "/tmp").ended()
    #expect(english.text.hasPrefix("OVERVIEW: ") && english.text.allSatisfy { $0.isASCII || "…“”—".contains($0) })
  }

  /// A line may hold words that are typed as they stand; three English words in a row that aren't are a sentence.
  private func expectJapanese(_ line: String) {
    let isUsage =
      line.contains("使い方：") || line.contains("例：") || line.hasPrefix("          ") || line.contains("sonae ")
    let sentence = firstMatch(of: "[A-Za-z]+ [a-z]+ [a-z]+|[(]default:|[(]values:", in: line)
    #expect(isUsage && !line.contains("default:") || sentence == nil, "\(line)")
  }

  @Test func whatEndsWithACodeOfItsOwnSaysWhichAndGivesAnExample() async throws {
    for words in [
      ["drill"], ["resume"], ["undo"], ["report"], ["verify"], ["runs"], ["runs", "list"], ["runs", "show"],
      ["runs", "log"], ["runs", "follow"],
    ] {
      let english = try await Sonae.start(words + ["--help"], in: "/tmp").ended().text
      #expect(english.contains("Exit codes: 0") && english.contains("Example"), "\(english)")
      let japanese = try await Sonae.start(words + ["--help", "--language", "ja"], in: "/tmp").ended().text
      #expect(japanese.contains("終了コード：0") && japanese.contains("例："), "\(japanese)")
    }
    #expect(try await Sonae.run("undo", "--help").text.contains("--waive file-server.stop"))
    #expect(try await Sonae.run("resume", "--help").text.contains("secret"))
  }

  @Test func theOptionAndTheLocaleChooseTheLanguage() async throws {
    #expect(try await Sonae.run("--help", "--language", "ja").text.contains("概要："))
    #expect(
      try await Sonae.run("plan", "--help", "--language=en", environment: ["LANG": "ja_JP.UTF-8"]).text.hasPrefix(
        "OVERVIEW"))
    #expect(
      try await Sonae.run("--help", environment: ["LANG": "ja_JP.UTF-8", "LC_ALL": "C"]).text.hasPrefix("OVERVIEW"))
    #expect(try await Sonae.run("--help", environment: ["LC_MESSAGES": "ja_JP.UTF-8"]).text.contains("概要："))
  }

  @Test func theVersionIsSaid() async throws {
    #expect(try await Sonae.run("--version").text == "0.1.0\n")
  }

  @Test func wrongWordsAreExplainedInJapaneseToo() async throws {
    for words in [
      ["nonsense"], ["drill"], ["drill", "x", "--nonsense"], ["drill", "x", "--yess"], ["plan", "x", "--mode"],
      ["plan", "x", "--mode", "y"], ["drill", "x", "y"], ["check", "--watch", "x"], ["exec", "a"],
      ["drill", "x", "--yes=1"],
    ] {
      let ending = try await Sonae.start(words + ["--language", "ja"], in: "/tmp").ended()
      #expect(ending.code == 64, "\(words)")
      let first = ending.errorText.split(separator: "\n").first.map(String.init) ?? ""
      #expect(
        first.contains("エラー：") && firstMatch(of: "[A-Za-z]+ [a-z]+ [a-z]+", in: first) == nil, "\(words): \(first)")
    }
  }

  @Test(.enabled(if: SSHServer.isInstalled, "sshd and ssh-keygen are not installed (openssh-server)"))
  func aDrillAndItsRecordsSpeakJapanese() async throws {
    let city = try City(
      [SSHServer()],
      steps: """
          - {id: start, title: {ja: 起動, en: Start it}, run: echo x, undo: {run: 'true'}}
          - {id: shy, run: exit 3, retry: {attempts: 2, every: 10ms}, on_failure: continue}
          - {id: slow, run: sleep 9, timeout: 200ms, mandatory: false, on_failure: continue}
          - {id: counter, manual: {ja: 窓口で1通発行する, en: Issue one}}
          - {id: check, check: {tcp: "127.0.0.1:1", timeout: 1s}, on_failure: ask}
        """)
    let words = ["drill", "loss", "--yes", "--language", "ja"]
    let input = Program.Input.text("what\nskip 担当者不在\nfailed\n")
    var said = try await Sonae.start(words, in: city.folder.path, home: city.home.path, input: input).ended().errorText
    for words in [
      ["runs", "list"], ["runs", "show", "last"], ["runs", "log", "last"], ["plan", "loss"], ["check"], ["verify"],
      ["validate"],
      ["drill", "los"], ["runs", "show", "nothing"], ["drill", "loss"], ["exec", "x", "--", "true"],
    ] {
      let ending = try await Sonae.start(
        words, in: city.folder.path, home: city.home.path, environment: ["LANG": "ja_JP.UTF-8"]
      ).ended()
      said += ending.text + ending.errorText
    }
    for line in said.split(separator: "\n").map(String.init) {
      #expect(
        firstMatch(of: "[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", in: line.replacing("sonae ", with: "")) == nil, "\(line)")
    }
  }

  @Test func theWorkspacesLanguageHoldsWhereNoOptionSaysOtherwise() async throws {
    let folder = try TemporaryFolder()
    try folder.write("workspace: test\nlanguage: ja\n", to: "sonae.yaml")
    #expect(try await Sonae.run("validate", in: folder.path).text.contains("誤りはありません"))
    #expect(try await Sonae.run("validate", "--workspace", folder.path, in: "/").text.contains("誤りはありません"))
    #expect(try await Sonae.run("validate", "--language", "en", in: folder.path).text.contains("no errors"))
  }
}
