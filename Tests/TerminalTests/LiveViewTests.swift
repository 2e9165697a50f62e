import Catalogue
import Engine
import Model
import Simulation
import Testing

@testable import Terminal

/// The whole view on a real pseudo-terminal, looked at through a real terminal emulator.
@Suite(.enabled(if: TerminalEmulator.isThere, "tmux is not installed"))
struct LiveViewTests {
  private func runner(_ plan: Plan, people: any People, clock: any RunClock, view: LiveView, fails: String = "")
    -> Runner
  {
    let shell = SimulatedShell { _, command, count in
      command == fails && count < 3 ? .init(.exited(1), stderr: "could not start\n") : .init(stdout: "起動しました\n")
    }
    return Runner(
      plan: plan, header: .test,
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: people, journal: SimulatedJournal(), clock: clock),
      observer: view)
  }

  @Test(arguments: [(80, 24), (40, 15)])
  func aFinishedRunLeavesItsStoryAndItsSummary(columns: Int, rows: Int) async throws {
    let terminal = try PseudoTerminal(columns: columns, rows: rows)
    let clock = SystemClock()
    let look = Look(language: .ja, style: terminal.screen.style, utcOffset: .seconds(9 * 3600))
    let view = LiveView(plan: PlanBuilder.small, screen: terminal.screen, look: look, clock: clock)
    _ = try await runner(PlanBuilder.small, people: SimulatedPeople(), clock: clock, view: view).run()
    await view.close()
    try await terminal.waits(for: "1 件はすべて済みました")
    let lines = try await TerminalEmulator.show(
      terminal.bytes, columns: columns, rows: rows, until: "1 件はすべて済みました")
    for step in ["inject.stop", "resident.database", "groupware.verify", "library.service"] {
      #expect(lines.count { $0.contains("✓ 成功 \(step)") } == 1)
    }
    #expect(lines.contains { $0.hasPrefix("✓ 目標達成  仮想化ホスト1台の喪失") })
    #expect(lines.contains { $0.hasPrefix("住民情報シ") && $0.contains("✓ 達成") && $0.contains("3:00:00") })
    #expect(lines.last == "元に戻す作業 1 件はすべて済みました")
    // Nothing of the live area is left.
    #expect(!lines.contains { $0.contains("⣿") || $0.contains("T+") })
  }

  @Test func aPersonAnswersBelowTheLiveArea() async throws {
    var builder = PlanBuilder()
    let system = builder.system("resident", "住民情報システム")
    builder.step("counter", "窓口端末で住民票を1通発行する", in: system, .manual("印影を確かめる", items: ["発行番号"]))
    builder.step("verify", "窓口サービスの確認", in: system, .verify)
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let clock = SystemClock()
    let look = Look(language: .ja, style: terminal.screen.style, utcOffset: .zero)
    let view = LiveView(plan: builder.plan, screen: terminal.screen, look: look, clock: clock)
    let people = TerminalPeople(input: terminal.program, desk: view, operatorName: "田中")
    let run = Task { try await runner(builder.plan, people: people, clock: clock, view: view).run() }
    try await terminal.waits(for: "回答>")
    terminal.type("s\n")
    try await terminal.waits(for: "省略には理由が要ります")
    terminal.type("d 印影よし\n")
    #expect(try await run.value.closed?.result == .met)
    people.close()
    await view.close()
    try await terminal.waits(for: "✓ 達成")
    let lines = try await TerminalEmulator.show(terminal.bytes, columns: 80, rows: 24, until: "✓ 達成")
    #expect(lines.contains { $0.contains("✓ 成功 resident.counter") && $0.contains("（田中）") })
    #expect(lines.contains("    メモ：印影よし"))
    #expect(!lines.contains { $0.contains("回答>") || $0.contains("⎯⎯") })
  }

  @Test func aFailureIsToldInFullWithWhatTheCommandSaid() async throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    var plan = PlanBuilder.small
    plan.steps[1].action = .run(PlannedText("start", isShell: true), stdin: nil, Expectation())
    let clock = SimulatedClock()
    let look = Look(language: .en, style: terminal.screen.style, utcOffset: .zero)
    let view = LiveView(plan: plan, screen: terminal.screen, look: look, clock: clock)
    _ = try await runner(plan, people: SimulatedPeople(), clock: clock, view: view, fails: "start").run()
    await view.close()
    try await terminal.waits(for: "were carried out")
    let lines = try await TerminalEmulator.show(terminal.bytes, columns: 80, rows: 24, until: "were carried out")
    let failure = try #require(lines.firstIndex { $0.contains("✗ failed resident.database") })
    #expect(
      lines[(failure + 1)...(failure + 3)] == [
        "    exit code 1, expected 0; look at its output", "    | could not start",
        "    trying again in 2.0s (try 2/2)",
      ])
    #expect(lines.contains("Failed steps (1)"))
  }

  @Test func aRunOfManyStepsIsDrawnAtMostTenTimesASecond() async throws {
    var builder = PlanBuilder()
    for number in 0..<100 {
      let system = builder.system("s\(number)", "システム\(number)")
      for step in 0..<20 { builder.step("step\(step)", "手順", in: system) }
    }
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let clock = SystemClock()
    let began = clock.now.elapsed
    let look = Look(language: .en, style: terminal.screen.style, utcOffset: .zero)
    let view = LiveView(plan: builder.plan, screen: terminal.screen, look: look, clock: clock)
    _ = try await runner(builder.plan, people: SimulatedPeople(), clock: clock, view: view).run()
    await view.close()
    let drawings = String(decoding: terminal.bytes, as: UTF8.self).split(separator: "\u{1B}[?2026h").count
    // Two more: the first one and the last one wait for nothing.
    #expect(Double(drawings) <= (clock.now.elapsed - began).inSeconds * 10 + 2)
  }

  @Test func nothingIsDrawnWhileSomebodyElseAsksForAPassphrase() async throws {
    var builder = PlanBuilder()
    let system = builder.system("resident", "住民情報システム")
    builder.step("counter", "発行", in: system, .manual("発行する"))
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let clock = SystemClock()
    let look = Look(language: .ja, style: terminal.screen.style, utcOffset: .zero)
    let view = LiveView(plan: builder.plan, screen: terminal.screen, look: look, clock: clock)
    let people = TerminalPeople(input: terminal.program, desk: view, operatorName: "田中")
    let run = Task { try await runner(builder.plan, people: people, clock: clock, view: view).run() }
    try await terminal.waits(for: "回答>")
    terminal.echo(false)
    // A drawing that had begun before may still be on its way.
    try await Task.sleep(for: .milliseconds(300))
    let before = terminal.bytes.count
    try await Task.sleep(for: .milliseconds(1500))
    #expect(terminal.bytes.count == before)
    terminal.echo(true)
    terminal.type("d\n")
    #expect(try await run.value.steps[0].result == .passed)
    people.close()
    await view.close()
  }

  @Test func theTerminalIsLeftAsItWasFound() async throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let clock = SimulatedClock()
    let look = Look(language: .ja, style: terminal.screen.style, utcOffset: .zero)
    let view = LiveView(plan: PlanBuilder.small, screen: terminal.screen, look: look, clock: clock)
    _ = try await runner(PlanBuilder.small, people: SimulatedPeople(), clock: clock, view: view).run()
    await view.close()
    try await terminal.waits(for: "済みました")
    func sequencesNow() -> [String] {
      terminal.bytes.split(separator: 0x1B).map { String(decoding: $0.prefix(8), as: UTF8.self) }
    }
    var sequences = sequencesNow()
    // The last bytes may still be on their way through the pseudo-terminal.
    for _ in 0..<100 where sequences.last(where: { $0.hasPrefix("[?2026") })?.hasPrefix("[?2026l") != true {
      try await Task.sleep(for: .milliseconds(50))
      sequences = sequencesNow()
    }
    #expect(sequences.last { $0.hasPrefix("[?25") }?.hasPrefix("[?25h") == true)
    #expect(sequences.last { $0.hasPrefix("[?7") }?.hasPrefix("[?7h") == true)
    #expect(sequences.last { $0.hasPrefix("[?2026") }?.hasPrefix("[?2026l") == true)
  }
}
