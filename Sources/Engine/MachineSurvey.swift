public import Model
public import Platforms

/// Asks hosts what machines they have, outside a run: one command for each host, which changes nothing.
public struct MachineSurvey: Sendable {
  private let list: MachineList

  public init(shell: any Shell) {
    list = MachineList(shell: shell, values: RunValues(runID: "", registered: [:], secrets: [:]))
  }

  public enum Answer: Sendable {
    case machines([VirtualMachine])
    /// The host can't be asked, or its answer isn't a whole one.
    case unknown(Reason)
  }

  public func ask(_ host: PlannedHost, _ platform: PlannedPlatform, timeout: Duration) async -> Answer {
    switch await list.ask(platform, on: host, timeout: timeout) {
    case .machines(let machines): .machines(machines)
    case .unknown(let reason): .unknown(reason)
    }
  }
}
