import Catalogue

/// One machine of a step that may be for several: each is a step of its own in the plan.
struct MachinePart {
  var machine: PlannedMachine
  var isOneOfSeveral: Bool
}

extension Planner {
  /// Adds one step for each machine. All wait for the same, and what follows waits for all.
  mutating func addMachineSteps(
    _ machines: MachineDeclaration, _ declaration: StepDeclaration, needs: [Int], conditions: [PlannedCondition],
    in context: StepContext
  ) -> [Int] {
    guard let host = host(for: declaration, in: context) else {
      report(declaration.mark, .noHost, .stepHasNoHost(declaration.id))
      return needs
    }
    var parts = parts(of: machines, on: host, in: context)
    let fences = fences(of: machines, in: context)
    let snapshot = machines.snapshot.flatMap { text($0.id, at: $0.mark, in: context) }
    if machines.operation == .revert, mode == .drill, declaration.undo == nil {
      report(machines.mark, .noUndo, .revertHasNoUndo(declaration.id))
    }
    for index in parts.indices {
      parts[index].machine.snapshot = snapshot
      checkPlaces(parts[index].machine, of: machines)
      parts[index].machine.fencedBy = fences
    }
    let makers = Set(parts.compactMap(\.machine.madeBy)).sorted()
    let needs = needs + Set(fences + makers).subtracting(needs).sorted()
    warnAboutIsolation(machines, on: workspace.inventory.hosts[host])
    if let undo = declaration.undo, parts.first?.isOneOfSeveral == true {
      report(undo.mark, .undoOfSeveral, .undoOfSeveralMachines)
    }
    var added: [Int] = []
    for part in parts {
      guard let step = plannedStep(declaration, part: part, needs: needs, conditions: conditions, in: context) else {
        continue
      }
      added.append(steps.count)
      if let copy = part.machine.copy { clones[CloneName(host: host, name: copy.name)] = steps.count }
      steps.append(step)
    }
    stepIndex["\(context.prefix).\(declaration.id)"] = added
    return added.isEmpty ? needs : added
  }

  /// Such a drill is refused; that is better known before.
  private mutating func warnAboutIsolation(_ machines: MachineDeclaration, on host: Host) {
    guard mode == .drill, scenario.type != .tabletop, host.drills == .isolated, host.isolatedNetworks.isEmpty,
      machines.operation.mayReachNetwork
    else { return }
    problems.append(
      Diagnostic(.warning, .drillsIsolated, at: machines.mark, .drillsIsolated(host.id, scenario: scenario.id)))
  }

  private mutating func parts(
    of declaration: MachineDeclaration, on host: Int, in context: StepContext
  ) -> [MachinePart] {
    switch declaration.machines {
    case .one(let reference):
      return plannedMachine(declaration, reference, on: host, in: context).map {
        [MachinePart(machine: $0, isOneOfSeveral: false)]
      } ?? []
    case .several(let references):
      if references.isEmpty { report(declaration.mark, .noMachines, .machineListEmpty) }
      var parts: [MachinePart] = []
      for reference in references {
        guard let machine = plannedMachine(declaration, reference, on: host, in: context) else { continue }
        guard !parts.contains(where: { $0.machine.id == machine.id }) else { continue }
        parts.append(MachinePart(machine: machine, isOneOfSeveral: true))
      }
      return parts
    case .all(let mark):
      let index = host
      let host = workspace.inventory.hosts[host]
      do throws(MachineDirectory.Problem) {
        let platform = try machines.platform(of: host)
        return try machines.machines(on: host).compactMap { machine in
          planned(declaration, machine, platform, on: index, in: context).map {
            MachinePart(machine: $0, isOneOfSeveral: true)
          }
        }
      } catch {
        report(mark, error)
        return []
      }
    }
  }

  private mutating func plannedMachine(
    _ declaration: MachineDeclaration, _ reference: Reference, on host: Int, in context: StepContext
  ) -> PlannedMachine? {
    guard let (machine, platform, maker) = find(reference, on: host, in: context) else { return nil }
    if maker != nil, declaration.operation == .clone { report(reference.mark, .unknownID, .unknownMachine(machine.id)) }
    var planned = planned(declaration, machine, platform, on: host, in: context)
    planned?.madeBy = maker
    return planned
  }

  private mutating func planned(
    _ declaration: MachineDeclaration, _ machine: System.Machine, _ platform: PlannedPlatform, on host: Int,
    in context: StepContext
  ) -> PlannedMachine? {
    var planned = PlannedMachine(
      operation: declaration.operation, id: machine.id, name: machine.name, platform: platform,
      hardAfter: declaration.hardAfter)
    switch declaration.operation {
    case .start, .resume: planned.elsewhere = elsewhere(machine.name, apartFrom: workspace.inventory.hosts[host])
    case .clone:
      guard let copy = copy(declaration, on: host, in: context) else { return nil }
      planned.copy = copy
    case .migrate:
      guard let destination = destination(of: machine, declaration, from: platform, on: host, in: context) else {
        return nil
      }
      planned.destination = destination
    case .shutdown, .destroy, .suspend, .deleteClone, .snapshot, .revert, .deleteSnapshot: break
    }
    return planned
  }

  /// A host that can't be asked whether a machine runs there keeps it from being started, unless something else makes sure.
  private mutating func checkPlaces(_ machine: PlannedMachine, of declaration: MachineDeclaration) {
    for place in machine.elsewhere where place.platform == nil && declaration.fencedBy.isEmpty {
      report(
        declaration.mark, .noPlatform, .placeNotAsked(machine.id, host: workspace.inventory.hosts[place.host].id))
    }
  }

  private func elsewhere(_ name: String, apartFrom host: Host) -> [PlannedMachine.Place] {
    machines.places(of: name, apartFrom: host).compactMap { hostIndex[$0] }.map { index in
      PlannedMachine.Place(host: index, platform: try? machines.platform(of: workspace.inventory.hosts[index]))
    }
  }

  /// The steps that make sure that a machine runs nowhere else; none where one of them isn't part of this plan.
  private mutating func fences(of declaration: MachineDeclaration, in context: StepContext) -> [Int] {
    var fences: [Int] = []
    for reference in declaration.fencedBy {
      guard let found = stepIndex["\(context.prefix).\(reference.id)"] ?? stepIndex[reference.id] else { return [] }
      fences += found
    }
    return fences
  }

  /// A machine that a step or check names.
  mutating func find(
    _ reference: Reference, on host: Int, in context: StepContext
  ) -> (machine: System.Machine, platform: PlannedPlatform, maker: Int?)? {
    guard let id = text(reference.id, at: reference.mark, in: context) else { return nil }
    let maker = clones[CloneName(host: host, name: id)]
    let host = workspace.inventory.hosts[host]
    do throws(MachineDirectory.Problem) {
      let platform = try machines.platform(of: host)
      if let maker {
        let home = Reference(id: host.id, mark: reference.mark)
        return (System.Machine(id: id, name: id, host: home, standby: [], mark: reference.mark), platform, maker)
      }
      return (try machines.machine(id, of: context.system, on: host), platform, nil)
    } catch {
      report(reference.mark, error)
      return nil
    }
  }

  private mutating func report(_ mark: Mark, _ problem: MachineDirectory.Problem) {
    problems.append(Diagnostic(.error, problem.code, at: mark, problem.phrase, suggestion: problem.suggestion))
  }

  // MARK: Undo

  /// An undo that a playbook gives: of one machine.
  mutating func plannedUndo(
    of declaration: MachineDeclaration, _ undo: UndoDeclaration, on host: Int?, in context: StepContext
  ) -> PlannedMachine? {
    guard let host else {
      report(undo.mark, .noHost, .stepHasNoHost(context.prefix))
      return nil
    }
    guard case .one(let reference) = declaration.machines else {
      report(declaration.mark, .undoOfSeveral, .undoIsForOneMachine)
      return nil
    }
    return plannedMachine(declaration, reference, on: host, in: context)
  }

  /// What was running before is running after, and nothing else: in a drill that needn't be written.
  func undo(of machine: PlannedMachine, on host: Int) -> PlannedUndo? {
    guard mode == .drill else { return nil }
    let elsewhere = self.elsewhere(machine.name, apartFrom: workspace.inventory.hosts[host])
    guard let inverse = machine.operation.inverse else { return nil }
    var undo = machine
    let timeout = workspace.settings.defaults.timeout
    if let (back, from) = wayBack(of: machine, to: host) {
      return PlannedUndo(action: .machine(back), host: from, timeout: timeout, retry: Self.undoRetry)
    }
    undo.operation = inverse
    if let copy = machine.copy { (undo.id, undo.name, undo.copy) = (copy.name, copy.name, nil) }
    (undo.elsewhere, undo.fencedBy) = (undo.operation.mayReachNetwork ? elsewhere : [], [])
    // What the drill has started may lose its power when it doesn't heed.
    undo.hardAfter = undo.operation == .shutdown ? timeout / 2 : nil
    return PlannedUndo(action: .machine(undo), host: host, timeout: timeout, retry: Self.undoRetry)
  }

  mutating func checkHardAfter(_ machine: PlannedMachine, timeout: Duration, at mark: Mark) {
    guard let hardAfter = machine.hardAfter, hardAfter >= timeout else { return }
    report(mark, .outOfRange, .hardAfterTooLate(timeout: timeout.hours))
  }
}
