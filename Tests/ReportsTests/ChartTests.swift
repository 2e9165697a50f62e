import Catalogue
import Testing

@testable import Model
@testable import Reports

@Suite struct ChartTests {
  @Test(arguments: [2.0, 10, 31, 60, 200, 3600, 10_000, 86_400, 259_200, 3_000_000])
  func ticksAreFewAndCountable(length: Double) {
    let axis = Axis(low: 0, high: length, left: 0, right: 1000)
    #expect((3...9).contains(axis.ticks.count))
    #expect(Set(axis.ticks.map(axis.label)).count == axis.ticks.count)
    #expect(axis.ticks.allSatisfy(axis.contains))
  }

  @Test func timesBeyondTheAxisStayInsideThePicture() {
    let axis = Axis(low: 0, high: 30, left: 300, right: 980)
    #expect(axis.x(10_800) == 980)
    #expect(axis.x(-5) == 300)
  }

  @Test func everyRowStandsOnOnePageAndFits() throws {
    let chart = Chart(ReportContext(try Fixtures.city(), .ja))
    let pages = chart.pages
    #expect(pages.count > 1)
    #expect(pages.allSatisfy { $0.height <= ChartLayout.tallest })
    let placed = pages.flatMap(\.rows).filter { !$0.row.isContinued }
    #expect(placed.map(\.row.label) == chart.rows.map(\.label))
    for page in pages {
      for (row, next) in zip(page.rows, page.rows.dropFirst()) { #expect(row.top + row.height <= next.top) }
    }
  }

  @Test func aSystemLongerThanAPageGoesOnUnderItsName() throws {
    var fixture = PlanFixture()
    let system = fixture.system("long", LocalizedText(ja: "長い手順", en: "Long"))
    for number in 1...150 {
      fixture.step("long.s\(number)", LocalizedText("step \(number)"), .command("true"), system: system)
    }
    let chart = Chart(ReportContext(try Fixtures.report(HistoryFixture(fixture.plan)), .en))
    #expect(chart.pages.dropFirst().allSatisfy { $0.rows.first?.row.isContinued == true })
    #expect(chart.pages.allSatisfy { $0.height <= ChartLayout.tallest })
  }

  @Test func anObjectiveFarBeyondTheRunDoesNotSqueezeTheChart() throws {
    let html = try Fixtures.allMet().rendered(as: .html, in: .ja)
    #expect(html.contains("RTO 3時間 →"))
    #expect(Chart(ReportContext(try Fixtures.allMet(), .ja)).high < 60)
  }

  @Test func anObjectiveNearTheRunIsALineInTheChart() throws {
    let chart = Chart(ReportContext(try Fixtures.missed(), .ja))
    #expect(chart.rows.flatMap(\.objectives).allSatisfy { $0.at <= chart.high })
  }

  @Test func anOnsetLongBeforeTheFirstStepDoesNotSqueezeTheChart() throws {
    var fixture = PlanFixture()
    fixture.clock = .onset
    let system = fixture.system("files", LocalizedText(ja: "ファイルサーバ", en: "File server"))
    fixture.recovery(of: system)
    var history = HistoryFixture(fixture.plan)
    history.onset = .seconds(-7200)
    let report = try Fixtures.report(history)
    let chart = Chart(ReportContext(report, .en))
    #expect(chart.low > 7199)
    #expect(chart.startsBefore == "2 h 00 min 01 s")
    #expect(report.rendered(as: .html, in: .en).contains("T lies 2 h"))
  }

  @Test(arguments: [
    "データベース仮想マシンを予備機で起動して更新記録を最新まで再適用する", "Start the database machine on the standby host, then wait for it to answer",
    "ｱｲｳｴｵ半角カナ", "x", "", String(repeating: "無限に長い名前", count: 40),
  ])
  func wrappedLinesAreNoWiderThanTheirRoom(text: String) {
    for lines in 1...2 {
      let wrapped = TextWidth.wrapped(text, ems: 12, lines: lines)
      #expect(wrapped.count <= lines)
      #expect(wrapped.allSatisfy { TextWidth.ems($0) <= 12 })
      let isWhole = wrapped.joined().filter { $0 != " " } == text.filter { $0 != " " }
      #expect(isWhole || wrapped.last?.hasSuffix("…") == true)
    }
  }

  @Test func barsTellRetriesPeopleAndUndoApart() throws {
    let rows = Chart(ReportContext(try Fixtures.retried(), .en)).rows
    let database = try #require(rows.first { $0.bars.count == 4 })
    #expect(database.bars.map(\.kind) == [.failed, .failed, .machine, .undo])
    #expect(database.pauses.count == 2)
    #expect(rows.contains { $0.bars.map(\.kind) == [.people] })
  }
}
