/// Draws the live area: a block of lines at the bottom of what was written, with the cursor on the row below it.
///
/// One string a drawing, written at once: it hides the cursor and switches wrapping off at its beginning and puts both
/// back at its end, so that the terminal is in order whenever the program dies between two drawings. Nothing but the
/// block's own rows is ever rewritten.
///
/// While a question is open the person's own typing stands in the row below the block (the terminal echoes it; it
/// isn't known here until Enter), so the block keeps its height, and lines that go above it are inserted.
///
/// Sequences: ECMA-48 (CUU, CUD, ED, EL, IL), DEC VT (IND, DECSC, DECRC, DECAWM, DECTCEM), and synchronized output,
/// private mode 2026, which terminals that don't know it ignore.
struct Canvas {
  struct Row: Equatable {
    var text: String
    var columns: Int

    init(_ line: Line, _ style: Style) {
      text = line.rendered(style)
      columns = line.columns
    }
  }

  private static let begin = "\u{1B}[?2026h\u{1B}[?25l\u{1B}[?7l"
  private static let end = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?2026l"

  private var shown: [Row] = []
  private var columns = 0
  /// Rows between the block and the cursor's row, left by what was typed.
  private var rowsBelow = 0
  /// The columns of the prompt while a question is open.
  private var prompt: Int?

  var isAsking: Bool { prompt != nil }
  var height: Int { shown.count }

  /// Rewrites the block, with new lines above it that stay.
  mutating func draw(_ block: [Row], above: [Row] = [], columns: Int) -> String {
    var out = Self.begin + "\r" + up(rowsShown(in: columns) + rowsBelow)
    for row in above { out += Self.whole(row) }
    let isInPlace = above.isEmpty && columns == self.columns
    for (index, row) in block.enumerated() {
      let isThere = isInPlace && index < shown.count && shown[index] == row
      out += isThere ? "\r\n" : Self.whole(row)
    }
    (shown, rowsBelow, self.columns, prompt) = (block, 0, columns, nil)
    return out + "\u{1B}[J" + Self.end
  }

  /// Draws the block of an open question, and its prompt, behind which the person types.
  mutating func ask(_ block: [Row], prompt: Row, above: [Row], columns: Int) -> String {
    let out = draw(block, above: above, columns: columns)
    self.prompt = prompt.columns + 1
    return out + prompt.text + " "
  }

  /// Rewrites the block above an open question, whatever has been typed so far; the block keeps its height.
  ///
  /// When the typing has gone on to a second row the block is drawn one row too low until Enter is pressed: the row
  /// that the person is on can't be known.
  mutating func update(_ block: [Row], above: [Row], rows: Int) -> String {
    let height = shown.count
    var out = Self.begin
    var rest = above[...]
    let room = max(1, rows - height - 1)
    while !rest.isEmpty {
      let part = rest.prefix(room)
      rest = rest.dropFirst(room)
      out += insert(Array(part), above: height)
    }
    out += "\u{1B}7" + up(height) + "\r"
    for (index, row) in block.prefix(height).enumerated() {
      out += row == shown[index] ? "\r\n" : Self.whole(row)
      shown[index] = row
    }
    return out + "\u{1B}8" + Self.end
  }

  /// Makes room by moving the block and the typed row down, and writes the lines there.
  private func insert(_ rows: [Row], above height: Int) -> String {
    let count = rows.count
    let makeRoom = String(repeating: "\u{1B}D", count: count) + up(count)
    let lines = rows.map { $0.text + "\u{1B}[K" }.joined(separator: "\r\n")
    return makeRoom + "\u{1B}7" + up(height) + "\r\u{1B}[\(count)L" + lines + "\u{1B}8\u{1B}[\(count)B"
  }

  /// The person has typed a line and Enter; the terminal has put the cursor below it.
  mutating func typed(columns typed: Int) {
    guard let prompt, columns > 0 else { return }
    rowsBelow += max(1, (prompt + typed + columns - 1) / columns)
    self.prompt = nil
  }

  /// The question is taken back; the cursor is still in its row.
  mutating func takeBack() { prompt = nil }

  /// Enter was pressed while nothing was asked.
  mutating func stray(lines: Int) { rowsBelow += lines }

  /// Somebody else has used the terminal: the block begins anew where it stands.
  mutating func forget() { (shown, rowsBelow, prompt) = ([], 0, nil) }

  private func up(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)A" : "" }

  /// Terminals break lines anew that a narrower window can't hold.
  private func rowsShown(in columns: Int) -> Int {
    guard columns < self.columns, columns > 0 else { return shown.count }
    return shown.reduce(0) { $0 + max(1, ($1.columns + columns - 1) / columns) }
  }

  private static func whole(_ row: Row) -> String { row.text + "\u{1B}[K\r\n" }
}
