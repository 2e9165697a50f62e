import Catalogue
import Engine
import Model
import Platforms
import SSH
import Terminal

/// Whether hosts have what a plan will want of them, and machines are where it takes them to be.
struct PlanRooms {
  private let answers: [RoomAnswer]
  private let drift: [MachineComparison.Row]

  /// Asks those on which the plan starts machines, and the machines' home hosts.
  static func ask(_ plan: Plan, _ workspace: Workspace, _ connection: ConnectionOptions, root: String) async throws
    -> PlanRooms
  {
    let inventory = workspace.inventory
    let questions = RoomQuestion.all(of: plan, in: inventory)
    guard !questions.isEmpty else { return PlanRooms(answers: [], drift: []) }
    let client = try Connections.client(workspace.settings.ssh, connection, root: root)
    let shell = HostShell(client: client, hosts: plan.hosts, settings: workspace.settings.ssh, root: root)
    let round = RoomRound(questions, inventory, MachineList(shell: shell))
    let (answers, survey) = await round.ask()
    await client.close()
    let names = Set(answers.flatMap(\.question.machines))
    let comparison = MachineComparison(
      inventory.systems.flatMap(\.machines).filter { names.contains($0.name) }, survey.machines)
    return PlanRooms(answers: answers, drift: comparison.rows.filter { $0.standing.isDrift && $0.id != nil })
  }

  var exit: Exit {
    if !drift.isEmpty || answers.contains(where: { $0.state == .warning }) { return .failed }
    return answers.contains { $0.state == .unknown } ? .open : .done
  }

  /// Why a drill had better not begin; what isn't known doesn't keep it.
  var refusal: Phrase? {
    let short = answers.filter { $0.state == .warning }.compactMap(\.complaint)
    return short.isEmpty ? nil : .drillHasNoRoom(short)
  }

  func show(_ look: Look) {
    guard !answers.isEmpty else { return Output.line(Words.text(.planStartsNothing)) }
    Output.line()
    Output.table(.checks(answers.map(\.row), look), look)
    if !drift.isEmpty { Output.table(.machines(drift.map(\.row), look), look) }
  }

  var json: JSON {
    .members([
      "hosts": .array(answers.map(\.json)),
      "drift": .array(drift.map(\.json)),
    ])
  }
}
