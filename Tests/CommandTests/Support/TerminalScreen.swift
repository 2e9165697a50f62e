/// What a terminal shows after the bytes that were written to it: enough of ECMA-48 for the live view.
///
/// Anything that it doesn't know is noted in `unknown`, so that a test can tell.
struct TerminalScreen {
  let rows: Int
  let columns: Int
  private(set) var cells: [[String]]
  private(set) var row = 0
  private(set) var column = 0
  private(set) var isCursorShown = true
  private(set) var wraps = true
  private(set) var unknown: [String] = []
  /// Lines that have left the screen at its top.
  private(set) var scrolled: [String] = []
  private var saved = (row: 0, column: 0)

  init(_ bytes: [UInt8], rows: Int = 24, columns: Int = 80) {
    (self.rows, self.columns) = (rows, columns)
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    var rest = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
    while let scalar = rest.popFirst() { take(scalar, &rest) }
  }

  var lines: [String] { scrolled + cells.map { Self.text($0) } }
  var text: String { lines.joined(separator: "\n") }

  private static func text(_ cells: [String]) -> String {
    var text = cells.joined()
    while text.last == " " { text.removeLast() }
    return text
  }

  private mutating func take(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) {
    switch scalar.value {
    case 0x0D: column = 0
    case 0x0A: lineFeed()
    case 0x08: column = max(0, column - 1)
    case 0x07: break
    case 0x1B: escape(&rest)
    case 0..<0x20: unknown.append("\(scalar.value)")
    default: put(scalar)
    }
  }

  private mutating func lineFeed() {
    if row < rows - 1 {
      row += 1
      return
    }
    scrolled.append(Self.text(cells.removeFirst()))
    cells.append(Array(repeating: " ", count: columns))
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = Self.width(scalar)
    if width == 0 {
      if column > 0 { cells[row][column - 1].unicodeScalars.append(scalar) }
      return
    }
    if column + width > columns {
      if wraps {
        column = 0
        lineFeed()
      } else {
        column = columns - width
      }
    }
    cells[row][column] = String(Character(scalar))
    if width == 2 { cells[row][column + 1] = "" }
    column += width
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  private mutating func escape(_ rest: inout ArraySlice<Unicode.Scalar>) {
    switch rest.popFirst() {
    case "[": control(&rest)
    case "7": saved = (row, column)
    case "8": (row, column) = saved
    case "D": lineFeed()
    case let other: unknown.append("ESC \(other.map { String($0) } ?? "")")
    }
  }

  private mutating func control(_ rest: inout ArraySlice<Unicode.Scalar>) {
    var parameters = ""
    while let scalar = rest.popFirst() {
      guard (0x40...0x7E).contains(scalar.value) else {
        parameters.unicodeScalars.append(scalar)
        continue
      }
      return obey(Character(scalar), parameters)
    }
  }

  private mutating func obey(_ final: Character, _ parameters: String) {
    let count = max(1, Int(parameters) ?? 1)
    switch (final, parameters) {
    case ("m", _): break
    case ("h", "?25"), ("l", "?25"): isCursorShown = final == "h"
    case ("h", "?7"), ("l", "?7"): wraps = final == "h"
    case ("h", "?2026"), ("l", "?2026"): break
    case ("A", _): row = max(0, row - count)
    case ("B", _): row = min(rows - 1, row + count)
    case ("K", ""), ("K", "0"): clear(row, from: column)
    case ("J", ""), ("J", "0"):
      clear(row, from: column)
      for below in (row + 1)..<max(rows, row + 1) where below < rows { clear(below, from: 0) }
    case ("L", _):
      for _ in 0..<min(count, rows - row) {
        cells.removeLast()
        cells.insert(Array(repeating: " ", count: columns), at: row)
      }
    default: unknown.append("CSI \(parameters)\(final)")
    }
  }

  private mutating func clear(_ row: Int, from column: Int) {
    for index in column..<columns { cells[row][index] = " " }
  }
}
