import Glibc
import Simulation
import Synchronization

/// `Stories FIRST COUNT [WORKERS]` plays the stories of that many seeds, `Stories SEED` tells one, and `Stories tamper VALUES [WORKERS]`
/// changes every byte of a record to that many other values. Exit code 0: nothing was found that must never be; 1: something was, and
/// what repeats it stands there.
@main
struct Main {
  static func main() async {
    if CommandLine.arguments.dropFirst().first == "tamper" { return await tamper() }
    let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    if numbers.count == 1 {
      var sums = Sums()
      sums.add(
        Story(seed: numbers[0]) { line in
          print(line)
          fflush(nil)
        }.play())
      exit(sums.violations > 0 ? 1 : 0)
    }
    guard numbers.count >= 2 else { exit(64) }
    let (first, count, workers) = (numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 1)
    let clock = ContinuousClock()
    let began = clock.now
    let sums = await withTaskGroup(of: Sums.self) { group in
      for worker in 0..<workers {
        group.addTask {
          var sums = Sums()
          for seed in stride(from: first + worker, to: first + count, by: Int(workers)) {
            sums.add(Story(seed: seed).play())
          }
          return sums
        }
      }
      var all = Sums()
      for await sums in group { all.add(sums) }
      return all
    }
    let took = clock.now - began
    print("seeds \(sums.stories), processes \(sums.lives), events \(sums.events), violations \(sums.violations)")
    print("kills \(sums.met.kills), power cuts \(sums.met.powerCuts), failed calls to the disk \(sums.met.failures)")
    print("\(took) for \(sums.lasted) of the worlds' time: \(Int(sums.lasted / took)) x real time")
    if sums.violations > 0 { exit(1) }
  }

  struct Sums: Sendable {
    var stories = 0
    var lives = 0
    var events = 0
    var violations = 0
    var lasted = Duration.zero
    var met = Story.Met()

    mutating func add(_ ending: Story.Ending) {
      stories += 1
      lives += ending.lives
      events += ending.events
      lasted += ending.lasted
      add(ending.met)
      if !ending.violations.isEmpty {
        violations += 1
        print("seed \(ending.seed): \(ending.violations.joined(separator: "; "))")
      }
    }

    mutating func add(_ other: Sums) {
      stories += other.stories
      lives += other.lives
      events += other.events
      violations += other.violations
      lasted += other.lasted
      add(other.met)
    }

    private mutating func add(_ met: Story.Met) {
      self.met.kills += met.kills
      self.met.powerCuts += met.powerCuts
      self.met.failures += met.failures
    }
  }
}
