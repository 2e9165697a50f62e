import Testing

@testable import Model

@Suite("Parts of the reader")
struct ReadingPartsTests {
  @Test(arguments: [
    ("500ms", 500), ("30s", 30_000), ("3m", 180_000), ("2h", 7_200_000), ("1d", 86_400_000), ("1h30m", 5_400_000),
    ("1d2h3m4s5ms", 93_784_005), ("0s", 0),
  ])
  func durationIsReadWithItsUnits(_ text: String, _ milliseconds: Int) {
    #expect(Duration(reading: text) == .milliseconds(milliseconds))
  }

  @Test(arguments: ["", "5", "5x", "m", "-5s", "5 s", "1m1h", "1m1m", "1.5h", "99999999999d", "９s", "5M", "1h30"])
  func whatIsNoDurationIsRefused(_ text: String) {
    #expect(Duration(reading: text) == nil)
  }

  @Test(arguments: [("64KiB", 65_536), ("1MiB", 1 << 20), ("512B", 512), ("2GiB", 2 << 30)])
  func sizeIsReadWithItsUnit(_ text: String, _ bytes: Int) { #expect(Scalars.size(text) == bytes) }

  @Test(arguments: ["1", "1MB", "0B", "-1B", "1.5MiB", "99999999999GiB", ""])
  func whatIsNoSizeIsRefused(_ text: String) { #expect(Scalars.size(text) == nil) }

  @Test(arguments: ["-", "+1", "0x10", "1_000", "00", "1e3", "", " 1", "99999999999999999999"])
  func whatIsNoWholeNumberIsRefused(_ text: String) { #expect(Scalars.integer(text) == nil) }

  @Test(arguments: [".5", "5.", "1e3", "inf", "nan", "0x1p3", "01", "", "1-2"])
  func whatIsNoNumberIsRefused(_ text: String) { #expect(Scalars.number(text) == nil) }

  @Test func nearestWordTakesTheFewestSlips() {
    let words = ["timeout", "title", "retry", "register", "on"]
    #expect(Nearest.word(to: "tiemout", among: words) == "timeout")
    #expect(Nearest.word(to: "Title", among: words) == "title")
    #expect(Nearest.word(to: "retyr", among: words) == "retry")
    #expect(Nearest.word(to: "no", among: words) == "on")
    #expect(Nearest.word(to: "colour", among: words) == nil)
    #expect(Nearest.word(to: "x", among: words) == nil)
    #expect(Nearest.word(to: "", among: words) == nil)
  }

  @Test func cyclesAreFoundWithoutRecursion() {
    #expect(Cycles.find(in: [[1], [2], [0], [0]]) == [[0, 1, 2]])
    #expect(Cycles.find(in: [[0], []]) == [[0]])
    #expect(Cycles.find(in: [[1], [0, 2], [3], [2]]) == [[0, 1], [2, 3]])
    let chain = (0..<200_000).map { $0 == 0 ? [] : [$0 - 1] }
    #expect(Cycles.find(in: chain) == [])
    #expect(Cycles.find(in: [[199_999]] + chain.dropFirst()).map(\.count) == [200_000])
  }

  @Test(arguments: [
    ("x {{a}}", "ok"), ("--a={{a}}/b", "ok"), ("$(x {{a}})", "ok"), ("\"$(x {{a}})\"", "ok"), ("x '#' {{a}}", "ok"),
    ("x y#{{a}}", "ok"), ("cat <<E\nb\nE\n{{a}}", "ok"), ("cat <<'E' {{a}}\n$(\nE\n", "ok"),
    ("x $((1 + 2)) {{a}}", "ok"),
    ("case {{a}} in x) y;; esac; z {{a}}", "ok"), ("x \"a\\\"b\" {{a}}", "ok"), ("x <<<{{a}}", "ok"),
    ("x $((1<<2)) {{a}}", "ok"),
    ("( x; y ) {{a}}", "ok"), ("x \"${y:-\"z\"}\" {{a}}", "ok"), ("x \\' {{a}}", "ok"), ("{{a}}{{a}}", "ok"),
    ("'{{a}}'", "singleQuotes"), ("\"{{a}}\"", "doubleQuotes"), ("\"$(x \"{{a}}\")\"", "doubleQuotes"),
    ("`x {{a}}`", "backticks"), ("\"`x {{a}}`\"", "backticks"), ("${x:-{{a}}}", "parameter"),
    ("$(({{a}} + 1))", "arithmetic"),
    ("x # {{a}}", "comment"), ("cat <<E\n{{a}}\nE", "heredoc"), ("cat <<-E\n\t{{a}}\n\tE\nx", "heredoc"),
    ("$(cat <<E\n{{a}}\nE\n)", "heredoc"), ("\\{{a}}", "escape"), ("${{a}}", "escape"), ("$'x' {{a}}", "unclear"),
    ("$(case y in z) w;; esac) {{a}}", "unclear"), ("cat <<{{a}}\nx", "heredoc"),
  ])
  func templateIsJudgedByWhatTheShellWouldReadThere(_ text: String, _ expected: String) {
    #expect(Self.findings(text) == (expected == "ok" ? [] : [expected]))
  }

  @Test(arguments: [("x 'y", "'"), ("x \"y", "\""), ("x $(y", "$("), ("x `y", "`"), ("x ${y", "${"), ("x $((1", "$((")])
  func openQuoteIsFound(_ text: String, _ opening: String) {
    #expect(Self.findings(text).map { $0.hasPrefix("unclosed") } == [true])
  }

  private static func findings(_ text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      ShellLexer.findings(in: bytes, braces: Braces.find(in: bytes)).map { finding in
        switch finding {
        case .template(_, let surrounding): "\(surrounding)"
        case .malformed: "malformed"
        case .unclosed(let surrounding): "unclosed \(surrounding)"
        }
      }
    }
  }

  @Test func templateIsSplitAtItsNames() {
    let mark = Mark(file: "f", line: 1, column: 1)
    #expect(
      Template(reading: "a {{b}}{{ c.d }} {{.e}} {{f", at: mark).parts == [
        .text("a "), .name("b", mark), .name("c.d", mark), .text(" {{.e}} {{f"),
      ])
  }

  @Test(arguments: [
    ("a.sh", "playbooks/a.sh"), ("./x/../a.sh", "playbooks/a.sh"), ("../inventory/a", "inventory/a"), ("../../a", nil),
    ("/etc/passwd", nil),
  ])
  func scriptStaysInTheWorkspace(_ path: String, _ expected: String?) {
    #expect(ScriptFiles.resolve(path, from: "playbooks/p.yaml") == expected)
  }
}

@Suite("Order of steps")
struct StepOrderTests {
  /// 0 → 1 → 3, 0 → 2 → 3 → 4, and 5 by itself.
  private let order = StepOrder(
    needs: [[], [0], [0], [1, 2], [3], []], registers: ["a", "b", nil, "d", nil, "f"])

  @Test(arguments: [
    ("a", 4), ("a", 3), ("a", 1), ("b", 3), ("b", 4), ("d", 4),
  ]) func whatAStepWaitsForIsKnown(_ name: String, _ step: Int) {
    #expect(order.isRegistered(name, before: step))
  }

  @Test(arguments: [("b", 2), ("d", 3), ("f", 4), ("a", 0), ("a", 5), ("d", 1), ("g", 4)])
  func whatMayComeLaterIsNot(_ name: String, _ step: Int) {
    #expect(!order.isRegistered(name, before: step))
  }

  @Test func aLongChainIsNoLoad() {
    let count = 100_000
    let order = StepOrder(needs: (0..<count).map { $0 == 0 ? [] : [$0 - 1] }, registers: (0..<count).map { "v\($0)" })
    #expect((1..<count).allSatisfy { order.isRegistered("v\($0 - 1)", before: $0) })
    #expect(!order.isRegistered("v5", before: 5))
  }

  @Test func aCircleIsLeftToItsOwnFinding() {
    let order = StepOrder(needs: [[1], [0], [0]], registers: ["a", nil, nil])
    #expect(order.isRegistered("a", before: 2))
  }
}
