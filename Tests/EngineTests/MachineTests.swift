import Catalogue
import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

/// Steps with machines on simulated hosts whose `virsh` is a closure.
@Suite struct MachineTests {
  /// A libvirt host with one machine, `db`.
  final class Virsh: Sendable {
    /// libvirt's number.
    let state: Mutex<Int>
    /// How many looks a shutdown takes; nil: for ever.
    let heeds: Int?
    private let asked = Mutex<Int?>(nil)
    private let orders = Mutex<[String]>([])

    init(_ state: Int, heeds: Int? = 0) {
      self.state = Mutex(state)
      self.heeds = heeds
    }

    var given: [String] { orders.withLock { $0 } }

    func answer(_ command: String) -> SimulatedShell.Reply {
      let words = ["start", "shutdown", "destroy", "suspend", "resume"].filter {
        command.contains("system' \($0) ") || command.contains("system \($0) ")
      }
      guard let word = words.first else { return .init(stdout: look()) }
      orders.withLock { $0.append(word) }
      let before = state.withLock { $0 }
      switch (word, before) {
      case ("start", 5), ("resume", 3): set(1)
      case ("destroy", 1), ("destroy", 3): set(5)
      // qemuDomainSuspend says nothing of a machine that is paused.
      case ("suspend", 1), ("suspend", 3): set(3)
      case ("shutdown", 1): asked.withLock { $0 = heeds }
      default:
        return .init(
          .exited(1), stdout: "#sonae look\n" + look(), stderr: "error: Requested operation is not valid\n")
      }
      return .init(stdout: "Domain 'db' did it\n")
    }

    private func set(_ new: Int) { state.withLock { $0 = new } }

    private func look() -> String {
      asked.withLock { left in
        guard let now = left else { return }
        left = now > 0 ? now - 1 : nil
        if now == 0 { set(5) }
      }
      let number = state.withLock { $0 }
      return """
        00000000-0000-4000-8000-000000000001 db

        #sonae next
        Domain: 'db'
          state.state=\(number)
          state.reason=1

        #sonae end

        """
    }
  }

  private func action(_ operation: MachineOperation, hardAfter: Duration? = nil) -> PlannedStep.Action {
    .machine(
      PlannedMachine(
        operation: operation, id: "db", name: "db", platform: PlannedPlatform(.libvirt), hardAfter: hardAfter))
  }

  private func plan(
    _ operation: MachineOperation, hardAfter: Duration? = nil, change: (inout PlannedStep) -> Void = { _ in }
  ) -> Plan {
    var builder = PlanBuilder()
    builder.step("it", phase: .inject, action(operation, hardAfter: hardAfter), undo: "unused") { step in
      let undo = PlannedMachine(
        operation: operation.inverse ?? operation, id: "db", name: "db", platform: PlannedPlatform(.libvirt),
        hardAfter: nil)
      step.undo?.action = .machine(undo)
      change(&step)
    }
    let system = builder.system("s")
    builder.step("verify", in: system, .verify)
    return builder.plan
  }

  private func run(_ plan: Plan, _ answer: @escaping SimulatedShell.Answer) async throws -> Run {
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell(answer: answer)
    return try await rehearsal.run(plan)
  }

  private func run(_ plan: Plan, _ virsh: Virsh) async throws -> Run {
    try await run(plan) { _, command, _ in virsh.answer(command) }
  }

  private func reason(_ run: Run) -> String? { run.steps[0].reason?.code }

  @Test(arguments: [
    (MachineOperation.start, 5), (.shutdown, 1), (.destroy, 1), (.suspend, 1), (.resume, 3),
  ])
  func itIsDoneAndPutBack(_ operation: MachineOperation, _ state: Int) async throws {
    let virsh = Virsh(state)
    let run = try await run(plan(operation), virsh)
    #expect(run.steps[0].result == .passed && run.steps[0].undo == .paid && run.closed?.result == .met)
    #expect(virsh.given == [operation.rawValue, operation.inverse?.rawValue])
    #expect(virsh.state.withLock { $0 } == state)
  }

  @Test(arguments: [
    (MachineOperation.start, 1), (.shutdown, 5), (.destroy, 5), (.suspend, 3), (.resume, 1),
  ])
  func alreadySoOwesNothing(_ operation: MachineOperation, _ state: Int) async throws {
    let virsh = Virsh(state)
    let run = try await run(plan(operation), virsh)
    #expect(run.steps[0].result == .passed && reason(run) == Reason.alreadySoCode)
    #expect(run.steps[0].undo == .released && virsh.state.withLock { $0 } == state)
    // Nothing was brought down by it.
    #expect(RunSummary(run).systems[0].result == .notMeasured)
  }

  @Test func aStartIsOneOrderAndOneLook() async throws {
    var rehearsal = Rehearsal()
    let virsh = Virsh(5)
    rehearsal.shell = SimulatedShell { _, command, _ in virsh.answer(command) }
    var plan = plan(.start)
    plan.steps[0].undo = nil
    _ = try await rehearsal.run(plan)
    #expect(rehearsal.shell.commands.count == 2)
  }

  /// Not every version of every tool ends with another code when it failed.
  @Test(arguments: [(MachineOperation.start, 5), (.destroy, 1), (.suspend, 1), (.resume, 3)])
  func anOrderThatChangedNothingIsNoPass(_ operation: MachineOperation, _ state: Int) async throws {
    let run = try await run(plan(operation)) { _, command, _ in
      command.contains("list --all") && !command.contains("#sonae look") ? Virsh(state).answer(command) : .init()
    }
    #expect(run.steps[0].result == .timedOut && reason(run) == "machine-not-there")
    // Nobody waits for it longer than a machine takes to settle.
    #expect((run.steps[0].attempts[0].outcome?.duration ?? .zero) < .seconds(15))
  }

  @Test func aMachineThatIsGoneAfterTheOrderIsUnknown() async throws {
    let run = try await run(plan(.start)) { _, command, _ in
      command.contains("#sonae look") ? .init() : .init(stdout: "\n#sonae next\n\n#sonae end\n")
    }
    #expect(run.steps[0].result == .unknown && reason(run) == "machine-not-seen")
    #expect(run.steps[0].undo != .released)
  }

  @Test(arguments: [MachineOperation.shutdown, .destroy]) func aPausedMachineIsNotStopped(_ operation: MachineOperation)
    async throws
  {
    let virsh = Virsh(3)
    let run = try await run(plan(operation), virsh)
    #expect(run.steps[0].result == .failed && reason(run) == "machine-would-not-come-back")
    #expect(virsh.given == [] && run.steps[0].undo == .released)
    // In a recovery nobody wants it back as it was.
    var recovery = plan(.destroy)
    recovery.mode = .recovery
    let real = Virsh(3)
    _ = try await self.run(recovery, real)
    #expect(real.given == ["destroy"])
  }

  @Test func whatIsNotUnderstoodIsNoPass() async throws {
    for reply in [
      SimulatedShell.Reply(.exited(1), stdout: "#sonae look\nwhat?\n", stderr: "error: 何か"),
      .init(.exited(1), stdout: "what?"), .init(.exited(143)), .init(.lost(Reason(code: "gone", text: .init("gone")))),
    ] {
      let run = try await run(plan(.start)) { _, command, _ in command.contains(" start ") ? reply : .init() }
      #expect(run.steps[0].result == .unknown, "\(reply)")
      #expect(run.steps[0].undo != .released)
    }
  }

  @Test func aListThatIsNotUnderstoodStopsNothing() async throws {
    let run = try await run(plan(.destroy)) { _, _, _ in .init(stdout: "not a list\n") }
    #expect(run.steps[0].result == .failed && run.steps[0].undo == .released)
  }

  @Test func aShutdownWaitsUntilTheMachineIsOff() async throws {
    let virsh = Virsh(1, heeds: 5)
    let run = try await run(plan(.shutdown), virsh)
    #expect(run.steps[0].result == .passed && virsh.given == ["shutdown", "start"])
    #expect((run.steps[0].attempts[0].outcome?.duration ?? .zero) >= .seconds(2))
  }

  @Test func aShutdownThatIsNotHeededFails() async throws {
    let virsh = Virsh(1, heeds: nil)
    let run = try await run(plan(.shutdown), virsh)
    #expect(run.steps[0].result == .timedOut && reason(run) == "machine-still")
    // Its undo finds it running: that is as it was.
    #expect(virsh.given == ["shutdown", "start"] && run.steps[0].undo == .paid)
  }

  /// The guest heeds when the undo has found it running.
  @Test(arguments: [62, 100]) func aGuestThatHeedsLateIsStartedAgain(_ looks: Int) async throws {
    let virsh = Virsh(1, heeds: looks)
    let run = try await run(plan(.shutdown) { $0.timeout = .seconds(30) }, virsh)
    #expect(run.steps[0].result == .timedOut && virsh.given == ["shutdown", "start", "start"])
    #expect(run.steps[0].undo == .paid && virsh.state.withLock { $0 } == 1)
    #expect(run.steps[0].undoAttempts.map { $0.outcome?.reason?.code } == ["machine-heeded-late", nil])
  }

  /// Its start took too long, and comes to its end when its undo has found it off.
  @Test func aMachineThatComesUpLateIsShutDown() async throws {
    let virsh = Virsh(5)
    let looks = Mutex(0)
    let run = try await run(plan(.start) { $0.timeout = .seconds(30) }) { _, command, _ in
      if command.contains(" start ") { return .init(.timedOut(treeEnded: true)) }
      let count = looks.withLock { looks in
        looks += 1
        return looks
      }
      if count == 20 { virsh.state.withLock { $0 = 1 } }
      return virsh.answer(command)
    }
    #expect(run.steps[0].result == .timedOut && virsh.given == ["shutdown", "shutdown"])
    #expect(run.steps[0].undo == .paid && virsh.state.withLock { $0 } == 5)
    #expect(run.steps[0].undoAttempts.map { $0.outcome?.reason?.code } == ["machine-started-late", nil])
  }

  @Test func aShutdownThatNobodySeesEndIsUnknown() async throws {
    let run = try await run(plan(.shutdown)) { _, command, count in
      let virsh = Virsh(1)
      return command.contains(" shutdown ") || count == 1 ? virsh.answer(command) : .init(.exited(1), stderr: "no")
    }
    #expect(run.steps[0].result == .unknown && reason(run) == "machine-not-seen")
  }

  @Test func hardAfterCutsThePower() async throws {
    let virsh = Virsh(1, heeds: nil)
    let run = try await run(plan(.shutdown, hardAfter: .seconds(3)), virsh)
    #expect(run.steps[0].result == .passed && reason(run) == "power-cut")
    #expect(virsh.given == ["shutdown", "destroy", "start"])
    #expect((run.steps[0].attempts[0].outcome?.duration ?? .zero) >= .seconds(3))
  }

  /// Some platforms end the order only when the guest is off, and what sudo runs for an account that account can't end.
  @Test(arguments: [true, false]) func hardAfterCutsThePowerAlsoWhereTheOrderItselfWaits(_ endsWithUs: Bool)
    async throws
  {
    let virsh = Virsh(1, heeds: nil)
    let run = try await run(plan(.shutdown, hardAfter: .seconds(3))) { _, command, _ in
      var reply = virsh.answer(command)
      if command.contains(" shutdown ") { reply.end = .timedOut(treeEnded: endsWithUs) }
      return reply
    }
    #expect(run.steps[0].result == .passed && reason(run) == "power-cut")
    #expect(virsh.given == ["shutdown", "destroy", "start"])
  }

  @Test func anOrderThatTookTooLongIsNoPass() async throws {
    let run = try await run(plan(.shutdown)) { _, command, _ in
      command.contains(" shutdown ") ? .init(.timedOut(treeEnded: true)) : Virsh(1).answer(command)
    }
    #expect(run.steps[0].result == .timedOut)
  }

  @Test func hardAfterComesToNothingWhereTheGuestHeeds() async throws {
    let virsh = Virsh(1, heeds: 2)
    let run = try await run(plan(.shutdown, hardAfter: .seconds(5)), virsh)
    #expect(run.steps[0].result == .passed && virsh.given == ["shutdown", "start"])
  }

  /// What strtol(3) reads would be taken for an id, and two machines may have one name: then the host is asked which is meant.
  @Test(arguments: ["3", "+3", " 3", "-0"]) func aNameThatIsNoneIsLookedUp(_ name: String) async throws {
    let list = """
      00000000-0000-4000-8000-000000000001 \(name)
      00000000-0000-4000-8000-000000000002 \(name)

      #sonae next
      Domain: '\(name)'
        state.state=5

      #sonae end

      """
    var plan = plan(.start)
    plan.steps[0].action = .machine(
      PlannedMachine(operation: .start, id: "db", name: name, platform: PlannedPlatform(.libvirt), hardAfter: nil))
    let run = try await run(plan) { _, command, _ in .init(stdout: list) }
    #expect(run.steps[0].result == .failed && reason(run) == "machine-ambiguous")
    #expect(run.steps[0].undo == .released)
  }

  /// Whoever reads it is told what to do, in both languages.
  @Test(arguments: [
    ("error: error: Cannot allocate memory", "free memory", "空きメモリ"),
    ("error: authentication failed", "sudo: true", "sudo: true"),
    ("error: failed to connect to the hypervisor", "service runs", "サービス"),
    ("error: cannot acquire state change lock", "try again", "もう一度"),
  ])
  func aRefusalSaysWhatToDo(_ said: String, _ en: String, _ ja: String) async throws {
    let run = try await run(plan(.start)) { _, command, _ in
      command.contains("#sonae look") ? .init(.exited(1), stderr: said) : Virsh(5).answer(command)
    }
    let text = run.steps[0].reason?.text
    #expect(reason(run) == "machine-refused" && run.steps[0].undo == .released)
    #expect(text?.text(.en).contains(en) == true && text?.text(.ja).contains(ja) == true, "\(String(describing: text))")
  }

  @Test(arguments: [(MachineState.running, true), (.off, false), (.paused, false)])
  func aCheckAsksForTheState(_ state: MachineState, _ holds: Bool) async throws {
    var builder = PlanBuilder()
    var check = PlannedCheck.command("unused", on: 0)
    check.probe = .machine(MachineQuestion(id: "db", name: "db", platform: PlannedPlatform(.libvirt), state: state))
    let system = builder.system("s")
    builder.step("ask", in: system, .check(check))
    builder.step("verify", in: system, .verify)
    let run = try await run(builder.plan, Virsh(1))
    let outcome = run.steps[0].attempts.last?.outcome?.checks.first
    #expect(outcome?.holds == holds && outcome?.seen == "running")
    #expect(outcome?.reason?.code == (holds ? nil : "machine-state"))
  }

  // MARK: Other lives

  /// Dies after each of the record's events in turn, and is carried on: every order is given once.
  @Test(arguments: [MachineOperation.destroy, .shutdown], [nil, Duration.seconds(2)])
  func aRunThatDiesAnywhereGivesEachOrderOnce(_ operation: MachineOperation, _ hardAfter: Duration?) async throws {
    let hardAfter = operation == .shutdown ? hardAfter : nil
    let plan = plan(operation, hardAfter: hardAfter)
    for place in 1..<20 {
      let virsh = Virsh(1, heeds: hardAfter == nil ? 3 : nil)
      let memory = SimulatedMemory()
      let first = try await live(plan, [], virsh, memory, diesAfter: place)
      if try Run(plan: plan, events: first).closed != nil { return }
      let run = try Run(plan: plan, events: try await live(plan, first, virsh, memory, diesAfter: nil))
      #expect(run.closed != nil && run.owed.isEmpty, "\(place)")
      let orders = [operation.rawValue] + (hardAfter == nil ? [] : ["destroy"]) + ["start"]
      #expect(virsh.given == orders, "\(place)")
      #expect(run.steps[0].result == .passed && virsh.state.withLock { $0 } == 1, "\(place)")
    }
    Issue.record("never closed")
  }

  /// A second process cuts the power, and dies before its record says so.
  @Test func aPowerCutIsFoundAgainWhicheverProcessMadeIt() async throws {
    let plan = plan(.shutdown, hardAfter: .seconds(2))
    let virsh = Virsh(1, heeds: nil)
    let memory = SimulatedMemory()
    // The host has the order of the first process, which never came to cutting the power.
    _ = try await live(self.plan(.shutdown), [], virsh, memory, diesAfter: 3)
    let second = try await live(plan, cutOff(plan), virsh, memory, diesAfter: 1)
    #expect(virsh.given == ["shutdown", "destroy"])
    let run = try Run(plan: plan, events: try await live(plan, second, virsh, memory, diesAfter: nil))
    #expect(virsh.given == ["shutdown", "destroy", "start"])
    #expect(run.steps[0].result == .passed && reason(run) == "power-cut" && run.owed.isEmpty)
  }

  /// The host has forgotten the order: then its platform tells, else a person.
  @Test(arguments: [(MachineOperation.start, 1, true), (.start, 5, false), (.shutdown, 5, true), (.shutdown, 1, false)])
  func whatAHostHasForgottenItsPlatformTells(_ operation: MachineOperation, _ state: Int, _ isDone: Bool) async throws {
    let plan = plan(operation)
    let virsh = Virsh(state)
    let run = try Run(plan: plan, events: try await live(plan, cutOff(plan), virsh, nil, diesAfter: nil))
    let result = run.steps[0].attempts[0].outcome?.result
    #expect(run.steps[0].attempts.count == 1 && result == (isDone ? .passed : .byHand))
    #expect(run.steps[0].attempts[0].outcome?.reason?.code == (isDone ? "found-done" : nil))
    // Not given again: only put back.
    #expect(virsh.given == [operation.inverse?.rawValue] && run.owed.isEmpty)
  }

  /// Where nothing of ours is on the host an order has all its time, unless the machine is seen to be as it should be.
  @Test(arguments: [(1, "found-done"), (5, nil)])
  func whatIsSeenToBeDoneIsNotWaitedFor(_ state: Int, _ reason: String?) async throws {
    var plan = plan(.start) { $0.timeout = .seconds(300) }
    for index in plan.hosts.indices { plan.hosts[index].shell = .absent }
    let run = try Run(plan: plan, events: try await live(plan, cutOff(plan), Virsh(state), nil, diesAfter: nil))
    let attempt = try #require(run.steps[0].attempts.first)
    #expect(attempt.outcome?.reason?.code == reason && run.owed.isEmpty)
    #expect((attempt.ended ?? .zero < .seconds(300)) == (reason != nil))
  }

  /// The record of a process that died amid its first step.
  private func cutOff(_ plan: Plan) -> [Event] {
    let bodies: [Event.Body] = [
      .opened(.test(plan)), .phaseBegan(.inject), .stepStarted(step: plan.steps[0].id, attempt: 1, owesUndo: true),
    ]
    return bodies.enumerated().map { index, body in
      Event(sequence: index + 1, at: WallTime(milliseconds: 0), elapsed: .milliseconds(index), body: body)
    }
  }

  private func live(
    _ plan: Plan, _ history: [Event], _ virsh: Virsh, _ memory: SimulatedMemory?, diesAfter: Int?
  ) async throws -> [Event] {
    let clock = SimulatedClock()
    history.last.map { clock.advance(by: $0.elapsed + .seconds(1)) }
    let journal = SimulatedJournal(failsAfter: diesAfter)
    let takeover = Takeover(by: "t", tool: "t", machine: "here", process: 2, boot: nil, unattended: .seconds(1))
    let runner = Runner(
      plan: plan, header: .test(plan),
      resumption: history.isEmpty
        ? nil : .init(try Run(plan: plan, events: history), takeover: takeover, undoesOnly: false),
      parts: .init(
        shell: SimulatedShell(memory: memory) { _, command, _ in virsh.answer(command) }, prober: SimulatedProber(),
        people: SimulatedPeople(), journal: journal, clock: clock),
      observer: NoObserver())
    do { _ = try await runner.run() } catch { if diesAfter == nil { Issue.record("\(error.reason)") } }
    return history + journal.events.prefix(diesAfter ?? .max)
  }
}
