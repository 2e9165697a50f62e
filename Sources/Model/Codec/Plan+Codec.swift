extension Plan {
  /// The whole plan, for programs that read it.
  ///
  /// Durations are whole milliseconds; hosts, systems and steps are named by their place in their list, from 0.
  public var json: JSON {
    var sink = TreeSink()
    write(to: &sink)
    return sink.value
  }

  /// The canonical bytes of `json`: what `plan.json` holds, and what the plan's digest is taken of.
  public var canonical: [UInt8] {
    var sink = ByteSink(capacity: steps.count * 512 + 4096)
    write(to: &sink)
    return sink.bytes
  }

  private func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("hosts", hosts)
    out.put("limits", limits)
    out.put("mode", mode)
    out.put("scenario", scenario)
    out.put("schema", Schema.current)
    out.put("secrets", secrets)
    out.put("steps", steps)
    out.put("systems", systems)
    out.put("workspace", workspace)
    out.endObject()
  }

  /// Reads a plan and makes sure that a run can be folded over it.
  ///
  /// - Throws: `CodecError` for what isn't a plan, for one of a newer schema, for a place that its list doesn't have, and
  ///   for a step id that stands twice.
  public init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    try Schema.check(object)
    self.init(
      scenario: try object.required("scenario"), mode: try object.required("mode"),
      workspace: try object.required("workspace"), limits: try object.required("limits"),
      hosts: try object.list("hosts"), systems: try object.list("systems"), steps: try object.list("steps"),
      secrets: try object.map("secrets"))
    try checkPlaces()
  }

  private func checkPlaces() throws(CodecError) {
    for (index, system) in systems.enumerated() where !system.dependsOn.allSatisfy(systems.indices.contains) {
      throw CodecError(.expected("a list of systems in this plan"), at: "systems[\(index)].depends_on")
    }
    var ids: Set<String> = []
    ids.reserveCapacity(steps.count)
    for (index, step) in steps.enumerated() {
      do throws(CodecError) {
        try step.checkPlaces(before: index, hosts: hosts.indices, systems: systems.indices)
        guard ids.insert(step.id).inserted else { throw CodecError(.expected("an id of its own"), at: "id") }
      } catch { throw error.inside("steps[\(index)]") }
    }
  }
}

extension PlannedStep {
  fileprivate func checkPlaces(before index: Int, hosts: Range<Int>, systems: Range<Int>) throws(CodecError) {
    guard needs.allSatisfy((0..<index).contains) else {
      throw CodecError(.expected("a list of earlier steps"), at: "needs")
    }
    if case .machine(let machine) = action,
      !(machine.fencedBy + [machine.madeBy].compactMap(\.self)).allSatisfy(needs.contains)
    {
      throw CodecError(.expected("steps that this one needs"), at: "machine")
    }
    guard usedHosts.allSatisfy(hosts.contains) else {
      throw CodecError(.expected("a host in this plan"), at: "host")
    }
    guard system.map(systems.contains) ?? true else {
      throw CodecError(.expected("a system in this plan"), at: "system")
    }
  }

  /// The hosts that the step itself, its undo and its checks are run on, and those that are asked before, by their place in the plan.
  public var usedHosts: [Int] {
    var places = [host, undo?.host, postcondition?.host]
    switch action {
    case .check(let check): places.append(check.host)
    case .verify(_, let checks, _): places += checks.map(\.host)
    case .machine(let machine): places += machine.elsewhere.map(\.host) + [machine.destination?.host]
    case .run, .script, .manual, .wait: break
    }
    if case .machine(let machine)? = undo?.action {
      places += machine.elsewhere.map(\.host) + [machine.destination?.host]
    }
    return places.compactMap { $0 }
  }
}
