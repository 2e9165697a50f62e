import Foundation
import Glibc
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

  /// Everything that can happen at a call by which the disk is changed, at each of the calls that a run makes.
  @Test(arguments: [UInt64(1), 2, 3])
  func anyCallToTheDiskMayBeTheOneThatFails(_ seed: UInt64) {
    let moments = DiskTrouble.Moment.allCases
    let troubles =
      moments.map { DiskTrouble.death($0) } + moments.map { .powerCut($0) } + [.short]
      + [ENOSPC, EDQUOT, EIO, EROFS].map { .fails($0) }
    for trouble in troubles {
      var call = 0
      while true {
        call += 1
        let story = Story(seed: seed, troubles: .one(trouble, atCall: call))
        let ending = story.play()
        #expect(ending.violations.isEmpty, "seed \(seed), \(trouble) at call \(call): \(ending.violations)")
        guard ending.met != Story.Met() else { break }
      }
      #expect(call > 20)
    }
  }
}
