import Engine
import Model
import Records
import Simulation

/// What is measured.
enum Subject: String, CaseIterable {
  /// Reading, validating and planning a workspace.
  case plan
  /// The engine, with hosts and journal in memory.
  case engine
  /// The engine with hosts in memory and a journal that is on disk before each effect.
  case journal
  /// What `sonae resume` does before it goes on, for a run that was killed right before its end: claims it, verifies the whole
  /// record, reads and folds it, takes the locks, and writes the first line.
  case resume
  /// So many events through the journal in groups of 1, 10 and 100, each group on disk before the next, beside a bare loop of
  /// write(2) and fdatasync(2) of the same bytes in the same groups; the two take turns.
  case append

  /// - Throws: `BenchmarkFailure` when the outcome isn't what it has to be.
  func measure(steps: Int) async throws {
    let workspace = try GeneratedWorkspace(steps: self == .append ? 10 : steps)
    do {
      try await measure(workspace, steps: steps)
    } catch {
      try workspace.remove()
      throw error
    }
    try workspace.remove()
  }

  private func measure(_ workspace: GeneratedWorkspace, steps: Int) async throws {
    var figure = Figure(name: rawValue, steps: steps)
    let plan = try Self.plan(workspace, &figure)
    switch self {
    case .plan: break
    case .engine: try await Self.run(plan, Self.header(plan), SimulatedJournal(), &figure)
    case .journal, .resume:
      let recording = try RecordsFolder(workspace.root + "/records").begin(
        plan, as: "benchmark", tool: "benchmarks", at: SystemClock().now.wall)
      try await Self.run(plan, recording.header, recording.journal, &figure)
      if self == .resume { try await Self.resume(recording.folder, workspace, &figure) }
    case .append:
      figure.numbers = []
      for size in [1, 10, 100] {
        let race = try JournalRace(plan, in: workspace.root + "/records-\(size)", groupsOf: size)
        try await race.run(events: steps, &figure)
      }
    }
    figure.print()
  }

  private static func plan(_ workspace: GeneratedWorkspace, _ figure: inout Figure) throws(BenchmarkFailure) -> Plan {
    var watch = Stopwatch()
    let reading = WorkspaceReader.read(directory: workspace.root)
    let readTime = watch.lap()
    guard let scenario = reading.workspace.scenarios.first, !reading.hasErrors else {
      throw BenchmarkFailure("the workspace has errors: \(reading.diagnostics.prefix(3))")
    }
    let (made, problems) = Planner.plan(scenario, in: reading.workspace, mode: .drill)
    let planTime = watch.lap()
    guard let plan = made else { throw BenchmarkFailure("no plan: \(problems.prefix(3))") }
    figure.numbers = [
      ("seconds_s", readTime.seconds + planTime.seconds), ("cpu_s", readTime.cpu + planTime.cpu),
      ("read_and_validate_s", readTime.seconds), ("plan_s", planTime.seconds),
    ]
    return plan
  }

  private static func run(
    _ plan: Plan, _ header: RunHeader, _ journal: some Journal, _ figure: inout Figure
  ) async throws {
    let events = Count()
    let runner = Runner(
      plan: plan, header: header,
      parts: .init(
        shell: SimulatedShell(recordsCalls: false), prober: SimulatedProber(), people: SimulatedPeople(),
        journal: journal, clock: SystemClock()),
      observer: events)
    var watch = Stopwatch()
    let run = try await runner.run()
    let time = watch.lap()
    guard run.closed?.result == .met else {
      throw BenchmarkFailure("the run ended as \(run.closed?.result.rawValue ?? "unfinished")")
    }
    let undone = run.steps.count { $0.undo == .paid }
    let done = Double(run.steps.count)
    figure.numbers = [
      ("seconds_s", time.seconds), ("cpu_s", time.cpu), ("steps_per_s", done / time.seconds), ("undos", Double(undone)),
      ("events", Double(events.value)),
    ]
  }

  private static func resume(
    _ closed: RunFolder, _ workspace: GeneratedWorkspace, _ figure: inout Figure
  ) async throws {
    // A copy, as on another machine: the original's journal may still be held.
    let records = workspace.root + "/copy/records"
    let folder = "\(records)/\(closed.fiscalYear)/\(closed.id)"
    try Child.run("mkdir", ["-p", folder])
    try Child.run(
      "sh",
      ["-c", "cp -r \"$1\"/. \"$2\" && rm \"$2/head\" && sed -i '$d' \"$2/journal.jsonl\"", "sh", closed.path, folder])
    var watch = Stopwatch()
    let claimed = try RecordsFolder(records).claim(RunFolder(at: folder))
    let resumed = try RecordsFolder(records).resume(
      claimed, as: "benchmark", tool: "benchmarks", at: SystemClock().now.wall)
    let machine = Machine(resuming: resumed.recorded.run)
    let time = watch.lap()
    figure.numbers = [
      ("seconds_s", time.seconds), ("cpu_s", time.cpu), ("events", Double(machine.run.lastEvent.sequence)),
    ]
  }

  private static func header(_ plan: Plan) -> RunHeader {
    RunHeader(
      run: "benchmark", scenario: plan.scenario.id, mode: plan.mode, clock: plan.scenario.clock, plan: .zero,
      operatorName: "benchmark", tool: "benchmarks", machine: "here", process: 1, boot: nil)
  }
}
