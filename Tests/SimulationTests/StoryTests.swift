import Foundation
import Model
import Simulation
import Testing

/// Runs through everything that can go wrong, each with a seed that repeats it: `tools/campaign stories` plays a million of them.
struct StoryTests {
  @Test(arguments: 0..<4) func noSeedFindsAnythingThatMustNeverBe(_ part: UInt64) {
    for seed in (part * 250)..<((part + 1) * 250) {
      let ending = Story(seed: seed).play()
      #expect(ending.violations.isEmpty, "seed \(seed): \(ending.violations)")
    }
  }

  @Test func theSameSeedTellsTheSameStory() {
    for seed in UInt64(5_000)..<5_100 {
      let (first, second) = (Story(seed: seed).play(), Story(seed: seed).play())
      #expect(first.head != nil && first.head == second.head && first.lasted == second.lasted, "seed \(seed)")
    }
  }

  /// Everything that can happen at a call to the disk or to a host, at each of the calls that a run makes.
  @Test(arguments: [UInt64(1), 2, 3], Trouble.all)
  func anyCallMayBeTheOneThatFails(_ seed: UInt64, _ trouble: Trouble) {
    var call = 0
    while true {
      call += 1
      let ending = Story(seed: seed, troubles: .one(trouble, atCall: call)).play()
      #expect(ending.violations.isEmpty, "seed \(seed), \(trouble.name) at call \(call): \(ending.violations)")
      guard ending.met != Story.Met() else { break }
    }
    #expect(call > 5)
  }
}

/// The drills that come with Sonae: `tools/campaign shipped` lets every call of theirs fail in every way, and here a few do.
struct ShippedTests {
  static let plans = Result {
    try Plan.drills(
      of: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path)
  }

  @Test func everyDrillIsMetWhenNothingGoesWrong() throws {
    let plans = try Self.plans.get()
    #expect(plans.count >= 4)
    for plan in plans {
      let ending = Mishap.none(in: plan)
      #expect(ending.violations.isEmpty && ending.result == .met && ending.lives == 1, "\(plan.scenario.id): \(ending)")
    }
  }

  @Test(arguments: 0..<4) func noCallThatFailsLeadsToAnythingThatMustNeverBe(_ scenario: Int) throws {
    let plan = try Self.plans.get()[scenario]
    for mishap in Mishap.all(in: plan, Mishap.none(in: plan).calls, every: 499) {
      let ending = mishap.play()
      #expect(ending.violations.isEmpty, "\(mishap.name): \(ending.violations)")
    }
  }
}
