import Catalogue
import Engine
import Model
import Simulation
import TestKit
import Testing

@testable import Terminal

/// Frames of random runs with random names in windows of every size.
@Suite struct WindowTests {
  private static let words = [
    "住民情報", "システム", "🚨", "👩\u{200D}🚒", "vhost", "か\u{3099}", "ｶﾞ", " ", "葛\u{E0100}城", "\u{1B}[2J", "\u{202E}",
    "…", "㈱", "🇯🇵", "한국", "\u{9}", "ＡＢ",
  ]

  private func name(_ numbers: inout SplitMix64) -> String {
    (0..<Int.random(in: 1...9, using: &numbers)).map { _ in Self.words.randomElement(using: &numbers) ?? "" }.joined()
  }

  private func randomTape(_ numbers: inout SplitMix64) -> Tape {
    var builder = PlanBuilder()
    builder.plan.scenario.title = LocalizedText(name(&numbers))
    for number in 0..<Int.random(in: 0...20, using: &numbers) {
      let system = builder.system(
        "s\(number)", name(&numbers), tier: number % 4, rto: number % 5 == 0 ? nil : .seconds(20))
      builder.step("one", name(&numbers), in: system, onFailure: .ask, attempts: 2)
      builder.step("two", name(&numbers), in: system, .manual(name(&numbers)))
      builder.step("proof", name(&numbers), in: system, .verify)
    }
    var tape = Tape(builder.plan)
    tape.at(1, .phaseBegan(.recover))
    for step in builder.plan.steps where Bool.random(using: &numbers) {
      tape.start(step.id, at: 2)
      tape.picture.takeOutput(Array(name(&numbers).utf8), of: step.id)
      guard Bool.random(using: &numbers) else { continue }
      tape.end(step.id, at: 9, Bool.random(using: &numbers) ? Outcome(.passed) : .failed(name(&numbers)))
    }
    return tape
  }

  @Test(arguments: [UInt64](1...60))
  func noLineIsWiderAndNoFrameHigherThanTheWindow(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    let tape = randomTape(&numbers)
    for _ in 0..<20 {
      let size = WindowSize(
        columns: Int.random(in: 20...200, using: &numbers), rows: Int.random(in: 1...60, using: &numbers))
      let language = Language.allCases.randomElement(using: &numbers) ?? .ja
      let lines = Frame(picture: tape.picture, now: .seconds(25), size: size, look: .test(language)).lines()
      #expect(lines.count <= size.rows, "seed \(seed), \(size)")
      for line in lines {
        #expect(line.columns <= size.columns, "seed \(seed), \(size): \(line.text)")
        #expect(line.columns == Columns.of(line.text))
        #expect(!line.text.unicodeScalars.contains { $0.properties.generalCategory == .control })
      }
    }
  }

  @Test(arguments: [UInt64](1...40))
  func questionsAndTablesFitToo(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    let width = Int.random(in: 20...200, using: &numbers)
    let card = QuestionCard(
      question: PeopleQuestion(
        step: "s.one", title: LocalizedText(name(&numbers)), kind: .failure(.failed(name(&numbers)))), waiting: 3,
      objection: .askNotAnAnswer(name(&numbers)))
    let table = Table(
      [.init(name(&numbers), fitting: .cut), .init("n", isNumber: true), .init(name(&numbers), fitting: .wrap)],
      rows: (0..<9).map { [Line(name(&numbers)), Line(String($0)), Line(name(&numbers) + name(&numbers))] })
    let lines =
      card.lines(width: width, .test()) + card.shortLines(width: width, .test()) + table.lines(width: width, .plain)
    for line in lines { #expect(line.columns <= width, "seed \(seed), \(width): \(line.text)") }
  }
}
