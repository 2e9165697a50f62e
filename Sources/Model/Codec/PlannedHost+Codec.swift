extension PlannedHost: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("address", address)
    out.put("drills", drills)
    out.put("id", id)
    out.put("identities", identities)
    out.put("isolated_networks", isolatedNetworks)
    out.put("jump", jump)
    out.put("known_hosts", knownHosts)
    out.put("name", name)
    out.put("parallel", parallel)
    out.put("platform", platform)
    out.put("port", port)
    out.put("segment", segment)
    if shell != .posix { out.put("shell", shell) }
    if transport != .libssh2 { out.put("transport", transport) }
    out.put("user", user)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), name: try object.optional("name"), address: try object.optional("address"),
      port: try object.optional("port"), user: try object.optional("user"), identities: try object.list("identities"),
      knownHosts: try object.list("known_hosts"), jump: try object.optional("jump"),
      transport: try object.optional("transport") ?? .libssh2,
      shell: try object.optional("shell") ?? .posix,
      platform: try object.optional("platform"), segment: try object.optional("segment"),
      drills: try object.required("drills"), isolatedNetworks: try object.list("isolated_networks"),
      parallel: try object.optional("parallel"))
  }
}

extension PlannedSystem: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("author", author)
    out.put("department", department)
    out.put("depends_on", dependsOn)
    out.put("id", id)
    out.put(milliseconds: "maximum_tolerable_downtime_ms", maximumTolerableDowntime)
    out.put("name", name)
    out.put("number", number)
    out.put("objectives", objectives)
    out.put("platform", platform)
    out.put("procedure", procedure)
    out.put("procedure_title", procedureTitle)
    out.put("tier", tier)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), number: try object.optional("number"), name: try object.optional("name"),
      department: try object.optional("department"), tier: try object.optional("tier"),
      platform: try object.optional("platform"), dependsOn: try object.list("depends_on"),
      objectives: try object.list("objectives"),
      maximumTolerableDowntime: try object.milliseconds("maximum_tolerable_downtime_ms"),
      procedure: try object.required("procedure"), procedureTitle: try object.optional("procedure_title"),
      author: try object.optional("author"))
  }
}

extension PlannedObjective: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("approved_on", approvedOn)
    out.put("level", level)
    out.put("name", name)
    out.put("required", ifTrue: required)
    out.put("rlo", rlo)
    out.put(milliseconds: "rpo_ms", rpo)
    out.put(milliseconds: "rto_ms", rto)
    out.put("source", source)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      level: try object.required("level"), name: try object.optional("name"),
      rto: try object.requiredMilliseconds("rto_ms"), rpo: try object.milliseconds("rpo_ms"),
      rlo: try object.optional("rlo"), required: try object.flag("required"), source: try object.optional("source"),
      approvedOn: try object.optional("approved_on"))
  }
}
