import Catalogue
import Testing

@testable import Model
@testable import Reports

@Suite struct ContentTests {
  private func text(_ report: Report, _ language: Language = .ja) -> String {
    report.rendered(as: .markdown, in: language)
  }

  @Test func theDateIsWrittenWithItsEraAndFiscalYear() throws {
    let text = try text(Fixtures.allMet())
    #expect(text.contains("令和8年11月22日（日）〔2026年〕"))
    #expect(text.contains("令和8年度（2026年度）"))
    #expect(try self.text(Fixtures.allMet(), .en).contains("Sunday, 22 November 2026 (Reiwa 8)"))
  }

  @Test func anEmptyRunHasNoneApplicableAndNoPercentages() throws {
    let text = try text(Fixtures.empty())
    #expect(text.contains("| 目標を達成したシステム | 該当なし |"))
    #expect(text.contains("この種別の訓練は、システムが実際に復旧することを示しません"))
    #expect(!text.contains("0 %"))
    #expect(!text.contains("100 %"))
  }

  @Test func whatWasSkippedIsNotCountedAsPassed() throws {
    let report = try Fixtures.skipped()
    let tally = Tally(report.run)
    #expect(tally.byResult[.skipped] == 1)
    #expect(tally.byResult[.passed] == report.run.steps.count - 1)
    #expect(tally.mandatory.count == tally.mandatory.outOf - 1)
    #expect(tally.mandatoryChecks.count == tally.mandatoryChecks.outOf - 2)
    #expect(try text(Fixtures.skipped()).contains("省略した手順が1件あります"))
  }

  @Test func everyAttemptAndItsReasonAreShown() throws {
    let text = try text(Fixtures.retried())
    #expect(text.contains("3分以内に終わりませんでした"))
    #expect(text.contains("3回試行し、成功"))
    #expect(text.contains("3回試行し、失敗"))
    #expect(text.contains("2秒後に再試行"))
    #expect(text.contains("error: Domain is already active"))
    #expect(text.contains("| 1 / 3 |"))
    #expect(text.contains("| 3 / 3 |"))
  }

  @Test func limitsNameWhatWasNotReal() throws {
    let text = try text(Fixtures.retried())
    #expect(text.contains("検証環境で実施しました"))
    #expect(text.contains("事前に予告した訓練"))
    #expect(text.contains("目標値3件のうち3件は見本（source: sample）"))
    #expect(text.contains("連絡が取れないと想定した人：tanaka"))
    #expect(text.contains("人による回答2件のうち2件は端末からの入力ではありません"))
    #expect(text.contains("時計のずれが1回ありました"))
    #expect(text.contains("再試行した手順が2件あります"))
  }

  @Test func approvedTargetsAreNotCalledSamples() throws {
    let report = try Fixtures.report(HistoryFixture(Fixtures.small(source: "BCP 2026")))
    #expect(!text(report).contains("見本（source"))
    #expect(text(report).contains("出典：BCP 2026、2026-04-01承認"))
  }

  @Test func owedUndoIsSaidFirstWithWhatToDo() throws {
    let text = try text(Fixtures.owed())
    let beforeCounts = text.split(separator: "件数（省略").first
    #expect(beforeCounts?.contains("元に戻す作業が2件残っています") == true)
    let way = try ["sonae resume 2026", "sonae undo 2026", "Sonae が使えないときに限り", "1\\."].map {
      try #require(text.firstRange(of: $0)?.lowerBound)
    }
    #expect(way == way.sorted(), "by hand comes last")
    #expect(text.contains("1\\. データベース仮想マシンを予備機で起動（resident-information.database）"))
    #expect(text.contains("ホスト vhost-b：svc stop resident-information-db"))
  }

  @Test(arguments: Language.allCases) func aRunThatGoesOnIsNeitherInDoubtNorToBeUndoneByHand(_ language: Language)
    throws
  {
    let text = try text(Fixtures.goingOn(), language)
    #expect(text.contains(Phrase.standingStop(4242, machine: "drill-pc").text(language)))
    #expect(text.contains(Phrase.standingOwed(2).text(language)))
    for wrong in [Phrase.goOnWith(""), .reportNoEndRecorded, .onlyUndo(""), .owedByHand(2), .reportOwedTitle(2)] {
      #expect(!text.contains(wrong.text(language)))
    }
    #expect(!text.contains("✗") && !text.contains("sonae undo"))
    #expect(text.contains(Phrase.stepUnderWay.text(language)) && text.contains(Phrase.systemUnderWay.text(language)))
  }

  @Test func anUnfinishedRunProvesNothing() throws {
    let text = try text(Fixtures.unfinished(), .en)
    #expect(text.contains("This run has not ended"))
    #expect(text.contains("whole up to line 12 and torn after it"))
    #expect(text.contains("no end is recorded (unknown)"))
  }

  @Test func aStepWithoutProofOfItsEndIsUnknown() throws {
    let report = try Fixtures.unknown()
    #expect(text(report).contains("接続が切れ、結果が分かりません"))
    #expect(text(report).contains("× 復旧失敗"))
  }

  @Test func ratingsAreLeftToTheEvaluator() throws {
    let text = try text(Fixtures.allMet())
    #expect(text.contains("□P □S □M □U"))
    #expect(text.contains("評定は評価者が記入します"))
  }

  @Test func theTimelineNumbersAreTheJournalsLines() throws {
    let report = try Fixtures.retried()
    let entries = Timeline(ReportContext(report, .ja)).entries
    var lines = Set<Int>()
    for entry in entries { lines.formUnion([entry.firstSequence, entry.lastSequence]) }
    #expect(lines == Set(report.events.map(\.sequence)))
    #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.elapsed <= $1.elapsed })
  }

  @Test func theUnknownZoneIsSaid() throws {
    let report = try Fixtures.report(HistoryFixture(Fixtures.small { $0.timeZone = "Mars/Olympus" }))
    #expect(text(report).contains("時間帯「Mars/Olympus」は扱えない"))
    #expect(text(report).contains("01:15:00"))
  }

  @Test func theHeadlineLevelIsTheOneThatWasMissed() throws {
    let plan = Fixtures.small { fixture in
      var late = fixture.systems[0].objectives[0]
      late.rto = .milliseconds(1)
      fixture.systems[0].objectives[0].level = "other"
      fixture.systems[0].objectives.append(late)
      let verify = fixture.steps.firstIndex { $0.id == "resident-information.window-service" }!
      fixture.steps[verify - 1].action = .verify(level: "other", checks: [.tcp("answers")], within: .seconds(5))
      fixture.systems[0].objectives.swapAt(0, 1)
    }
    let report = try Fixtures.report(HistoryFixture(plan))
    let system = RunSummary(report.run).systems[0]
    #expect(system.result == .missed)
    #expect(system.headline?.isMet == false)
  }
}

@Suite struct RecoverySplitTests {
  @Test func thePartsAddUpToTheMeasuredTime() throws {
    for report in [try Fixtures.allMet(), try Fixtures.retried(), try Fixtures.city()] {
      let context = ReportContext(report, .en)
      var compared = 0
      for system in context.summary.systems {
        guard let split = context.split(of: system) else { continue }
        #expect(split.total == system.headline?.measured)
        compared += 1
      }
      #expect(compared > 0)
    }
  }

  /// A system goes on after its required level while those that depend on it have begun: they didn't wait for that.
  @Test func whatAPrerequisiteDoesLaterIsNotCounted() throws {
    var fixture = PlanFixture()
    let first = fixture.system("ad", LocalizedText(ja: "認証", en: "Directory"))
    let second = fixture.system("files", LocalizedText(ja: "共有", en: "Files"), dependsOn: [first])
    fixture.step("ad.start", nil, .command("svc start ad"), system: first)
    let level = fixture.step(
      "ad.window-service", nil, .verify(level: "window-service", checks: [], within: .seconds(60)), system: first)
    fixture.step("ad.rest", nil, .command("svc start rest"), system: first)
    fixture.step("files.start", nil, .command("svc start files"), system: second, needs: [level])
    fixture.step(
      "files.window-service", nil, .verify(level: "window-service", checks: [], within: .seconds(60)), system: second)
    var history = HistoryFixture(fixture.plan)
    history.acts = ["ad.start": [.pass(.seconds(5))], "ad.rest": [.pass(.seconds(600))]]
    let context = ReportContext(try Fixtures.report(history), .en)
    for system in context.summary.systems {
      #expect(try #require(context.split(of: system)).total == system.headline?.measured, "\(system.id)")
    }
  }

  @Test func waitingForPeopleAndRetriesAreSeenApart() throws {
    let context = ReportContext(try Fixtures.retried(), .en)
    let split = try #require(context.split(of: context.summary.systems[0]))
    #expect(split[.people] == .seconds(5))
    #expect(split[.retry] >= .seconds(3))
    #expect(split[.prerequisites] == .zero)
    let other = try #require(context.split(of: context.summary.systems[2]))
    #expect(other[.prerequisites] > .seconds(9))
  }
}

@Suite struct SizeTests {
  @Test func aReportGrowsWithItsRunAndNoFaster() throws {
    var sizes: [Int] = []
    for count in [500, 1000, 2000] {
      var fixture = PlanFixture()
      let system = fixture.system("big", LocalizedText(ja: "大きなシステム", en: "Big system"))
      for number in 1...count {
        fixture.step(
          "big.s\(number)", LocalizedText(ja: "手順\(number)", en: "Step \(number)"), .command("true"), system: system)
      }
      let report = try Fixtures.report(HistoryFixture(fixture.plan))
      let clock = ContinuousClock()
      var html = ""
      let time = clock.measure { html = report.rendered(as: .html, in: .ja) }
      print("report of \(count) steps: \(html.utf8.count) bytes in \(time)")
      sizes.append(html.utf8.count)
    }
    #expect(Double(sizes[2]) / Double(sizes[1]) < 2.1)
    #expect(Double(sizes[1]) / Double(sizes[0]) < 2.1)
  }
}
