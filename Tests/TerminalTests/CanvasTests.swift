import Model
import Testing

@testable import Terminal

/// Drawings as a real terminal emulator shows them.
@Suite(.enabled(if: TerminalEmulator.isThere, "tmux is not installed"))
struct CanvasTests {
  private func rows(_ texts: String...) -> [Canvas.Row] { texts.map { Canvas.Row(Line($0), .plain) } }

  private func show(_ drawing: String, columns: Int = 40, rows: Int = 8) async throws -> [String] {
    try await TerminalEmulator.show(Array((drawing + "END").utf8), columns: columns, rows: rows, until: "END")
  }

  @Test func aDrawingReplacesTheOneBefore() async throws {
    var canvas = Canvas()
    var out = "before\r\n"
    out += canvas.draw(rows("一つ目の行", "second", "third"), columns: 40)
    out += canvas.draw(rows("一つ目の行", "2", "third"), columns: 40)
    #expect(try await show(out) == ["before", "一つ目の行", "2", "third", "END"])
  }

  @Test func anUnchangedLineIsNotSentAgain() {
    var canvas = Canvas()
    _ = canvas.draw(rows("unchanged", "old"), columns: 40)
    let drawing = canvas.draw(rows("unchanged", "new"), columns: 40)
    #expect(!drawing.contains("unchanged"))
    #expect(drawing.contains("new"))
  }

  @Test func aSmallerBlockLeavesNothingBehind() async throws {
    var canvas = Canvas()
    var out = canvas.draw(rows("a", "b", "c", "d"), columns: 40)
    out += canvas.draw(rows("x"), columns: 40)
    #expect(try await show(out) == ["x", "END"])
  }

  @Test func whatScrollsByStaysAboveTheBlock() async throws {
    var canvas = Canvas()
    var out = ""
    for number in 1...20 { out += canvas.draw(rows("live 1", "live 2"), above: rows("done \(number)"), columns: 40) }
    let lines = try await show(out)
    #expect(lines == (1...20).map { "done \($0)" } + ["live 1", "live 2", "END"])
  }

  @Test func aLineOfWrongWidthDoesNotBreakTheNextDrawing() async throws {
    // Sixty columns that claim to be none: a terminal that measures a character differently.
    var wide = Canvas.Row(Line(), .plain)
    wide.text = String(repeating: "あ", count: 30)
    var canvas = Canvas()
    var out = canvas.draw([wide] + rows("below"), columns: 40)
    out += canvas.draw(rows("new", "below"), columns: 40)
    #expect(try await show(out) == ["new", "below", "END"])
  }

  @Test func whatThePersonTypesIsClearedAway() async throws {
    var canvas = Canvas()
    var out = canvas.ask(rows("clock 1", "question"), prompt: rows(">")[0], above: [], columns: 40)
    let answer = "s 印刷機が故障しているため、明日あらためて実施する予定です"
    out += answer + "\r\n"
    canvas.typed(columns: Columns.of(answer))
    out += canvas.draw(rows("clock 2"), above: rows("answered"), columns: 40)
    #expect(try await show(out) == ["answered", "clock 2", "END"])
  }

  @Test func theClocksGoOnWhileThePersonTypes() async throws {
    var canvas = Canvas()
    var out = canvas.ask(rows("clock 1", "question"), prompt: rows(">")[0], above: [], columns: 40)
    out += "s 印刷"
    out += canvas.update(rows("clock 2", "question"), above: [], rows: 8)
    out += "機"
    #expect(try await show(out) == ["clock 2", "question", "> s 印刷機END"])
  }

  @Test(arguments: [1, 3, 4, 9, 30])
  func linesGoAboveAnOpenQuestionWithoutMovingItsTyping(count: Int) async throws {
    var canvas = Canvas()
    var out = canvas.ask(rows("clock", "question"), prompt: rows(">")[0], above: rows("first"), columns: 40)
    out += "s 印刷"
    let done = (1...count).map { Canvas.Row(Line("done \($0)"), .plain) }
    out += canvas.update(rows("clock", "question"), above: done, rows: 8)
    out += "機"
    let lines = try await show(out)
    #expect(lines == ["first"] + done.map(\.text) + ["clock", "question", "> s 印刷機END"])
  }

  @Test func strayEntersLeaveNoRest() async throws {
    var canvas = Canvas()
    var out = canvas.draw(rows("a", "b"), columns: 40)
    out += "\r\nxyz\r\n"
    canvas.stray(lines: 2)
    out += canvas.draw(rows("a", "c"), columns: 40)
    #expect(try await show(out) == ["a", "c", "END"])
  }

  @Test func everyDrawingLeavesTheTerminalInOrder() {
    var canvas = Canvas()
    let drawings = [
      canvas.draw(rows("a"), columns: 40),
      canvas.ask(rows("a", "b"), prompt: rows(">")[0], above: [], columns: 40),
      canvas.update(rows("c", "b"), above: rows("x"), rows: 8),
    ]
    for drawing in drawings {
      for (switchedOff, switchedOn) in [("\u{1B}[?25l", "\u{1B}[?25h"), ("\u{1B}[?7l", "\u{1B}[?7h")] {
        #expect(drawing.components(of: switchedOff) == 2 && drawing.components(of: switchedOn) == 2)
      }
      #expect(!drawing.contains("\u{1B}[2J"))
    }
  }
}

extension String {
  fileprivate func components(of separator: String) -> Int {
    self.split(separator: separator, omittingEmptySubsequences: false).count
  }
}
