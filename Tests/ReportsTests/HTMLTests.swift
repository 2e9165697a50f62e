import Catalogue
import Testing

@testable import Model
@testable import Reports

@Suite struct HTMLReportTests {
  @Test(arguments: Language.allCases) func everySampleIsWellFormed(language: Language) throws {
    for (name, report) in try SampleRuns.all() {
      let html = report.rendered(as: .html, in: language)
      #expect(Reading.faults(inHTML: html) == [], "\(name)")
      #expect(html.contains("<html lang=\"\(language.rawValue)\">"))
    }
  }

  @Test func nothingIsLoadedAndNothingRuns() throws {
    for (_, report) in try SampleRuns.all() {
      let html = report.rendered(as: .html, in: .ja)
      for forbidden in [
        "<script", "javascript:", " src=", "<link", "<img", "<iframe", "@import", "@font-face", "onload", "onclick",
        "<form",
      ] {
        #expect(!html.contains(forbidden), "\(forbidden)")
      }
      let links = html.split(separator: "href=\"").dropFirst().map { $0.prefix(1) }
      #expect(links.allSatisfy { $0 == "#" })
      let urls = html.split(separator: "url(").dropFirst().map { $0.prefix(1) }
      #expect(urls.allSatisfy { $0 == "#" })
      #expect(html.contains("default-src 'none'"))
    }
  }

  @Test func anchorsAndNamesAreUnique() throws {
    let html = try Fixtures.city().rendered(as: .html, in: .en)
    let ids = html.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(Set(ids).count == ids.count)
    for link in html.split(separator: "href=\"#").dropFirst() {
      #expect(ids.contains(link.prefix { $0 != "\"" }))
    }
  }

  @Test func everyHeadOfATableSaysItsScope() throws {
    let html = try Fixtures.retried().rendered(as: .html, in: .en)
    let heads = html.split(separator: "<th").dropFirst().filter { !$0.hasPrefix("ead") }
    #expect(heads.count > 50)
    #expect(heads.allSatisfy { $0.hasPrefix(" scope=\"col\"") || $0.hasPrefix(" scope=\"row\"") })
  }

  @Test func chartsHaveATitleAndADescription() throws {
    let html = try Fixtures.city().rendered(as: .html, in: .ja)
    let charts = html.split(separator: "<svg").dropFirst()
    #expect(charts.count > 1)
    #expect(charts.allSatisfy { $0.contains("role=\"img\"") && $0.contains("<title id=") && $0.contains("<desc id=") })
  }

  @Test func resultsAreToldByWordsAndShape() throws {
    let html = try Fixtures.retried().rendered(as: .html, in: .ja)
    #expect(html.contains("<span class=\"good\"><span class=\"sign\" aria-hidden=\"true\">○</span>成功</span>"))
    #expect(html.contains("<span class=\"bad\"><span class=\"sign\" aria-hidden=\"true\">×</span>失敗</span>"))
    #expect(
      html.contains("<span class=\"warning\"><span class=\"sign\" aria-hidden=\"true\">△</span>未実施</span>"))
  }

  @Test func theSameRunGivesTheSameBytes() throws {
    for format in Report.Format.allCases {
      #expect(try Fixtures.city().rendered(as: format, in: .ja) == Fixtures.city().rendered(as: format, in: .ja))
    }
  }

  @Test func whatComesFromOthersIsShownAndNeverObeyed() throws {
    let html = try Hostile.report().rendered(as: .html, in: .en)
    #expect(Reading.faults(inHTML: html) == [])
    #expect(!html.contains("<script"))
    #expect(!html.contains("<img"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(html.contains("␛[2J"))
    #expect(html.contains("⟨U+202E⟩"))
    let hidden = html.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value)
    }
    #expect(hidden.isEmpty)
  }
}

/// A run whose every foreign text is an attack.
enum Hostile {
  static let text = "=HYPERLINK(\"x\")|<script>alert(1)</script>\"'><img src=x>`**_[a](b)\u{1B}[2J\u{202E}\u{0}"

  static func report() throws -> Report {
    let text = LocalizedText(text)
    var history = HistoryFixture(
      Fixtures.small { fixture in
        fixture.title = text
        fixture.organization = text
        fixture.systems[0].name = text
        fixture.systems[0].objectives[0].name = text
        for index in fixture.steps.indices where index % 2 == 1 { fixture.steps[index].title = text }
        fixture.hosts[1].name = text
        fixture.absent = [Self.text]
      })
    history.note = Self.text
    history.via = Self.text
    history.acts["resident-information.database"] = [
      .fail(.seconds(1), .failed, Reason(code: Self.text, text: text)), .pass(.seconds(1)),
    ]
    return try Fixtures.report(history, .broken(Reason(code: "x", text: text)))
  }
}
