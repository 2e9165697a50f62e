import Testing

@testable import Model

@Suite struct JSONTests {
  private func read(_ text: String) throws -> JSON { try JSON(reading: text.utf8) }

  @Test(arguments: [
    "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "01", "-", "+1", "1.", ".5", "1e", "1e+", "- 1", "0x10", "NaN", "Infinity",
    "tru",
    "truex", "nul", "\"", "\"\\", "\"\\u12\"", "\"\\u+123\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
    "\"\\x\"",
    "\"a\nb\"", "\"\u{1}\"", "1 2", "[1 2]", "{\"a\" 1}", "{\"a\":1,\"a\":2}", "{\"b\":1,\"a\":2,\"b\":3}", "", " ",
    "\u{FEFF}1",
    "[1]x", "1e999", "--1", "00", "-01",
  ]) func whatIsNotJSONIsRefused(text: String) {
    #expect(throws: JSON.ReadingError.self) { try read(text) }
  }

  @Test(arguments: [
    ("0", JSON.integer(0)), ("-0", .integer(0)), ("12", .integer(12)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("1.5", .number(1.5)), ("1e2", .number(100)), ("-1.5E-1", .number(-0.15)), (" null ", .null), ("true", .bool(true)),
    ("\"\\u00e9\\ud842\\udfb7\\/\\b\\f\"", .string("é𠮷/\u{8}\u{C}")), ("\"\\uABCD\"", .string("\u{ABCD}")),
    ("[ ]", .array([])), ("{ }", .object([])), ("\n[1,\t2]\r", .array([1, 2])),
  ]) func whatIsJSONIsRead(text: String, value: JSON) throws {
    #expect(try read(text) == value)
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE3, 0x81]] {
      #expect(throws: JSON.ReadingError.self) { try JSON(reading: [0x22] + bytes + [0x22]) }
    }
  }

  @Test func depthIsBounded() throws {
    #expect(throws: Never.self) { try read(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) }
    #expect(throws: JSON.ReadingError.self) { try read(String(repeating: "[", count: 100_000)) }
  }

  @Test func canonicalNamesStandInTheOrderOfUTF16() throws {
    let names = ["a", "\u{FFFD}", "", "B", "\u{E000}", "ab", "𠮷", "é", "A"]
    let json = JSON.object(names.map { JSON.Member($0, .null) })
    let expected = names.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
    guard case .object(let members) = try JSON(reading: json.canonical) else { return #expect(Bool(false)) }
    #expect(members.map(\.name) == expected)
  }

  @Test func namesThatOnlyLookAlikeAreTwo() throws {
    let json = try read("{\"が\":1,\"か\u{3099}\":2}")
    #expect(json.canonical.count == "{\"が\":1,\"か\u{3099}\":2}".utf8.count)
  }

  @Test(arguments: 0..<40) func canonicalTextIsReadBackAndStaysTheSame(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    let json = random.json(depth: 4)
    let again = try JSON(reading: json.canonical)
    #expect(again.canonical == json.canonical, "seed \(seed)")
    #expect(try JSON(reading: json.pretty.utf8) == json, "seed \(seed)")
  }

  @Test(arguments: 0..<40) func damagedTextNeverCrashesTheReader(seed: UInt64) {
    var random = Seeded(seed: seed)
    var bytes = random.json(depth: 4).canonical
    for _ in 0..<200 {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      bytes[index] = UInt8.random(in: 0...255, using: &random)
      if let value = try? JSON(reading: bytes) { #expect((try? JSON(reading: value.canonical)) != nil, "seed \(seed)") }
    }
  }

  @Test func numbersArePrintedAsJavaScriptPrintsThem() {
    #expect(
      JSON.array([.number(2), .number(-0.0), .number(0.1), .number(.nan)]).canonical == Array("[2,0,0.1,null]".utf8))
  }
}

extension Seeded {
  fileprivate mutating func json(depth: Int) -> JSON {
    switch Int.random(in: 0..<(depth == 0 ? 4 : 6), using: &self) {
    case 0: .null
    case 1: .bool(chance(1, in: 2))
    case 2: .integer(Int64(bitPattern: next()))
    case 3: .string(text())
    case 4: .array(list(upTo: 5) { $0.json(depth: depth - 1) })
    default:
      .object(
        Dictionary(list(upTo: 5) { ($0.text(), $0.json(depth: depth - 1)) }, uniquingKeysWith: { a, _ in a })
          .map { JSON.Member($0.key, $0.value) })
    }
  }
}
