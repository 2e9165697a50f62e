import Catalogue

/// Rules on systems and hosts.
extension Validator {
  func checkSystems() {
    for (index, system) in inventory.systems.enumerated() {
      checkObjectives(system)
      checkMachines(system)
      for (number, check) in system.health.enumerated() {
        checkHealth(check, of: system, uses: material.healthUses[index][number])
      }
    }
    let edges = inventory.systems.map { system in system.dependsOn.compactMap { systems[$0.id] } }
    reportCycles(edges, names: inventory.systems.map(\.id)) { from, to in
      let system = inventory.systems[from]
      return system.dependsOn.first { systems[$0.id] == to }?.mark ?? system.mark
    }
  }

  private func checkObjectives(_ system: System) {
    if system.tier != nil, system.objectives.isEmpty {
      ledger.warn(.noObjective, at: system.mark, .noObjective(system.id))
    }
    let checks = system.health.compactMap(\.id)
    for objective in system.objectives {
      if let mtd = system.maximumTolerableDowntime, objective.rto > mtd {
        ledger.warn(.rtoOverMTD, at: objective.mark, .rtoOverMTD)
      }
      for reference in objective.checks where !checks.contains(reference.id) {
        ledger.report(
          .unknownID, at: reference.mark, .unknownIn(.healthCheck, reference.id, of: .system, system.id),
          suggestion: ledger.nearest(to: reference.id, among: checks))
      }
    }
  }

  private func checkMachines(_ system: System) {
    for machine in system.machines {
      if machine.id == "all" { ledger.report(.badID, at: machine.mark, .machineCalledAll) }
      if let host = hosts[machine.id] {
        ledger.report(.duplicateID, at: machine.mark, .duplicateID(machine.id, first: inventory.hosts[host].mark.place))
      }
    }
  }

  private func checkHealth(_ check: Check, of system: System, uses: Material.Uses) {
    let scope = Scope(.healthCheck, system: system, variables: [workspace.settings.variables, system.variables])
    let host = check.on.map { knownHost($0, scope) } ?? system.onlyHost
    if check.probe.needsHost, check.on == nil, system.onlyHost == nil {
      ledger.report(.noHost, at: check.mark, .noHost(system: system.id))
    }
    for use in uses {
      if let problem = problem(use, scope, hosts: host.map { [$0] } ?? []) { report(problem, use, scope) }
    }
    guard let host, let index = hosts[host] else { return }
    if case .machine(let machine, _) = check.probe { checkMachine(machine, on: inventory.hosts[index], scope) }
    guard inventory.hosts[index].shell == .absent else { return }
    for use in uses where use.place == .command {
      ledger.reportOnce(.noShell, at: use.mark, .valueWithoutShell(use.name, host: host))
    }
  }

  private func checkMachine(_ reference: Reference, on host: Host, _ scope: Scope) {
    guard let id = text(of: reference, scope) else { return }
    do throws(MachineDirectory.Problem) {
      _ = try machines.machine(id, of: scope.system, on: host)
      _ = try machines.platform(of: host)
    } catch {
      ledger.reportOnce(error.code, at: reference.mark, error.phrase, suggestion: error.suggestion)
    }
  }

  /// What the kind of platform has no use for would be believed to have an effect.
  func checkPlatforms() {
    for platform in inventory.platforms {
      let kind = platform.kind ?? "kind"
      if platform.uri != nil, kind != PlatformKind.libvirt.rawValue {
        ledger.report(.misplacedKey, at: platform.mark, .misplacedKey("uri", with: kind, homes: ["libvirt"]))
      }
      let homes = [PlatformKind.libvirt, .proxmox, .xcpNG].map(\.rawValue)
      if platform.sudo, !homes.contains(kind) {
        ledger.report(.misplacedKey, at: platform.mark, .misplacedKey("sudo", with: kind, homes: homes))
      }
    }
  }

  /// Without end marks an exit status is all that there is, and only one of the transports can tell 0 from none. And a host whose machines can't
  /// be driven as it is written would be left out of what all hosts are asked.
  func checkShells() {
    for host in inventory.hosts where host.shell == .absent && host.transport != .openssh {
      ledger.report(.shellNeedsOpenSSH, at: material.shells[host.id] ?? host.mark, .shellNeedsOpenSSH(host.id))
    }
    for host in inventory.hosts {
      do throws(MachineDirectory.Problem) {
        _ = try machines.platform(of: host)
      } catch  where error.code == .noShell {
        ledger.report(
          error.code, at: material.shells[host.id] ?? host.mark, error.phrase, suggestion: error.suggestion)
      } catch {
        // What has no platform needs no shell for it.
      }
    }
  }

  func checkJumps() {
    let edges = inventory.hosts.map { host in host.jump.flatMap { hosts[$0] }.map { [$0] } ?? [] }
    reportCycles(edges, names: inventory.hosts.map(\.id)) { from, _ in
      let host = inventory.hosts[from]
      return material.jumps[host.id]?.mark ?? host.mark
    }
  }
}

extension System {
  /// The host of what doesn't say where it runs: the one that all its machines are on.
  var onlyHost: String? {
    guard let first = machines.first?.host.id, machines.allSatisfy({ $0.host.id == first }) else { return nil }
    return first
  }
}

extension Probe {
  /// Whether it is asked by a command on a host.
  var needsHost: Bool {
    switch self {
    case .run, .plugin, .dataAsOf, .machine: true
    case .tcp, .http, .tls: false
    }
  }
}
