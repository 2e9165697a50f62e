import Engine
import Simulation
import Testing

@testable import Model

@Suite struct RunnerTests {
  @Test func stepsFollowEachOtherAndSystemsFollowTheirDependencies() async throws {
    var builder = PlanBuilder()
    let directory = builder.system("directory")
    let files = builder.system("files", dependsOn: [directory])
    builder.step("start", in: directory, .command("start directory"))
    builder.step("verify", in: directory, .verify)
    builder.step("mount", in: files, .command("mount"))
    builder.step("export", in: files, .command("export"))
    builder.step("verify", in: files, .verify)
    let rehearsal = Rehearsal()
    let run = try await rehearsal.run(builder.plan)
    #expect(rehearsal.shell.commands == ["a: start directory", "a: mount", "a: export"])
    #expect(run.closed?.result == .met)
  }

  @Test func aFailedSystemBlocksItsDependentsAndThoseAreNotPassed() async throws {
    var builder = PlanBuilder()
    let directory = builder.system("directory")
    let files = builder.system("files", dependsOn: [directory])
    let cms = builder.system("cms")
    builder.step("start", in: directory, .command("fail"))
    builder.step("verify", in: directory, .verify)
    builder.step("mount", in: files, .command("mount"))
    builder.step("verify", in: files, .verify)
    builder.step("start", in: cms, .command("start cms"))
    builder.step("verify", in: cms, .verify)
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(.exited(command == "fail" ? 1 : 0)) }
    let run = try await rehearsal.run(builder.plan)
    #expect(
      run.results == [
        "directory.start failed", "directory.verify not_run", "files.mount not_run", "files.verify not_run",
        "cms.start passed", "cms.verify passed",
      ])
    #expect(RunSummary(run).systems.map(\.result) == [.failed, .failed, .met])
    #expect(run.closed?.result == .failed)
  }

  @Test func dependentsStartAtTheRequiredLevelWithoutWaitingForWhatFollows() async throws {
    var builder = PlanBuilder()
    let directory = builder.system("directory")
    let files = builder.system("files", dependsOn: [directory])
    builder.step("verify", in: directory, .verify)
    builder.step("late", in: directory, .command("late fails"))
    builder.step("mount", in: files, .command("mount"))
    builder.step("verify", in: files, .verify)
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(.exited(command == "late fails" ? 1 : 0)) }
    let run = try await rehearsal.run(builder.plan)
    #expect(run.results.contains("files.verify passed"))
    #expect(run.closed?.result == .failed)
  }

  @Test func undoIsPaidInReverseOrderAndOnlyForWhatStarted() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("cut", phase: .inject, .command("cut"), undo: "restore")
    builder.step("one", in: system, .command("one"), undo: "undo one")
    builder.step("two", in: system, .command("unreachable"), undo: "undo two", change: { $0.onFailure = .continue })
    builder.step("three", in: system, .command("three"), undo: "undo three")
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in
      .init(command == "unreachable" ? .notStarted(Reason(code: "refused", text: LocalizedText("no"))) : .exited(0))
    }
    let run = try await rehearsal.run(builder.plan)
    #expect(
      rehearsal.shell.commands == [
        "a: cut", "a: one", "a: unreachable", "a: three", "a: undo three", "a: undo one", "a: restore",
      ])
    #expect(run.owed.isEmpty)
    #expect(run.closed != nil)
  }

  @Test func aRunIsNotClosedWhileAnUndoIsOwed() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"), undo: "undo one")
    builder.step("two", in: system, .command("two"), undo: "undo two")
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(.exited(command == "undo two" ? 1 : 0)) }
    let run = try await rehearsal.run(builder.plan)
    // Two tries, and the other debt is paid all the same.
    #expect(rehearsal.shell.commands.suffix(3) == ["a: undo two", "a: undo two", "a: undo one"])
    #expect(run.closed == nil)
    #expect(run.halted?.code == "undo-owed")
    #expect(run.owed == [1])
    #expect(RunSummary(run).result == .unfinished)
  }

  @Test func retriesStopAtTheFirstSuccessAndEveryAttemptIsKept() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("start", in: system, .command("start"), change: { $0.retry = Retry(attempts: 5, every: .seconds(7)) })
    builder.step("verify", in: system, .verify)
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, _, count in .init(.exited(count < 3 ? 1 : 0)) }
    let run = try await rehearsal.run(builder.plan)
    #expect(run.steps[0].attempts.map { $0.outcome?.result } == [.failed, .failed, .passed])
    #expect(RunSummary(run).systems[0].levels[0].measured == .seconds(14))
  }

  @Test func whatMayHaveRunIsUnknownAndNeverRunAgain() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("start", in: system, .command("start"), change: { $0.retry = Retry(attempts: 5) })
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, _, _ in .init(.lost(Reason(code: "lost", text: LocalizedText("gone")))) }
    let run = try await rehearsal.run(builder.plan)
    #expect(rehearsal.shell.commands.count == 1)
    #expect(run.results == ["s.start unknown"])
    #expect(run.closed?.result == .failed)
  }

  @Test func aTimeoutWhoseTreeMayLiveIsUnknown() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("clean"))
    builder.step("two", in: system, .command("dirty"), needs: [])
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(.timedOut(treeEnded: command == "clean")) }
    #expect(try await rehearsal.run(builder.plan).results == ["s.one timed_out", "s.two unknown"])
  }

  @Test func aSkippedMandatoryStepMakesTheSystemNotMeasured() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "counter", in: system, .manual(ManualTask(instruction: LocalizedText("do"), items: [], role: nil, expected: nil)))
    builder.step("verify", in: system, .verify)
    var rehearsal = Rehearsal()
    rehearsal.people = SimulatedPeople { _ in .skip(reason: "no time", by: "tester", via: "test") }
    let run = try await rehearsal.run(builder.plan)
    #expect(run.results == ["s.counter skipped", "s.verify passed"])
    #expect(RunSummary(run).systems[0].result == .notMeasured)
    #expect(run.closed?.result == .missed)
  }

  @Test func aStepRunsOnlyWhenItsConditionHolds() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "look", in: system, .command("look"), change: { $0.register = PlannedRegister(key: "s.state", matches: nil) })
    builder.step(
      "start", in: system, .command("start"), change: { $0.when = [PlannedCondition(key: "s.state", isOneOf: ["off"])] }
    )
    builder.step("verify", in: system, .verify)
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(stdout: command == "look" ? "on\n" : "") }
    let run = try await rehearsal.run(builder.plan)
    #expect(rehearsal.shell.commands == ["a: look"])
    #expect(run.results == ["s.look passed", "s.start skipped", "s.verify passed"])
    #expect(run.closed?.result == .met)
  }

  @Test func aPostconditionThatDoesNotHoldFailsTheStep() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("start", in: system, .command("start"), change: { $0.postcondition = .tcp })
    var rehearsal = Rehearsal()
    rehearsal.prober = SimulatedProber { _ in ProbeAnswer(holds: false, seen: "refused") }
    let run = try await rehearsal.run(builder.plan)
    #expect(run.results == ["s.start failed"])
    #expect(run.steps[0].attempts[0].outcome?.exit == 0)
  }

  @Test func registeredValuesComeInAsOneWord() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "look", in: system, .command("look"), change: { $0.register = PlannedRegister(key: "s.name", matches: nil) })
    builder.step(
      "use", in: system,
      .run(PlannedText(parts: [.text("echo "), .registered("s.name")], isShell: true), stdin: nil, Expectation()))
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(stdout: command == "look" ? "a'; rm -rf $HOME; '" : "") }
    _ = try await rehearsal.run(builder.plan)
    #expect(rehearsal.shell.commands.last == #"a: echo 'a'\''; rm -rf $HOME; '\'''"#)
  }

  @Test func limitsHoldPerHostAndInAll() async throws {
    var builder = PlanBuilder(hosts: ["a", "b", "c"])
    builder.plan.limits.hosts = 5
    builder.plan.limits.perHost = 2
    let system = builder.system("s")
    for index in 0..<60 { builder.step("step\(index)", in: system, on: index % 3, .command("\(index)"), needs: []) }
    let shell = CountingShell()
    let runner = Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: SimulatedPeople(), journal: SimulatedJournal(),
        clock: SimulatedClock()),
      observer: NoObserver())
    let run = try await runner.run()
    #expect(run.results.allSatisfy { $0.hasSuffix("passed") })
    let most = shell.most
    #expect(most.inAll == 5)
    #expect(most.onOneHost == 2)
  }

  @Test func aFailedInjectionIsUndoneAndNothingIsRecovered() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("cut", phase: .inject, .command("cut"), undo: "restore")
    builder.step("more", phase: .inject, .command("fail"))
    builder.step("start", in: system, .command("start"))
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(.exited(command == "fail" ? 1 : 0)) }
    let run = try await rehearsal.run(builder.plan)
    #expect(rehearsal.shell.commands == ["a: cut", "a: fail", "a: restore"])
    #expect(run.closed?.result == .failed)
  }

  @Test func aFailureThatAsksTakesThePersonsWord() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("start", in: system, .command("start"), change: { $0.onFailure = .ask })
    builder.step("next", in: system, .command("next"))
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, count in .init(.exited(command == "start" && count < 3 ? 1 : 0)) }
    rehearsal.people = SimulatedPeople { _ in .retry(by: "tester", via: "test") }
    let run = try await rehearsal.run(builder.plan)
    #expect(run.steps[0].attempts.count == 3)
    #expect(run.results == ["s.start passed", "s.next passed"])
  }
}
