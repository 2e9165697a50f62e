import Catalogue
import Testing

@testable import Model
@testable import Reports

@Suite struct LanguageTests {
  @Test func theEnglishReportHasNoJapanese() throws {
    for (name, report) in try SampleRuns.all() where !["skipped", "city", "all-met"].contains(name) {
      for format in [Report.Format.html, .markdown, .csv, .systemsCSV] {
        let text = report.rendered(as: format, in: .en)
        let visible = format == .html ? Reading.words(inHTML: text) : text
        let japanese = visible.unicodeScalars.filter { $0.isJapanese && $0 != "→" }
        #expect(japanese.isEmpty, "\(name) \(format): \(String(String.UnicodeScalarView(japanese)))")
      }
    }
  }

  /// Names, ids and the field's own abbreviations; every other word of Latin letters would be English.
  private static let allowed: Set<String> = [
    "vhost", "host", "drill", "city", "suzuki", "sato", "tanaka", "sonae", "verify", "journal", "jsonl", "http",
    "https",
    "resident", "information", "family", "register", "financial", "accounting", "window", "service", "inject", "after",
    "before", "database", "replay", "application", "health", "counter", "normal", "start", "stop", "kill", "data",
    "answers",
    "source", "sample", "ssh_config", "config", "undo", "resume", "abort", "error", "domain", "already", "active",
    "environment",
    "loss", "ctrl", "inventory", "yaml", "utc", "html", "data_as_of", "objectives", "approved_on", "notice",
  ]

  @Test func theJapaneseReportHasNoEnglishSentences() throws {
    for (name, report) in try SampleRuns.all() where !["skipped", "city", "all-met"].contains(name) {
      let visible = Reading.words(inHTML: report.rendered(as: .html, in: .ja))
      let words = visible.lowercased().split { !($0.isASCII && ($0.isLetter || $0 == "_")) }.map(String.init)
      let foreign = Set(words.filter { $0.count >= 4 && !Self.allowed.contains($0) && $0 != "quot" })
      #expect(foreign.isEmpty, "\(name): \(foreign.sorted())")
    }
  }

  @Test func namesThatExistInOneLanguageOnlyAreMarked() throws {
    let report = try Fixtures.report(
      HistoryFixture(Fixtures.small { $0.systems[0].name = LocalizedText(ja: "住民情報システム") }))
    #expect(report.rendered(as: .html, in: .en).contains("<span lang=\"ja\">住民情報システム</span>"))
  }
}
