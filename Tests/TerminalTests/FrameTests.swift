import Catalogue
import Model
import Testing

@testable import Terminal

@Suite struct FrameTests {
  /// The injection is over, one system is under way.
  private func begun() -> Tape {
    var tape = Tape(PlanBuilder.small)
    tape.start("inject.stop", at: 1, owesUndo: true)
    tape.end("inject.stop", at: 3)
    tape.at(3, .phaseBegan(.recover))
    tape.start("resident.database", at: 4)
    return tape
  }

  @Test func aRunUnderWayInEightyColumns() {
    var tape = begun()
    tape.picture.takeOutput(Array("reading block 1\r\nreading block 2\r\n".utf8), of: "resident.database")
    #expect(
      tape.frame(at: 84, 80, 24) == [
        "仮想化ホスト1台の喪失                                      訓練  復旧  T+0:01:24",
        "実施 run-1　実施者 田中",
        "⣿⣿⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ 手順 1/10（10%）  元に戻す：残り1・済み0",
        "⠼ 住民情報システム                       復旧中       0/3 0:01:23 / 3:00:00",
        "  ⠼ データベースを起動  vhost-b                                          0:01:20",
        "    reading block 2",
        "◦ グループウェア                         待機         0/3 0:01:23 / 0:10:00",
        "◦ 図書館                                 待機         0/3 0:01:23 / 24:00:00",
      ])
  }

  @Test func theSameInEnglishAndFortyColumns() {
    #expect(
      begun().frame(at: 84, 40, 24, .en) == [
        "Loss of one…  drill  recovery  T+0:01:24",
        "run run-1  operator 田中",
        "⣿⣀⣀⣀⣀⣀⣀⣀⣀⣀ 1/10 steps (10%)  1 owed",
        "⠼ 住民情報シ… running  0:01:23 / 3:00:00",
        "  ⠼ データベースを起動           0:01:20",
        "◦ グループウ… waiting  0:01:23 / 0:10:00",
        "◦ 図書館     waiting  0:01:23 / 24:00:00",
      ])
  }

  @Test func aClockThatNearsAndPassesItsObjectiveSaysSo() {
    let tape = begun()
    #expect(tape.frame(at: 450, 80, 24)[5].hasSuffix("0:07:29 / 0:10:00"))
    #expect(tape.frame(at: 452, 80, 24)[5].hasSuffix("0:07:31 / 0:10:00 間近"))
    #expect(tape.frame(at: 601, 80, 24)[5].hasSuffix("0:10:00 / 0:10:00 間近"))
    #expect(tape.frame(at: 602, 80, 24)[5].hasSuffix("0:10:01 / 0:10:00 超過"))
  }

  @Test func aRecoveredSystemKeepsItsMeasuredTime() {
    var tape = begun()
    tape.end("resident.database", at: 60)
    tape.pass("resident.service", from: 61, to: 70)
    tape.pass("resident.verify", from: 71, to: 101)
    #expect(tape.frame(at: 5000, 80, 24)[3] == "✓ 住民情報システム                       達成         3/3 0:01:40 / 3:00:00")
  }

  @Test func aStepThatWaitsForAPersonIsSeen() {
    var tape = begun()
    tape.end("resident.database", at: 60)
    tape.start("resident.service", at: 61)
    tape.end("resident.service", at: 63, .failed("終了コード 1"))
    let frame = tape.frame(at: 64, 80, 24)
    #expect(frame[3].hasPrefix("▸ 住民情報システム                       確認待ち"))
    #expect(frame[4] == "  ✗ サービスを起動  vhost-b                                       失敗：判断待ち")
  }

  @Test func aFailedAttemptThatWillBeRepeatedIsSeen() {
    var tape = begun()
    tape.end("resident.database", at: 60, .failed("終了コード 1"))
    #expect(
      tape.frame(at: 61, 80, 24)[4] == "  ↻ データベースを起動  vhost-b                               再試行待ち 0:00:57")
    tape.start("resident.database", at: 62)
    #expect(
      tape.frame(at: 63, 80, 24)[4] == "  ⠸ データベースを起動  vhost-b                                  2/2回目 0:00:01")
  }

  @Test func theUndoIsShownWhileItIsPaid() {
    var tape = begun()
    for step in ["resident", "groupware", "library"] {
      if step != "resident" { tape.start("\(step).database", at: 60) }
      tape.end("\(step).database", at: 61)
      tape.pass("\(step).service", from: 61, to: 62)
      tape.pass("\(step).verify", from: 62, to: 63)
    }
    tape.at(64, .phaseBegan(.undo), .undoStarted(step: "inject.stop", attempt: 1))
    let frame = tape.frame(at: 70, 80, 24)
    #expect(frame[0].hasSuffix("訓練  元に戻す作業  T+0:01:10"))
    #expect(frame[3] == "↶ 元に戻しています")
    #expect(frame[4] == "  ⠋ 仮想マシンを停止  vhost-b                                            0:00:06")
    tape.at(71, .undoEnded(step: "inject.stop", attempt: 1, Outcome(.passed)))
    #expect(tape.frame(at: 72, 80, 24)[2].hasSuffix("元に戻す：残り0・済み1"))
  }

  @Test func sensitiveOutputIsNotShown() {
    var builder = PlanBuilder()
    let system = builder.system("s", "System")
    builder.step("secret", "Set the password", in: system, sensitive: true)
    var tape = Tape(builder.plan)
    tape.at(1, .phaseBegan(.recover))
    tape.start("s.secret", at: 1)
    tape.picture.takeOutput(Array("hunter2\n".utf8), of: "s.secret")
    #expect(!tape.frame(at: 2, 80, 24).contains { $0.contains("hunter2") })
  }

  @Test func asciiSymbolsStandInWhereTheLocaleIsNotUTF8() {
    let tape = begun()
    var look = Look.test(.en)
    look.style.symbols = .ascii
    let frame = Frame(
      picture: tape.picture, now: .seconds(84), size: WindowSize(columns: 80, rows: 24), look: look
    ).lines()
    #expect(frame[2].text.hasPrefix("##------------------ 1/10 steps (10%)"))
    #expect(frame[3].text.hasPrefix("| "))
  }
}

@Suite struct FoldingTests {
  /// Twelve systems: four recovered, two under way, six waiting.
  private func crowd() -> Tape {
    var builder = PlanBuilder()
    for number in 1...12 {
      let system = builder.system("s\(number)", "システム\(number)")
      builder.step("database", "起動", in: system)
      builder.step("verify", "確認", in: system, .verify)
    }
    var tape = Tape(builder.plan)
    tape.at(1, .phaseBegan(.recover))
    for number in 1...4 {
      tape.pass("s\(number).database", from: 2, to: 3)
      tape.pass("s\(number).verify", from: 3, to: 4)
    }
    tape.start("s5.database", at: 4)
    tape.start("s6.database", at: 4)
    tape.picture.takeOutput(Array("loading\n".utf8), of: "s5.database")
    return tape
  }

  @Test func everythingIsShownWhereThereIsRoom() {
    let frame = crowd().frame(at: 10, 80, 18)
    #expect(frame.count == 18)
    #expect(frame[3].hasPrefix("✓ システム1 "))
    #expect(frame[17].hasPrefix("◦ システム12 "))
  }

  @Test func finishedSystemsFoldFirst() {
    let frame = crowd().frame(at: 10, 80, 17)
    #expect(frame[3] == "✓ 終わったシステム：達成 4")
    #expect(frame[4].hasPrefix("⠋ システム5 "))
    #expect(frame.count == 15)
  }

  @Test func waitingSystemsFoldNext() {
    let frame = crowd().frame(at: 10, 80, 12)
    #expect(frame[3] == "✓ 終わったシステム：達成 4")
    #expect(frame[6] == "    loading")
    #expect(frame[10].hasPrefix("◦ システム8 "))
    #expect(frame[11] == "◦ ほかに待機中のシステム 4 件")
  }

  @Test func outputsAndStepsGoBeforeSystemsUnderWay() {
    let six = crowd().frame(at: 10, 80, 8)
    #expect(six.contains { $0.hasPrefix("  ⠋ 起動") })
    #expect(!six.contains("    loading"))
    let four = crowd().frame(at: 10, 80, 6)
    #expect(
      four.dropFirst(2).map { String($0.prefix(7)) } == ["✓ 終わったシ", "⠋ システム5", "⠋ システム6", "◦ ほかに待機"])
  }

  @Test func aSingleRowHoldsTheTitleAndTheClock() {
    #expect(crowd().frame(at: 10, 80, 1).count == 1)
    #expect(crowd().frame(at: 10, 80, 1)[0].hasSuffix("T+0:00:10"))
  }

  @Test func systemsStandInTheOrderOfTheirTiers() {
    var builder = PlanBuilder()
    builder.system("c", "三", tier: 3)
    builder.system("a", "一", tier: 1)
    builder.system("b", "二", tier: 2)
    let frame = Tape(builder.plan).frame(at: 0, 80, 24)
    #expect(frame.suffix(3).map { $0.split(separator: " ")[1] } == ["一", "二", "三"])
  }
}
