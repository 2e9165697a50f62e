import Catalogue
import Testing

@testable import Model
@testable import Reports

@Suite struct CSVReportTests {
  @Test(arguments: Language.allCases) func everySampleIsRFC4180WithAByteOrderMark(language: Language) throws {
    for format in [Report.Format.csv, .systemsCSV] {
      for (name, report) in try SampleRuns.all() + [("hostile", try Hostile.report())] {
        let text = report.rendered(as: format, in: language)
        #expect(text.unicodeScalars.first == "\u{FEFF}")
        let rows = try #require(Reading.rows(inCSV: String(text.unicodeScalars.dropFirst())), "\(name)")
        #expect(Set(rows.map(\.count)).count == 1, "\(name)")
      }
    }
  }

  @Test func formulasAreDisarmed() throws {
    for format in [Report.Format.csv, .systemsCSV] {
      let rows = try #require(
        Reading.rows(inCSV: String(Hostile.report().rendered(as: format, in: .en).unicodeScalars.dropFirst())))
      let fields = rows.flatMap(\.self)
      #expect(fields.contains { $0.hasPrefix("'=HYPERLINK") })
      #expect(!fields.contains { field in "=+@\t＝＋－＠".contains(field.prefix(1)) && !field.isEmpty })
    }
  }

  /// Nobody knows yet how its steps come out.
  @Test func aRunThatGoesOnHasNoResultsThatItHasNotEarned() throws {
    let text = try Fixtures.goingOn().rendered(as: .csv, in: .en)
    let rows = try #require(Reading.rows(inCSV: String(text.unicodeScalars.dropFirst())))
    let column = try #require(rows[0].firstIndex(of: "Result code"))
    let codes = Set(rows.dropFirst().map { $0[column] })
    #expect(
      codes.contains("under_way") && codes.contains("") && codes.isDisjoint(with: ["unknown", "not_run"]), "\(codes)")
  }

  @Test(arguments: ["=1", "+1", "-1", "@a", "＝1", "－1", "\t=1"]) func signsOfFormulasAreDisarmed(text: String) {
    var csv = CSV(header: [])
    csv.add([.text(text), .number(-0.5)])
    #expect(csv.text.split(separator: "\r\n").last.map { $0.hasPrefix("'") || $0.hasPrefix(" ") } == true)
    #expect(csv.text.hasSuffix(",-0.5\r\n"))
  }

  @Test func everyAttemptHasARowAndEveryStepHasOne() throws {
    let report = try Fixtures.retried()
    let rows = try #require(Reading.rows(inCSV: String(report.rendered(as: .csv, in: .ja).unicodeScalars.dropFirst())))
    let attempts = report.run.steps.reduce(0) { $0 + $1.attempts.count }
    let without = report.run.steps.count { $0.attempts.isEmpty }
    let settledAfter = report.run.steps.count { !$0.attempts.isEmpty && $0.settlement != nil }
    #expect(rows.count == 1 + attempts + without + settledAfter)
    #expect(
      rows.filter { $0[4] == "resident-information.database" }.map { $0[13] } == ["timed_out", "failed", "passed"])
  }
}

@Suite struct MarkdownReportTests {
  @Test(arguments: Language.allCases) func everyRowOfATableHasAllColumns(language: Language) throws {
    for (name, report) in try SampleRuns.all() + [("hostile", try Hostile.report())] {
      var columns: Int?
      for line in report.rendered(as: .markdown, in: language).split(separator: "\n", omittingEmptySubsequences: false)
      {
        guard line.hasPrefix("|") else {
          columns = nil
          continue
        }
        let bars = Self.bars(line)
        #expect(bars == columns ?? bars, "\(name): \(line)")
        columns = bars
      }
    }
  }

  /// Bars that aren't escaped.
  private static func bars(_ line: Substring) -> Int {
    var count = 0
    var isEscaped = false
    for character in line {
      if character == "|", !isEscaped { count += 1 }
      isEscaped = character == "\\" && !isEscaped
    }
    return count
  }

  @Test func foreignTextCannotBecomeMarkup() throws {
    let text = try Hostile.report().rendered(as: .markdown, in: .en)
    #expect(!text.contains("<script"))
    #expect(!text.contains("<img"))
    #expect(!text.contains(" [a](b)"))
    #expect(text.contains("\\[a\\](b)"))
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
  }

  @Test func sectionsAreThoseOfTheHTML() throws {
    let report = try Fixtures.allMet()
    let text = report.rendered(as: .markdown, in: .ja)
    for (index, section) in report.document(.ja).sections.enumerated() {
      #expect(text.contains("## \(index + 1). \(section.title)\n"))
    }
  }
}
