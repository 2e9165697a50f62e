import Engine
import Foundation
import Simulation
import Synchronization
import TestKit
import Testing

@testable import Model

/// Runs that die at any event of theirs, again and again, and are carried on: seeded plans on simulated hosts, and a
/// person who looks at the host before answering. `SONAE_RESUME_SEEDS` tries more.
struct ResumeTests {
  /// What really happened on the hosts, in order.
  private final class World: Sendable {
    /// Nil: these hosts can't tell anything, and a person has to look.
    let memory: SimulatedMemory?
    private let done = Mutex<[String]>([])
    init(remembers: Bool) { memory = remembers ? SimulatedMemory() : nil }
    var log: [String] { done.withLock { $0 } }
    func note(_ command: String) { done.withLock { $0.append(command) } }
    func count(_ command: String) -> Int { log.count { $0 == command } }
  }

  private static let seeds = Int(ProcessInfo.processInfo.environment["SONAE_RESUME_SEEDS"] ?? "") ?? 40

  private func plan(_ random: inout SplitMix64) -> Plan {
    var builder = PlanBuilder()
    builder.step("cut", phase: .inject, on: 0, .command("cut"), undo: "undo cut")
    for number in 0..<Int.random(in: 1...3, using: &random) {
      let before = number > 0 && Bool.random(using: &random) ? [Int.random(in: 0..<number, using: &random)] : []
      let system = builder.system("s\(number)", dependsOn: before, rto: .seconds(100_000))
      for step in 0..<Int.random(in: 1...3, using: &random) {
        let name = "s\(number)-\(step)"
        let undo = Bool.random(using: &random) ? "undo \(name)" : nil
        if Int.random(in: 0..<4, using: &random) == 0 {
          builder.step("w\(step)", in: system, on: nil, .wait(.seconds(1)))
        }
        builder.step("c\(step)", in: system, on: Int.random(in: 0...1, using: &random), .command(name), undo: undo)
      }
      builder.step("verify", in: system, on: nil, .verify)
    }
    return builder.plan
  }

  /// One life: from the beginning or the history, to the end or to the event after which nothing gets on disk.
  private func live(
    _ plan: Plan, _ history: [Event], _ world: World, diesAfter: Int?, undoesOnly: Bool = false
  ) async throws -> [Event] {
    let clock = SimulatedClock()
    history.last.map { clock.advance(by: $0.elapsed + .seconds(60)) }
    let journal = SimulatedJournal(failsAfter: diesAfter)
    let people = SimulatedPeople { question in
      guard case .doubt(let isUndo) = question.kind, world.memory == nil,
        let step = plan.steps.first(where: { $0.id == question.step }), case .run(let text, _, _) = step.action
      else { return .failed(note: nil, by: "tester", via: "simulation") }
      let command = (isUndo ? "undo " : "") + text.display
      return world.count(command) > 0
        ? .done(note: "seen", by: "tester", via: "simulation") : .retry(by: "tester", via: "simulation")
    }
    let shell = SimulatedShell(memory: world.memory) { _, command, _ in
      world.note(command)
      return .init()
    }
    let header = RunHeader(
      run: "run", scenario: "test", mode: .drill, clock: .injected, plan: .zero, operatorName: "tester", tool: "test",
      machine: "here", process: 1, boot: nil)
    let takeover = Takeover(
      by: "tester", tool: "test", machine: "here", process: 2, boot: nil, unattended: .seconds(60))
    let runner = Runner(
      plan: plan, header: header,
      resumption: history.isEmpty
        ? nil : .init(try Run(plan: plan, events: history), takeover: takeover, undoesOnly: undoesOnly),
      parts: .init(shell: shell, prober: SimulatedProber(), people: people, journal: journal, clock: clock),
      observer: NoObserver())
    do { _ = try await runner.run() } catch { if diesAfter == nil { Issue.record("\(error.reason)") } }
    return history + journal.events.prefix(diesAfter ?? .max)
  }

  @Test(arguments: 0..<seeds) func noStepIsLostOrDoneTwiceAndNoUndoIsForgotten(_ seed: Int) async throws {
    var random = SplitMix64(seed: UInt64(seed))
    var plan = plan(&random)
    // Where there is no POSIX shell nobody can even see whether a command still runs: the same person has to look.
    if seed % 4 == 1 { for host in plan.hosts.indices { plan.hosts[host].shell = .absent } }
    let whole = try await live(plan, [], World(remembers: true), diesAfter: nil)
    for place in 1..<whole.count {
      let world = World(remembers: seed % 2 == 0)
      var events = try await live(plan, [], world, diesAfter: place)
      let undoesOnly = Int.random(in: 0..<3, using: &random) == 0
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let more = Int.random(in: 1...6, using: &random)
        events = try await live(plan, events, world, diesAfter: more, undoesOnly: undoesOnly)
        if try Run(plan: plan, events: events).closed != nil { break }
      }
      if try Run(plan: plan, events: events).closed == nil {
        events = try await live(plan, events, world, diesAfter: nil, undoesOnly: undoesOnly)
      }
      try check(plan, events, world, "seed \(seed), event \(place)")
    }
  }

  private func check(_ plan: Plan, _ events: [Event], _ world: World, _ place: String) throws {
    let run = try Run(plan: plan, events: events)
    #expect(run.closed != nil && run.owed.isEmpty, "\(place): \(run.closed.debugDescription)")
    var undone: [Int] = []
    for (index, step) in plan.steps.enumerated() {
      guard case .run(let text, _, _) = step.action else { continue }
      let times = world.count(text.display)
      // A person who looks at the host says "retry" only when nothing happened there.
      #expect(times <= 1, "\(place): \(step.id) was done \(times) times")
      #expect((run.steps[index].result?.isDone == true) == (times == 1) || run.stop != nil, "\(place): \(step.id)")
      let undoes = world.count("undo \(text.display)")
      #expect(undoes == (step.undo != nil && !run.steps[index].attempts.isEmpty && times == 1 ? 1 : undoes))
      #expect(undoes <= 1, "\(place): \(step.id) was undone \(undoes) times")
      if undoes == 1, let at = world.log.firstIndex(of: text.display) { undone.append(at) }
    }
    let order = world.log.filter { $0.hasPrefix("undo ") }.compactMap { command in
      world.log.firstIndex(of: String(command.dropFirst(5)))
    }
    #expect(order.count == Set(order).count)
    let reasons = RunSummary(run).systems.flatMap(\.reasons).map(\.code)
    if run.stop == nil { #expect(run.closed?.result == .met, "\(place): \(reasons)") }
  }
}
