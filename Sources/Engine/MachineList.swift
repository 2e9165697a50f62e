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

  /// The host can't be asked, or its answer isn't a whole one.
  public struct NotKnown: Error {
    public let reason: Reason
  }

  /// All machines of a host, by one command that changes nothing.
  public func ask(
    _ platform: PlannedPlatform, on host: PlannedHost, timeout: Duration
  ) async -> Result<[VirtualMachine], NotKnown> {
    await put(\.machines, platform, on: host, timeout)
  }

  /// What a host has, likewise.
  public func capacity(
    _ platform: PlannedPlatform, on host: PlannedHost, timeout: Duration
  ) async -> Result<HostCapacity, NotKnown> {
    await put(\.capacity, platform, on: host, timeout)
  }

  private func put<Answer>(
    _ question: (any Platform) -> Question<Answer>, _ platform: PlannedPlatform, on host: PlannedHost,
    _ timeout: Duration
  ) async -> Result<Answer, NotKnown> {
    do throws(PlatformError) {
      let question = question(try platform.platform())
      let capture = OutputCapture(limit: Self.longest, hidden: []) { _, _ in }
      let command = ShellCommand(text: question.command.text, timeout: timeout)
      let end = await shell.run(command, on: host) { capture.take($0, $1) }
      let (stdout, stderr) = capture.finish()
      switch end {
      case .exited(let code): return .success(try question.answer(Reply(code, stdout, stderr)))
      case .timedOut: return .failure(NotKnown(reason: Reason("timed-out", .commandTimedOut(timeout.short))))
      case .cancelled: return .failure(NotKnown(reason: Reason("interrupted", .interrupted)))
      case .notStarted(let reason), .lost(let reason): return .failure(NotKnown(reason: values.redacted(reason)))
      }
    } catch {
      return .failure(NotKnown(reason: values.redacted(Reason(error.code, .machineNotListed(error.phrase)))))
    }
  }

  /// The machine that a host's platform knows by this name.
  func look(
    for name: String, _ platform: PlannedPlatform, on host: PlannedHost, timeout: Duration
  ) async -> Result<VirtualMachine, Obstacle> {
    switch await ask(platform, on: host, timeout: timeout) {
    case .success(let machines): Self.find(name, among: machines)
    case .failure(let why): .failure(Obstacle(reason: why.reason))
    }
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

  /// Why there is nothing that could be acted on; nothing was done.
  struct Obstacle: Error {
    var reason: Reason
    /// The host was asked, and knows of no one machine that is meant.
    var isTheHostsAnswer = false
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
