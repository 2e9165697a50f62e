import Glibc
import Model
import Simulation

/// Exit code 0: nothing was found that must never be; 1: something was, and what repeats it stands there.
@main
struct Main {
  static let usage = """
    Stories FIRST COUNT [WORKERS]                the stories of that many seeds
    Stories SEED                                 tells one
    Stories shipped FOLDER EVERY [WORKERS]       the drills of a workspace, in which every so many calls fail
    Stories shipped FOLDER SCENARIO TROUBLE CALL tells one
    Stories tamper VALUES [WORKERS]              changes every byte of a record to that many other values
    """

  static func main() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    let numbers = words.compactMap { UInt64($0) }
    switch (words.first, words.count) {
    case ("shipped", 3...4):
      guard let step = Int(words[2]), step > 0 else { break }
      let mishaps = try Plan.drills(of: words[1]).flatMap { plan in
        let calls = Mishap.none(in: plan).calls
        let mishaps = Mishap.all(in: plan, calls, every: step)
        print("\(plan.scenario.id): \(calls.disk) calls to the disk, \(calls.hosts) to hosts, \(mishaps.count) plays")
        return mishaps
      }
      await play(mishaps.count, workers: words.count > 3 ? Int(words[3]) ?? 1 : 1) { place in
        (mishaps[place].name, mishaps[place].trouble.name, mishaps[place].play())
      }
    case ("shipped", 5):
      let plan = try Plan.drills(of: words[1]).first { $0.scenario.id == words[2] }
      guard let plan, let trouble = Trouble(words[3]), let call = Int(words[4]) else { break }
      tell(Mishap(plan, trouble, atCall: call).name) { Mishap(plan, trouble, atCall: call).play(tell: $0) }
    case ("tamper", _): return await tamper()
    case (_, 1) where numbers.count == 1: tell("seed \(numbers[0])") { Story(seed: numbers[0], tell: $0).play() }
    case (_, 2...3) where numbers.count == words.count:
      await play(Int(numbers[1]), workers: numbers.count > 2 ? Int(numbers[2]) : 1) { place in
        let seed = numbers[0] + UInt64(place)
        return ("seed \(seed)", "stories", Story(seed: seed).play())
      }
    default: break
    }
    print(usage)
    exit(64)
  }

  private static func tell(_ name: String, _ play: (@escaping @Sendable (String) -> Void) -> Story.Ending) -> Never {
    var sums = Sums()
    sums.add(
      name, of: "",
      play { line in
        print(line)
        fflush(nil)
      })
    exit(sums.violations > 0 ? 1 : 0)
  }

  /// Plays all of them, the work dealt to that many threads.
  private static func play(
    _ count: Int, workers: Int, _ play: @escaping @Sendable (Int) -> (name: String, kind: String, Story.Ending)
  ) async -> Never {
    let clock = ContinuousClock()
    let began = clock.now
    let sums = await withTaskGroup(of: Sums.self) { group in
      for worker in 0..<workers {
        group.addTask {
          var sums = Sums()
          for place in stride(from: worker, to: count, by: workers) {
            let (name, kind, ending) = play(place)
            sums.add(name, of: kind, ending)
          }
          return sums
        }
      }
      var all = Sums()
      for await sums in group { all.add(sums) }
      return all
    }
    let took = clock.now - began
    print("plays \(sums.stories), processes \(sums.lives), events \(sums.events), violations \(sums.violations)")
    let met = sums.met
    print("kills \(met.kills), power cuts \(met.powerCuts), failed calls: \(met.failures) disk, \(met.lines) hosts")
    for (kind, results) in sums.results.sorted(by: { $0.key < $1.key }) {
      print("\(kind):", results.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }
    print("\(took) for \(sums.lasted) of the worlds' time: \(Int(sums.lasted / took)) x real time")
    exit(sums.violations > 0 ? 1 : 0)
  }
}

struct Sums: Sendable {
  var stories = 0
  var lives = 0
  var events = 0
  var violations = 0
  var lasted = Duration.zero
  var met = Story.Met()
  /// How many runs of a kind ended how.
  var results: [String: [String: Int]] = [:]

  mutating func add(_ name: String, of kind: String, _ ending: Story.Ending) {
    stories += 1
    lives += ending.lives
    events += ending.events
    lasted += ending.lasted
    results[kind, default: [:]][ending.result?.rawValue ?? "open", default: 0] += 1
    add(ending.met)
    if !ending.violations.isEmpty {
      violations += 1
      print("\(name): \(ending.violations.joined(separator: "; "))")
      fflush(nil)
    }
  }

  mutating func add(_ other: Sums) {
    stories += other.stories
    lives += other.lives
    events += other.events
    violations += other.violations
    lasted += other.lasted
    results.merge(other.results) { $0.merging($1) { $0 + $1 } }
    add(other.met)
  }

  private mutating func add(_ met: Story.Met) {
    self.met.kills += met.kills
    self.met.powerCuts += met.powerCuts
    self.met.failures += met.failures
    self.met.lines += met.lines
  }
}
