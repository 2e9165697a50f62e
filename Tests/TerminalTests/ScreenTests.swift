import Foundation
import Testing

@testable import Terminal

@Suite struct ScreenTests {
  private func screen(_ descriptor: Int32, _ variables: [String: String], allowsColour: Bool = true) -> Screen {
    Screen(descriptor, allowsColour: allowsColour) { variables[$0] }
  }

  @Test func colourNeedsATerminalThatIsNotDumbAndNobodyWhoRefusesIt() throws {
    let terminal = try PseudoTerminal(columns: 120, rows: 50)
    #expect(screen(terminal.program, ["TERM": "xterm"]).style.colour)
    #expect(screen(terminal.program, ["COLORTERM": "truecolor"]).style.colour)
    #expect(!screen(terminal.program, ["TERM": "dumb", "COLORTERM": "truecolor"]).style.colour)
    #expect(!screen(terminal.program, ["TERM": "xterm", "NO_COLOR": "1"]).style.colour)
    #expect(screen(terminal.program, ["TERM": "xterm", "NO_COLOR": ""]).style.colour)
    #expect(!screen(terminal.program, ["TERM": "xterm"], allowsColour: false).style.colour)
    #expect(!screen(terminal.program, [:]).canRedraw)
    #expect(screen(terminal.program, ["TERM": "xterm"]).canRedraw)
  }

  @Test func theWindowIsAskedForItsSizeEachTime() throws {
    let terminal = try PseudoTerminal(columns: 120, rows: 50)
    let screen = screen(terminal.program, ["TERM": "xterm"])
    #expect(screen.size == WindowSize(columns: 120, rows: 50))
    terminal.resize(columns: 40, rows: 15)
    #expect(screen.size == WindowSize(columns: 40, rows: 15))
    #expect(screen.tableWidth == 40)
  }

  @Test func aFileHasNoWidthAndNoColour() throws {
    let handle = FileHandle.nullDevice.fileDescriptor
    let screen = screen(handle, ["TERM": "xterm", "COLUMNS": "132", "LANG": "ja_JP.UTF-8"])
    #expect(!screen.isTerminal && !screen.style.colour && screen.tableWidth == nil)
    #expect(screen.size == WindowSize(columns: 132, rows: 24))
  }

  @Test func theLocaleDecidesAboutTheSymbols() {
    let unicode: [[String: String]] = [
      ["LANG": "ja_JP.UTF-8"], ["LC_ALL": "C.utf8", "LANG": "C"], ["LC_ALL": "", "LC_CTYPE": "en_US.UTF-8"],
    ]
    for variables in unicode { #expect(screen(-1, variables).style.symbols == .unicode) }
    for variables in [[:], ["LANG": "C"], ["LC_ALL": "ja_JP.eucJP", "LANG": "ja_JP.UTF-8"]] {
      #expect(screen(-1, variables).style.symbols == .ascii)
    }
  }
}
