import Catalogue
public import Model
public import Platforms

/// Asks hosts what their machines are doing.
public struct MachineList: Sendable {
  let shell: any Shell
  let values: RunValues

  init(shell: any Shell, values: RunValues) { (self.shell, self.values) = (shell, values) }

  /// Outside a run.
  public init(shell: any Shell) {
    self.init(shell: shell, values: RunValues(runID: "", registered: [:], secrets: [:]))
  }

  /// What of the list may be read: more than any host has machines.
  private static let longest = 8 << 20

  /// All machines of a host, by one command that changes nothing.
  public func ask(
    _ platform: PlannedPlatform, on host: PlannedHost, timeout: Duration
  ) async -> Result<[VirtualMachine], Obstacle> {
    await answer(platform, on: host, timeout, failing: Phrase.machineNotListed) {
      platform throws(PlatformError) in platform.machines
    }
  }

  /// What a host has, likewise.
  public func capacity(
    _ platform: PlannedPlatform, on host: PlannedHost, timeout: Duration
  ) async -> Result<HostCapacity, Obstacle> {
    await answer(platform, on: host, timeout, failing: Phrase.machineNotListed) {
      platform throws(PlatformError) in platform.capacity
    }
  }

  /// The networks that a machine is on.
  func networks(
    of machine: VirtualMachine, _ platform: PlannedPlatform, on host: PlannedHost, timeout: Duration
  ) async -> Result<[String], Obstacle> {
    await answer(platform, on: host, timeout, failing: Phrase.machineNetworksNotRead) {
      platform throws(PlatformError) in try platform.networks(of: machine)
    }
  }

  func snapshots(
    named name: String, of machine: VirtualMachine, _ platform: PlannedPlatform, on host: PlannedHost,
    timeout: Duration
  ) async -> Result<Int, Obstacle> {
    await answer(platform, on: host, timeout, failing: Phrase.snapshotsNotListed) { platform throws(PlatformError) in
      try platform.snapshots(named: name, of: machine)
    }
  }

  private func answer<T: Sendable>(
    _ platform: PlannedPlatform, on host: PlannedHost, _ timeout: Duration, failing: (Phrase) -> Phrase,
    _ question: (any Platform) throws(PlatformError) -> Question<T>
  ) async -> Result<T, Obstacle> {
    func failure(_ reason: Reason) -> Result<T, Obstacle> { .failure(Obstacle(reason: values.redacted(reason))) }
    do throws(PlatformError) {
      let question = try question(try platform.platform())
      let capture = OutputCapture(limit: Self.longest, hidden: []) { _, _ in }
      let command = ShellCommand(text: question.command.text, timeout: timeout)
      let end = await shell.run(command, on: host) { capture.take($0, $1) }
      let (stdout, stderr) = capture.finish()
      switch end {
      case .exited(let code): return .success(try question.answer(Reply(code, stdout, stderr)))
      case .timedOut: return failure(Reason("timed-out", .commandTimedOut(timeout.short)))
      case .cancelled: return failure(Reason("interrupted", .interrupted))
      case .notStarted(let reason), .lost(let reason): return failure(reason)
      }
    } catch {
      return failure(Reason(error.code, failing(error.phrase)))
    }
  }

  /// The machine that a host's platform knows by this name.
  func look(
    for name: String, _ platform: PlannedPlatform, on host: PlannedHost, timeout: Duration
  ) async -> Result<VirtualMachine, Obstacle> {
    await ask(platform, on: host, timeout: timeout).flatMap { Self.find(name, among: $0) }
  }

  /// A name that two have says nothing.
  private static func find(_ name: String, among machines: [VirtualMachine]) -> Result<VirtualMachine, Obstacle> {
    let found = machines.filter { $0.name == name }
    guard let first = found.first else {
      return .failure(
        Obstacle(reason: Reason("machine-not-found", .machineNotFound(name, said: "")), isTheHostsAnswer: true))
    }
    guard found.count == 1 else {
      return .failure(
        Obstacle(reason: Reason("machine-ambiguous", .machineNameTwice(name, found.count)), isTheHostsAnswer: true))
    }
    return .success(first)
  }

  /// Why there is nothing that could be acted on: the host can't be asked, its answer isn't a whole one, or has no such machine.
  /// Nothing was done.
  public struct Obstacle: Error {
    public var reason: Reason
    /// The host was asked, and knows of no one machine that is meant.
    var isTheHostsAnswer = false
    var isNotThere: Bool { isTheHostsAnswer && reason.code == "machine-not-found" }
  }
}

extension Reply {
  init(_ exit: Int, _ stdout: CapturedStream, _ stderr: CapturedStream) {
    self.init(
      exit: Int32(clamping: exit), output: stdout.kept, errors: stderr.kept,
      isWhole: stdout.seen.isWhole && stderr.seen.isWhole)
  }
}

extension PowerState {
  var phrase: Phrase { .machineState(word) }
}
