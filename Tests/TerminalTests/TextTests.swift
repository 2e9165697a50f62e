import Testing

@testable import Terminal

@Suite struct WidthTests {
  @Test(arguments: [
    ("sonae", 5), ("", 0), ("住民情報", 8), ("ﾌｧｲﾙ", 4), ("ＡＢＣ", 6), ("、。「」", 8), ("한국어", 6),
    ("🚨", 2), ("🖥", 1), ("✓✗…⣿", 4), ("é", 1), ("e\u{301}", 1), ("か\u{3099}", 2), ("葛\u{E0100}城市", 6),
    ("\u{1100}\u{1161}", 2), ("①Ⅲ㈱", 4), ("\u{3000}", 2), ("🇯🇵", 2), ("𠮷野家", 6), ("ｶﾞ", 2), ("±×÷", 3),
  ])
  func aTextTakesTheColumnsThatTerminalsGiveIt(text: String, columns: Int) {
    #expect(Columns.of(text) == columns)
  }

  @Test func controlCharactersTakeNone() {
    #expect(Columns.of("\u{1B}\u{7}\u{200B}\u{85}") == 0)
  }
}

@Suite struct VisibleTests {
  // Not as arguments of the test: the runner would print them as they are.
  private let cases = [
    ("plain text ~", "plain text ~"), ("\u{1B}[2J", "^[[2J"), ("a\u{7}b", "a^Gb"), ("\u{7F}", "^?"),
    ("tab\there", "tab here"), ("two\nlines", "two lines"), ("\u{9B}31m", "<U+009B>31m"),
    ("\u{202E}txt.exe", "<U+202E>txt.exe"), ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"), ("\u{FEFF}id", "id"),
    ("👨\u{200D}👩\u{200D}👧", "👨👩👧"), ("⚠\u{FE0F}", "⚠"), ("👍\u{1F3FD}", "👍"), ("葛\u{E0100}城市", "葛\u{E0100}城市"),
    ("soft\u{AD}hyphen", "softhyphen"), ("住民情報", "住民情報"), ("a\u{2028}b", "a b"),
  ]

  @Test func whatCouldDriveTheTerminalIsShownOrLeftOut() {
    for (text, shown) in cases { #expect(visible(text) == shown) }
  }

  @Test func noScalarPassesThatDrivesATerminal() {
    for value in UInt32(0)...0x1_1FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for shown in visible("a" + String(scalar) + "b").unicodeScalars {
        #expect(shown.properties.generalCategory != .control, "U+\(String(value, radix: 16))")
        #expect(shown.properties.generalCategory != .format, "U+\(String(value, radix: 16))")
      }
    }
  }

  @Test func aCarriageReturnBeginsTheLineAnew() {
    #expect(visibleLines("10%\r50%\r100%\r\nnext\n") == ["100%", "next", ""])
    #expect(visibleLines("windows\r\nlines\r\n") == ["windows", "lines", ""])
  }

  /// However the bytes come, the terminal gets the same, and nothing that drives it.
  @Test func aStreamIsMadeVisiblePieceByPiece() {
    let text = "a\tb\r\n\u{1B}[2Kforged\rline\u{7}\u{202E} 復旧\u{9B}m 👍🏽\n"
    let shown = "a\tb\n^[[2Kforged^Mline^G<U+202E> 復旧<U+009B>m 👍\n\u{FFFD}^M"
    let bytes = Array(text.utf8) + [0xFF, 13]
    for size in 1...bytes.count {
      var (stream, all) = (VisibleStream(), [UInt8]())
      for start in stride(from: 0, to: bytes.count, by: size) { all += stream.pass(bytes[start...].prefix(size)) }
      #expect(String(decoding: all + stream.finish(), as: UTF8.self) == shown, "\(size)")
    }
    var stream = VisibleStream()
    #expect(stream.pass("host-001$ ".utf8) == Array("host-001$ ".utf8))
    #expect(stream.pass([0xE5, 0xBE]) == [] && stream.finish() == Array("\u{FFFD}".utf8))
  }
}

@Suite struct FittingTests {
  @Test(arguments: [
    ("住民情報", 8, "住民情報"), ("住民情報", 7, "住民情…"), ("住民情報", 6, "住民…"), ("住民情報", 1, "…"),
    ("abc", 0, ""), ("abcdef", 4, "abc…"), ("か\u{3099}き", 3, "か\u{3099}…"), ("🚨🚨", 3, "🚨…"),
  ])
  func whatIsTooLongEndsInAnEllipsis(text: String, columns: Int, cut: String) {
    #expect(truncated(text, to: columns, ellipsis: "…") == cut)
  }

  @Test func wordsAreBrokenAtSpacesAndJapaneseAnywhere() {
    #expect(wrapped("start the database", to: 10) == ["start the", "database"])
    #expect(wrapped("窓口端末で発行", to: 6) == ["窓口端", "末で発", "行"])
    #expect(wrapped("a verylongword", to: 8) == ["a verylo", "ngword"])
    #expect(wrapped("to go on: 20261122-7f3a", to: 20) == ["to go on:", "20261122-7f3a"])
    #expect(wrapped("続ける：sonae undo 20261122-7f3a", to: 24, indent: 2) == ["続ける：sonae undo", "20261122-7f3a"])
  }

  @Test func punctuationDoesNotBeginALine() {
    #expect(wrapped("発行番号。次へ", to: 8) == ["発行番", "号。次へ"])
    #expect(wrapped("発行（番号）。次へ", to: 12) == ["発行（番", "号）。次へ"])
  }

  @Test func laterLinesAreIndented() {
    let line = Line("12345678901234567890").wrapped(to: 12, indent: 2)
    #expect(line.map(\.text) == ["123456789012", "  34567890"])
  }

  @Test func aLineKeepsItsInksWhenItIsCut() {
    var line = Line("住民", .strong)
    line.append("情報システム", .good)
    let style = Style(colour: true, symbols: .unicode)
    #expect(line.fitted(to: 9, style).rendered(style) == "\u{1B}[1m住民\u{1B}[0m\u{1B}[32m情報…\u{1B}[0m")
  }

  @Test func whatComesFromOutsideBringsNoColourOfItsOwn() {
    let style = Style(colour: true, symbols: .unicode)
    #expect(Line("\u{1B}[31mred", .bad).rendered(style) == "\u{1B}[1;31m^[[31mred\u{1B}[0m")
  }
}
