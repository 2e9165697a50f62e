public import Model

extension PlanBuilder {
  /// Something that a city might drill, in small: an injection, some systems that depend on each other, everything that a step
  /// can be, a last look.
  public static func roll(_ dice: inout SplitMix64) -> Plan {
    var builder = PlanBuilder(clock: dice.happens(50) ? .injected : .activated)
    if dice.happens(70) {
      builder.step("cut", phase: .inject, on: 0, .command("cut"), undo: "undo cut") { $0.retry = retry(&dice) }
    }
    for number in 0..<Int.random(in: 1...3, using: &dice) {
      let before = number > 0 && dice.happens(50) ? [Int.random(in: 0..<number, using: &dice)] : []
      let system = builder.system("s\(number)", dependsOn: before, rto: .seconds(600))
      for step in 0..<Int.random(in: 1...3, using: &dice) { builder.addStep("c\(step)", in: system, &dice) }
      builder.step("verify", in: system, on: nil, .verify(level: "service", checks: [.tcp], within: .seconds(30)))
    }
    if dice.happens(40) {
      builder.step("look", phase: .after, on: 0, .command("look"), undo: dice.happens(30) ? "undo look" : nil)
    }
    if dice.happens(10) { builder.plan.hosts[1].shell = .absent }
    return builder.plan
  }

  private mutating func addStep(_ name: String, in system: Int, _ dice: inout SplitMix64) {
    let host = Int.random(in: 0...1, using: &dice)
    switch Int.random(in: 0..<20, using: &dice) {
    case 0: step(name, in: system, on: nil, .wait(.seconds(1)))
    case 1: step(name, in: system, on: nil, .check(.tcp))
    case 2: step(name, in: system, on: host, .check(.command("look", on: host)))
    default:
      let undo = dice.happens(50) ? "undo \(name)" : nil
      let isChecked = dice.happens(20)
      step(name, in: system, on: host, .command(name), undo: undo) { step in
        step.retry = Self.retry(&dice)
        step.onFailure = [.stop, .stop, .ask, .continue][Int.random(in: 0..<4, using: &dice)]
        step.sensitive = dice.happens(10)
        if isChecked { step.postcondition = .command("look", on: host) }
      }
    }
  }

  private static func retry(_ dice: inout SplitMix64) -> Retry {
    Retry(attempts: Int.random(in: 1...3, using: &dice), every: .milliseconds(500))
  }
}
