import Catalogue
import Engine
import Foundation
import Model
import Simulation
import Testing

@testable import Terminal

@Suite struct PlainViewTests {
  /// What the view writes into a file, line by line.
  private func log(
    _ plan: Plan, language: Language, shell: SimulatedShell, clock: SimulatedClock = SimulatedClock()
  ) async throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("sonae-\(UUID().uuidString).log")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forWritingTo: file)
    let screen = Screen(handle.fileDescriptor, environment: PseudoTerminal.environment)
    let look = Look(language: language, style: screen.style, utcOffset: .seconds(9 * 3600))
    let view = PlainView(plan: plan, screen: screen, look: look)
    let runner = Runner(
      plan: plan, header: .test,
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: SimulatedPeople(), journal: SimulatedJournal(),
        clock: clock), observer: view)
    _ = try await runner.run()
    await view.close()
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  private var twoSteps: Plan {
    var builder = PlanBuilder()
    let system = builder.system("resident", "住民情報\u{1B}[31mシステム", rto: .seconds(10800))
    builder.step("database", "データベースを起動", in: system, attempts: 2)
    builder.step("verify", "窓口の確認", in: system, .verify)
    return builder.plan
  }

  @Test(arguments: [Language.en, .ja]) func aSteppedWallClockIsToldInItsPlaceAndAtTheEnd(_ language: Language)
    async throws
  {
    let clock = SimulatedClock()
    let shell = SimulatedShell { _, _, _ in
      clock.stepWall(by: .seconds(-3600))
      return .init()
    }
    let lines = try await log(twoSteps, language: language, shell: shell, clock: clock)
    let told = lines.filter { $0.contains(language == .en ? "the wall clock was set" : "壁時計が") }
    #expect(told.count == 2 && told[0].contains("-1:00:00") && told[1].contains("1:00:00"), "\(lines)")
    #expect(told[1] == lines.last { !$0.isEmpty })
  }

  @Test func aRunIsToldLineByLine() async throws {
    let shell = SimulatedShell { _, _, count in .init(.exited(count == 1 ? 7 : 0), stderr: "\u{1B}[31mno\u{7}\n") }
    let lines = try await log(twoSteps, language: .en, shell: shell)
    #expect(
      lines.prefix(9) == [
        "2026-11-22 10:15:00 T+0:00:00   opened: scenario vhost-loss (drill), run run-1, operator 田中",
        "10:15:00 T+0:00:00   phase: recovery",
        "10:15:00 T+0:00:00 ◦ started resident.database vhost-b  データベースを起動",
        "10:15:00 T+0:00:00 ✗ failed resident.database 0.0s  データベースを起動"
          + " - exit code 7, expected 0; look at its output - trying again in 2.0s (try 2/2)",
        "10:15:02 T+0:00:02 ◦ started resident.database vhost-b  try 2/2  データベースを起動",
        "10:15:02 T+0:00:02 ✓ passed resident.database 0.0s  データベースを起動",
        "10:15:02 T+0:00:02 ◦ started resident.verify vhost-b  窓口の確認",
        "10:15:02 T+0:00:02 ✓ passed resident.verify 0.0s  窓口の確認",
        "10:15:02 T+0:00:02 ✓ system 住民情報^[[31mシステム: objectives met  0:00:02 / 3:00:00",
      ])
    #expect(lines[9] == "2026-11-22 10:15:02 T+0:00:02   closed: objectives met")
  }

  @Test func theLogHasNoControlCharacters() async throws {
    let shell = SimulatedShell { _, _, _ in .init(.exited(1), stdout: "\u{1B}[2J", stderr: "\u{9B}31m\u{202E}") }
    for language in Language.allCases {
      let lines = try await log(twoSteps, language: language, shell: shell)
      for scalar in lines.joined().unicodeScalars {
        #expect(![.control, .format].contains(scalar.properties.generalCategory))
      }
    }
  }

  @Test func whatIsOwedStandsAtTheEnd() async throws {
    var builder = PlanBuilder()
    builder.step("stop", "停止", phase: .inject, undo: true)
    let system = builder.system("resident", "住民情報システム")
    builder.step("verify", "窓口の確認", in: system, .verify)
    let shell = SimulatedShell { _, command, _ in .init(.exited(command == "undo it" ? 1 : 0)) }
    let lines = try await log(builder.plan, language: .ja, shell: shell)
    #expect(lines.contains { $0.hasPrefix("? 未完了  仮想化ホスト1台の喪失  run-1") })
    #expect(lines.contains(Phrase.undoStillOwed(1).ja))
    #expect(lines.contains("↶ inject.stop  vhost-b  undo it"))
    let way = [Phrase.goOnWith("run-1"), .onlyUndo("run-1"), .owedByHand(1)].map { lines.firstIndex(of: $0.ja) }
    #expect(way == [way[0], way[0].map { $0 + 1 }, way[0].map { $0 + 2 }] && way[0] != nil)
  }

  @Test func whatWasWaivedIsNotCountedAsUndone() {
    var tape = Tape(PlanBuilder.small)
    tape.start("inject.stop", at: 1, owesUndo: true)
    tape.end("inject.stop", at: 2)
    tape.at(3, .undoWaived(step: "inject.stop", by: "佐藤", reason: "not needed"))
    let lines = RunClosing(run: tape.picture.run, look: .test(.en)).lines(width: nil).map(\.text)
    #expect(lines.contains("undo: 0 undone, 1 waived"))
    #expect(lines.contains("  inject.stop  waived by 佐藤 (not needed)"))
  }

  @Test func noTryIsCountedOutOfFewer() {
    #expect(Phrase.liveAttempt(2, of: 1).en == "try 2" && Phrase.liveAttempt(2, of: 1).ja == "2回目")
    #expect(Phrase.storyRetry(next: 2, of: 1, after: "5.0s").en == "trying again in 5.0s (try 2)")
    #expect(Phrase.storyRetry(next: 2, of: 3, after: "5.0s").ja.contains("2/3回目"))
  }

  @Test func anUndoThatWasAskedForSpeaksOfNoCtrlC() throws {
    var tape = Tape(PlanBuilder.small)
    tape.at(1, .stopRequested(by: "suzuki", Reason("undo-asked", .undoAsked)))
    let story = Story(look: .test(.en), isLog: true)
    let last = try #require(tape.events.last)
    let entry = try #require(story.entry(last, tape.picture.run))
    #expect(entry.head.text.contains("only the undo") && !entry.head.text.contains("Ctrl-C"))
  }

  @Test func aResumptionTellsHowLongNobodyWasInChargeAtMost() throws {
    var tape = Tape(PlanBuilder.small)
    let takeover = Takeover(by: "suzuki", tool: "", machine: "pc", process: 2, boot: nil, unattended: .seconds(35))
    tape.at(60, .resumed(takeover))
    let story = Story(look: .test(.en), isLog: true)
    let last = try #require(tape.events.last)
    let entry = try #require(story.entry(last, tape.picture.run))
    #expect(entry.head.text.contains("at most 35.0s") && entry.head.text.contains("last sign of life 10:15:25"))
  }

  @Test func aRunThatGoesOnSaysWhereItStandsAndHowToStopIt() {
    var tape = Tape(PlanBuilder.small)
    tape.start("inject.stop", at: 1, owesUndo: true)
    let lines = RunClosing(run: tape.picture.run, look: .test(.en), isGoingOn: true).lines(width: nil).map(\.text)
    #expect(lines.contains { $0.contains("going on  Loss of one host  run-1") })
    #expect(lines.contains("since 2026-11-22 10:15:00, process 1 on here; 0 of 10 steps are over"))
    #expect(lines.contains("now: inject.stop on vhost-b"))
    #expect(lines.contains("stop it and undo (on here): kill -INT 1"))
    #expect(lines.contains { $0.contains("under way") })
    #expect(!lines.contains { $0.contains("unknown") || $0.contains("undo it") || $0.contains("sonae undo") })
  }
}
