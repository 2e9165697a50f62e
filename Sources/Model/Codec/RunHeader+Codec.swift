extension RunHeader {
  func writeMembers(to out: inout some RecordSink) {
    out.put("boot", boot)
    out.put("clock", clock)
    if let clockZero { out.put(microseconds: "clock_zero_us", clockZero) }
    out.put("hosts", hosts)
    out.put("machine", machine)
    out.put("machine_id", machineID)
    out.put("mode", mode)
    out.put("operator", operatorName)
    out.put("pid_namespace", pidNamespace)
    out.put("plan", plan)
    out.put("process", process)
    out.put("records_on", recordsOn)
    out.put("run", run)
    out.put("scenario", scenario)
    out.put("schema", Schema.current)
    out.put("tool", tool)
  }

  init(_ object: ObjectReader) throws(CodecError) {
    try Schema.check(object)
    self.init(
      run: try object.required("run"), scenario: try object.required("scenario"), mode: try object.required("mode"),
      clock: try object.required("clock"), plan: try object.required("plan"),
      operatorName: try object.required("operator"), tool: try object.required("tool"),
      machine: try object.required("machine"), process: try object.required("process"),
      boot: try object.optional("boot"), recordsOn: try object.optional("records_on"),
      hosts: try object.map("hosts"))
    clockZero = try object.microseconds("clock_zero_us")
    machineID = try object.optional("machine_id")
    pidNamespace = try object.optional("pid_namespace")
  }
}

extension Takeover.GapClock: Recorded {}

extension Takeover {
  func writeMembers(to out: inout some RecordSink) {
    out.put("boot", boot)
    out.put("by", by)
    if let clockZero { out.put(microseconds: "clock_zero_us", clockZero) }
    if gapClock != .wall { out.put("gap_clock", gapClock) }
    out.put("machine", machine)
    out.put("machine_id", machineID)
    out.put("moved_hosts", movedHosts)
    out.put("pid_namespace", pidNamespace)
    out.put("process", process)
    out.put("said_down", saidDown)
    out.put("tool", tool)
    out.put(microseconds: "unattended_us", unattended)
  }

  init(_ object: ObjectReader) throws(CodecError) {
    self.init(
      by: try object.required("by"), tool: try object.required("tool"), machine: try object.required("machine"),
      process: try object.required("process"), boot: try object.optional("boot"),
      unattended: try object.requiredMicroseconds("unattended_us"), gapClock: try object.optional("gap_clock") ?? .wall,
      movedHosts: try object.map("moved_hosts"))
    clockZero = try object.microseconds("clock_zero_us")
    machineID = try object.optional("machine_id")
    pidNamespace = try object.optional("pid_namespace")
    saidDown = try object.optional("said_down")
  }
}

extension ClockMark {
  /// The mark's own time beside the line's: what is marked may have happened long before it was said.
  func writeMembers(to out: inout some RecordSink) {
    out.put("by", by)
    out.put("clock", kind)
    out.put("marked_at", at)
    out.put(microseconds: "marked_elapsed_us", elapsed)
  }

  init(_ object: ObjectReader) throws(CodecError) {
    self.init(
      kind: try object.required("clock"), at: try object.required("marked_at"),
      elapsed: try object.requiredMicroseconds("marked_elapsed_us"), by: try object.required("by"))
  }
}
