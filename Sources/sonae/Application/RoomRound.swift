import Catalogue
import Engine
import Model
import Platforms
import Terminal

/// Whether a host has room for machines that would be started on it.
struct RoomQuestion: Sendable {
  var host: Host
  /// As their platform calls them.
  var machines: [String]
  /// Hosts that know the machines too.
  var homes: [String]
  var title: Phrase

  /// Of a plan: each host on which it starts machines.
  static func all(of plan: Plan, in inventory: Inventory) -> [RoomQuestion] {
    plan.machineStarts.sorted { $0.key < $1.key }.compactMap { index, machines in
      guard let host = inventory.hosts.first(where: { $0.id == plan.hosts[index].id }) else { return nil }
      let names = machines.map(\.name)
      let homes = inventory.systems.flatMap(\.machines).filter { names.contains($0.name) }.map(\.host.id)
      return RoomQuestion(host: host, machines: names, homes: homes, title: .roomForPlan)
    }
  }

  /// Of the inventory: for the loss of each host, those on which its machines would be started, the first standby of each.
  static func standbys(of systems: [System], in inventory: Inventory) -> [RoomQuestion] {
    var questions: [RoomQuestion] = []
    for machine in systems.flatMap(\.machines) {
      guard let standby = machine.standby.first?.id, let host = inventory.hosts.first(where: { $0.id == standby })
      else { continue }
      let index = questions.firstIndex { $0.host.id == standby && $0.homes == [machine.host.id] }
      if let index {
        if !questions[index].machines.contains(machine.name) { questions[index].machines.append(machine.name) }
      } else {
        questions.append(
          RoomQuestion(
            host: host, machines: [machine.name], homes: [machine.host.id],
            title: .roomTitle(home: machine.host.id)))
      }
    }
    return questions
  }
}

struct RoomAnswer: Sendable {
  var question: RoomQuestion
  /// Nil: the host can't be asked, and `notAsked` says why.
  var room: Room?
  var notAsked: Reason?

  /// A standby host that is too small is no outage yet.
  var state: HealthAnswer.State {
    switch room?.verdict {
    case .enough: .ok
    case .shortOfMemory, .tooFewCPUs: .warning
    case .unknown, nil: .unknown
    }
  }

  /// Why there isn't room, or why that isn't known.
  var complaint: Phrase? {
    let host = question.host.id
    guard let room else { return notAsked.map { .roomNotAsked(host: host, why: Phrase($0)) } }
    switch room.verdict {
    case .enough: return nil
    case .shortOfMemory(let byMiB):
      return .roomShort(
        host: host, byMiB: byMiB, needed: room.neededMiB, free: room.capacity.freeMiB,
        machines: room.arrivals.map { ($0.name, $0.memoryMiB ?? 0) })
    case .tooFewCPUs(let machine, let wants):
      return .roomCPUs(host: host, has: room.capacity.cpus, machine: machine, wants: wants)
    case .unknown(let machines): return .roomUnknown(host: host, machines: machines)
    }
  }

  var row: CheckRow {
    let seen = room.map { Phrase.roomSeen(needed: $0.neededMiB, free: $0.capacity.freeMiB) }
    var outcome = CheckOutcome(
      id: "room", holds: state == .ok, tries: 1, mandatory: false, seen: seen.map(Words.text) ?? "")
    outcome.reason = complaint.map { Reason("room", $0) }
    return CheckRow(
      system: question.host.id, title: LocalizedText(ja: question.title.ja, en: question.title.en), outcome: outcome,
      isUnknown: state == .unknown)
  }

  var json: JSON {
    .members([
      "host": .string(question.host.id), "machines": .array(question.machines.map { .string($0) }),
      "state": .string(state.rawValue),
      "needed_mib": room.map { .integer(Int64($0.neededMiB)) },
      "free_mib": room.map { .integer(Int64($0.capacity.freeMiB)) },
      "cpus": room.map { .integer(Int64($0.capacity.cpus)) },
      "reason": complaint.map { .string(Words.text($0)) },
    ])
  }
}

/// Asks hosts whether they have room.
struct RoomRound: Sendable {
  let questions: [RoomQuestion]
  let inventory: Inventory
  let list: MachineList
  private let timeout = Duration.seconds(60)

  /// Only those hosts whose platform the inventory knows can be asked.
  init(_ questions: [RoomQuestion], _ inventory: Inventory, _ list: MachineList) {
    self.questions = questions.filter { inventory.machinePlatform(of: $0.host) != nil }
    (self.inventory, self.list) = (inventory, list)
  }

  /// - Returns: the answers, and what hosts said for them.
  func ask() async -> (answers: [RoomAnswer], survey: PlatformSurvey) {
    var survey = await PlatformSurvey.ask(
      subjects(Set(questions.map(\.host.id))), by: list, timeout: timeout, withCapacities: true)
    // Where the host itself doesn't know a machine, the one that has it does; that may be the one that was lost.
    let homes = Set(questions.filter { !isListed($0, survey) }.flatMap(\.homes)).subtracting(survey.machines.keys)
    if !homes.isEmpty { survey.merge(await PlatformSurvey.ask(subjects(homes), by: list, timeout: timeout)) }
    return (questions.map { answer($0, survey) }, survey)
  }

  private func subjects(_ ids: Set<String>) -> [PlatformSurvey.Subject] {
    inventory.hosts.filter { ids.contains($0.id) }.compactMap { PlatformSurvey.Subject($0, in: inventory) }
  }

  private func isListed(_ question: RoomQuestion, _ survey: PlatformSurvey) -> Bool {
    let listed = Set(survey.machines[question.host.id, default: []].filter { $0.memoryMiB != nil }.map(\.name))
    return question.machines.allSatisfy(listed.contains)
  }

  private func answer(_ question: RoomQuestion, _ survey: PlatformSurvey) -> RoomAnswer {
    let host = question.host.id
    var answer = RoomAnswer(question: question)
    if let capacity = survey.capacities[host] {
      answer.room = Room(for: question.machines, on: host, capacity, found: survey.machines)
    } else {
      answer.notAsked = survey.unknown[host]
    }
    return answer
  }
}
