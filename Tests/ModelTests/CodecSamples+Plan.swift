@testable import Model

extension Seeded {
  mutating func plan() -> Plan {
    let hosts = list(upTo: 4) { $0.host() }
    let systems = 1...Int.random(in: 1...4, using: &self)
    var steps: [PlannedStep] = []
    for index in 0..<Int.random(in: 0...12, using: &self) {
      steps.append(step(index, hosts: hosts.count, systems: systems.count))
    }
    return Plan(
      scenario: scenario(), mode: one(),
      workspace: .init(
        name: text(), title: maybe { $0.localizedText() }, organization: maybe { $0.localizedText() }, timeZone: text(),
        files: list(upTo: 3) { .init(path: $0.text(), digest: $0.digest()) }),
      limits: Limits(), hosts: hosts, systems: systems.map { system($0 - 1) }, steps: steps,
      secrets: ["a": .environment(text()), "ぱ": .file(text()), "𠮷": .command(list(upTo: 2) { $0.text() })])
  }

  private mutating func scenario() -> Plan.ScenarioFacts {
    .init(
      id: text(), title: maybe { $0.localizedText() }, purpose: maybe { $0.localizedText() }, type: one(), clock: one(),
      assumptions: list(upTo: 2) { $0.localizedText() }, notice: maybe { $0.one() }, environment: maybe { $0.one() },
      objectives: list(upTo: 2) {
        .init(id: $0.text(), text: $0.localizedText(), criterion: $0.maybe { $0.localizedText() })
      },
      participants: list(upTo: 2) {
        .init(person: $0.text(), name: $0.maybe { $0.localizedText() }, department: nil, company: nil, role: $0.one())
      }, absent: list(upTo: 2) { $0.text() })
  }

  private mutating func host() -> PlannedHost {
    PlannedHost(
      id: text(), name: maybe { $0.localizedText() }, address: maybe { $0.text() }, port: maybe { _ in 2222 },
      user: maybe { $0.text() }, identities: list(upTo: 2) { $0.text() }, knownHosts: list(upTo: 2) { $0.text() },
      jump: maybe { $0.text() }, transport: one(), shell: one(), platform: maybe { $0.text() },
      segment: maybe { $0.text() },
      drills: one(), isolatedNetworks: list(upTo: 2) { $0.text() },
      parallel: maybe { _ in 3 })
  }

  private mutating func system(_ index: Int) -> PlannedSystem {
    PlannedSystem(
      id: "s\(index)", number: maybe { _ in 7 }, name: maybe { $0.localizedText() },
      department: maybe { $0.localizedText() },
      tier: maybe { _ in 1 }, platform: maybe { $0.text() },
      dependsOn: list(upTo: index) { .random(in: 0...index, using: &$0) },
      objectives: list(upTo: 2) {
        PlannedObjective(
          level: $0.text(), name: nil, rto: $0.milliseconds(), rpo: $0.maybe { $0.milliseconds() },
          rlo: $0.maybe { $0.localizedText() }, required: $0.chance(1, in: 2), source: $0.maybe { $0.text() },
          approvedOn: nil)
      }, maximumTolerableDowntime: maybe { $0.milliseconds() }, procedure: text(), procedureTitle: nil, author: nil)
  }

  private mutating func step(_ index: Int, hosts: Int, systems: Int) -> PlannedStep {
    let host = hosts == 0 ? nil : maybe { Int.random(in: 0..<hosts, using: &$0) }
    let needs = index == 0 ? [] : list(upTo: 2) { Int.random(in: 0..<index, using: &$0) }
    return PlannedStep(
      id: "step-\(index)", title: maybe { $0.localizedText() }, phase: one(),
      system: maybe { .random(in: 0..<systems, using: &$0) }, action: action(host: host, needs: needs), host: host,
      needs: needs,
      when: list(upTo: 1) { PlannedCondition(key: $0.text(), isOneOf: $0.list(upTo: 2) { $0.text() }) },
      timeout: milliseconds(), retry: retry(), onFailure: one(), undo: maybe { $0.undo(host: host) },
      postcondition: maybe { $0.check(host: host) }, mandatory: chance(1, in: 2), destructive: chance(1, in: 2),
      sensitive: chance(1, in: 2), register: maybe { PlannedRegister(key: $0.text(), matches: $0.maybe { $0.text() }) },
      source: text())
  }

  private mutating func undo(host: Int?) -> PlannedUndo {
    PlannedUndo(
      action: undoAction(host: host), host: host, timeout: milliseconds(), retry: retry())
  }

  private mutating func undoAction(host: Int?) -> PlannedUndo.Action {
    switch Int.random(in: 0..<3, using: &self) {
    case 0: .run(planned(), expectation())
    case 1: .machine(machine(host: host))
    default: .manual(localizedText())
    }
  }

  private mutating func platform() -> PlannedPlatform {
    PlannedPlatform(one(), sudo: chance(1, in: 2), uri: maybe { $0.text() })
  }

  private mutating func machine(host: Int?) -> PlannedMachine {
    var machine = PlannedMachine(
      operation: one(), id: text(), name: text(), platform: platform(), hardAfter: maybe { $0.milliseconds() })
    if machine.operation == .migrate {
      if let host {
        machine.destination = .init(host: host, platform: platform(), name: text())
      } else {
        machine.operation = .start
      }
    }
    if machine.operation.namesSnapshot { machine.snapshot = text() }
    if machine.operation == .clone { machine.copy = .init(name: text(), network: text()) }
    return machine
  }

  /// - Parameters:
  ///   - host: one of the plan's, so that a place can be named.
  ///   - needs: of the step.
  private mutating func machine(host: Int?, needs: [Int]) -> PlannedMachine {
    var machine = machine(host: host)
    if let host { machine.elsewhere = list(upTo: 2) { .init(host: host, platform: $0.maybe { $0.platform() }) } }
    machine.fencedBy = needs.filter { _ in chance(1, in: 2) }
    machine.madeBy = needs.first
    return machine
  }

  private mutating func action(host: Int?, needs: [Int]) -> PlannedStep.Action {
    switch Int.random(in: 0..<7, using: &self) {
    case 0: .run(planned(), stdin: maybe { $0.planned() }, expectation())
    case 1:
      .script(
        PlannedScript(path: text(), text: text(), interpreter: text(), arguments: list(upTo: 2) { $0.planned() }),
        stdin: maybe { $0.planned() }, expectation())
    case 2: .check(check(host: host))
    case 3: .verify(level: text(), checks: list(upTo: 2) { $0.check(host: host) }, within: milliseconds())
    case 4:
      .manual(
        ManualTask(
          instruction: localizedText(), items: list(upTo: 2) { $0.localizedText() }, role: maybe { $0.one() },
          expected: maybe { $0.milliseconds() }))
    case 5: .machine(machine(host: host, needs: needs))
    default: .wait(milliseconds())
    }
  }

  private mutating func planned() -> PlannedText {
    let parts = list(upTo: 3) { random -> PlannedText.Part in
      switch Int.random(in: 0..<4, using: &random) {
      case 0: .text(random.text())
      case 1: .registered(random.text())
      case 2: .secret(random.text())
      default: .runID
      }
    }
    return PlannedText(parts: parts, isShell: chance(1, in: 2))
  }

  private mutating func expectation() -> Expectation {
    Expectation(
      exit: list(upTo: 2) { .random(in: 0...255, using: &$0) }, stdout: maybe { $0.match() },
      stderr: maybe { $0.match() },
      number: maybe {
        NumberRange(atLeast: $0.maybe { .random(in: -1e9...1e9, using: &$0) }, atMost: $0.maybe { _ in 0.1 })
      })
  }

  private mutating func match() -> TextMatch {
    var match = TextMatch()
    match.contains = maybe { $0.text() }
    match.notContains = maybe { $0.text() }
    match.equals = maybe { $0.text() }
    match.isOneOf = maybe { $0.list(upTo: 2) { $0.text() } }
    match.matches = maybe { $0.text() }
    return match
  }

  private mutating func check(host: Int?) -> PlannedCheck {
    PlannedCheck(
      id: text(), title: maybe { $0.localizedText() }, probe: probe(), host: host, within: maybe { $0.milliseconds() },
      every: milliseconds(), consecutive: .random(in: 1...3, using: &self), timeout: milliseconds(),
      mandatory: chance(1, in: 2))
  }

  private mutating func probe() -> PlannedProbe {
    switch Int.random(in: 0..<7, using: &self) {
    case 0: .run(planned(), expectation())
    case 1: .plugin(planned(), accept: list(upTo: 2) { $0.one() })
    case 2: .tcp(text())
    case 3:
      .http(
        HTTPProbe(url: text(), statuses: list(upTo: 2) { _ in 204 }, body: maybe { $0.match() }, headers: ["a": text()])
      )
    case 4: .tls(TLSProbe(address: text(), name: maybe { $0.text() }, daysLeft: NumberRange(atLeast: 30)))
    case 5: .machine(MachineQuestion(id: text(), name: text(), platform: platform(), state: one()))
    default: .dataAsOf(planned())
    }
  }
}
