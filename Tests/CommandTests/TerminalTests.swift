import Glibc
import Model
import TestKit
import Testing

/// A drill on a real terminal (a pseudo-terminal of 80 columns and 24 rows).
@Suite(.fewAtATime, needsServer)
struct TerminalTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  private func start(_ city: City, _ words: String..., environment: [String: String] = [:]) throws -> Program {
    try Sonae.start(
      words, in: city.folder.path, home: city.home.path,
      environment: ["TERM": "xterm-256color"].merging(environment) { $1 }, input: .terminal(rows: 24, columns: 80))
  }

  private func screen(_ program: Program) -> TerminalScreen { TerminalScreen(program.shown) }

  private func waits(_ program: Program, for text: String) async throws {
    try await program.until("the screen shows \(text)") {
      if screen(program).text.contains(text) { return true }
      guard program.hasEnded, !screen(program).text.contains(text) else { return false }
      throw ChildProcess.Failure("it ended without \(text):\n\(screen(program).text)")
    }
  }

  private func expectOrder(_ screen: TerminalScreen) {
    #expect(screen.isCursorShown && screen.wraps && screen.unknown.isEmpty, "\(screen.unknown)")
  }

  @Test func itAsksBeforeItStartsAndShowsTheRunAndKeepsTheSummary() async throws {
    let city = try City(
      [server], steps: "  - {id: start, title: {ja: 窓口の起動, en: Start the desk}, run: sleep 1.5; echo done}")
    let program = try start(city, "drill", "loss")
    try await waits(program, for: "Start? [y/N]")
    #expect(!screen(program).text.contains("desk.start"))
    program.type("y\n")
    try await waits(program, for: "Start the desk")
    try await program.until("the clock runs") { screen(program).text.contains("0:01") }
    let ending = try await program.ended()
    let last = screen(program)
    #expect(ending.code == 0, "\(last.text)")
    expectOrder(last)
    #expect(last.text.contains("Desk") && last.text.contains("met") && last.text.contains("1:00:00"), "\(last.text)")
    #expect(last.text.contains("sonae report"))
    #expect(last.column == 0)
  }

  @Test func noStartsNothing() async throws {
    let city = try City([server], steps: "  - {id: start, run: 'true'}")
    for answer in ["n\n", "\n", "\u{4}"] {
      let program = try start(city, "drill", "loss")
      try await waits(program, for: "Start? [y/N]")
      program.type(answer)
      #expect(try await program.ended().code == 4)
    }
    #expect(access(city.folder.file("records"), F_OK) != 0)
  }

  @Test func aManualStepIsAnsweredByTypingInJapanese() async throws {
    let city = try City(
      [server],
      steps: """
          - {id: counter, manual: {ja: 窓口端末で住民票を1通発行する, en: Issue one certificate}, role: operator, expect: 5m}
          - {id: after, run: "true"}
        """)
    let program = try start(city, "drill", "loss", "--yes", environment: ["LANG": "ja_JP.UTF-8"])
    try await waits(program, for: "窓口端末で住民票を1通発行する")
    try await waits(program, for: "回答>")
    program.type("なに\n")
    try await waits(program, for: "回答として読めません")
    program.type("完了 証明書番号17\n")
    let ending = try await program.ended()
    let last = screen(program)
    #expect(ending.code == 0, "\(last.text)")
    expectOrder(last)
    for line in last.lines { #expect(!line.contains("Your turn") && !line.contains("passed")) }
    let shown = try JSON(reading: await city.sonae("runs", "show", "last", "--json").output)
    let step = try #require(shown["steps"]?.array?.first)
    #expect(step["result"] == "passed" && step["via"] == "terminal")
    #expect(try await city.journal().contains { $0["note"]?.string == "証明書番号17" })
  }

  @Test func ctrlCOnTheTerminalStopsAndUndoes() async throws {
    let city = try City(
      [server], steps: "  - {id: start, run: sleep 2, undo: {run: 'true'}}\n  - {id: later, run: 'true'}")
    let program = try start(city, "drill", "loss", "--yes")
    try await waits(program, for: "desk.start")
    try await program.until("the command runs") {
      server.connections.contains { Processes.descendants(of: $0).contains { Processes.name($0) == "sleep" } }
    }
    program.type("\u{3}")
    let ending = try await program.ended(within: .seconds(30))
    let last = screen(program)
    #expect(ending.code == 1, "\(last.text)")
    expectOrder(last)
    #expect(last.text.contains("aborted"), "\(last.text)")
    let shown = try JSON(reading: await city.sonae("runs", "show", "last", "--json").output)
    #expect(shown["result"] == "aborted" && shown["undo"]?["paid"] == 1)
  }

  @Test func aKilledViewLeavesTheTerminalInOrder() async throws {
    let city = try City([server], steps: "  - {id: start, run: sleep 20}")
    let program = try start(city, "drill", "loss", "--yes")
    try await waits(program, for: "desk.start")
    program.signal(SIGKILL)
    _ = try await program.ended()
    expectOrder(screen(program))
    for pid in server.connections.flatMap({ Processes.descendants(of: $0) }) { kill(pid, SIGKILL) }
  }

  @Test func aDumbTerminalGetsPlainLines() async throws {
    let city = try City([server], steps: "  - {id: start, run: 'true'}")
    let program = try start(city, "drill", "loss", "--yes", environment: ["TERM": "dumb"])
    #expect(try await program.ended().code == 0)
    #expect(!program.shown.contains(0x1B))
    let plain = try start(city, "drill", "loss", "--yes", "--plain", "--no-color")
    #expect(try await plain.ended().code == 0)
    #expect(!plain.shown.contains(0x1B))
  }

  @Test func tablesFitTheWindow() async throws {
    let city = try City([server], steps: "  - {id: start, title: \(String(repeating: "長い題名", count: 20)), run: 'true'}")
    for words in [["plan", "loss"], ["check"], ["runs", "list"]] {
      let program = try Sonae.start(
        words, in: city.folder.path, home: city.home.path, environment: ["TERM": "xterm", "LANG": "ja_JP.UTF-8"],
        input: .terminal(rows: 24, columns: 80))
      #expect(try await program.ended().code == 0)
      // The table's own lines stand above the first empty one.
      let printed = String(decoding: program.shown, as: UTF8.self).split(
        separator: "\r\n", omittingEmptySubsequences: false)
      let shown = screen(program).lines
      #expect(shown.prefix { !$0.isEmpty }.count == printed.prefix { !$0.isEmpty }.count, "\(shown)")
    }
  }
}
