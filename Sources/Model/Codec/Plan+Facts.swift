extension Plan.ScenarioFacts: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("absent", absent)
    out.put("assumptions", assumptions)
    out.put("clock", clock)
    out.put("environment", environment)
    out.put("id", id)
    out.put("notice", notice)
    out.put("objectives", objectives)
    out.put("participants", participants)
    out.put("purpose", purpose)
    out.put("title", title)
    out.put("type", type)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), title: try object.optional("title"), purpose: try object.optional("purpose"),
      type: try object.required("type"), clock: try object.required("clock"),
      assumptions: try object.list("assumptions"), notice: try object.optional("notice"),
      environment: try object.optional("environment"), objectives: try object.list("objectives"),
      participants: try object.list("participants"), absent: try object.list("absent"))
  }
}

extension Plan.Objective: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("criterion", criterion)
    out.put("id", id)
    out.put("text", text)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), text: try object.required("text"), criterion: try object.optional("criterion"))
  }
}

extension Plan.Participant: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("company", company)
    out.put("department", department)
    out.put("name", name)
    out.put("person", person)
    out.put("role", role)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      person: try object.required("person"), name: try object.optional("name"),
      department: try object.optional("department"), company: try object.optional("company"),
      role: try object.required("role"))
  }
}

extension Plan.WorkspaceFacts: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("files", files)
    out.put("name", name)
    out.put("organization", organization)
    out.put("time_zone", timeZone)
    out.put("title", title)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      name: try object.required("name"), title: try object.optional("title"),
      organization: try object.optional("organization"), timeZone: try object.required("time_zone"),
      files: try object.list("files"))
  }
}

extension Workspace.SourceFile: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("digest", digest)
    out.put("path", path)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(path: try object.required("path"), digest: try object.required("digest"))
  }
}

extension Limits: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("hosts", hosts)
    out.put("output_bytes", output)
    out.put("per_host", perHost)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init()
    hosts = try object.required("hosts")
    perHost = try object.required("per_host")
    output = try object.required("output_bytes")
  }
}

/// Where a secret is found, never what it is.
extension SecretSource: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    switch self {
    case .environment(let name): out.put("environment", name)
    case .file(let path): out.put("file", path)
    case .command(let words): out.put("command", unlessDefault: words, nil)
    }
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    if let name: String = try object.optional("environment") {
      self = .environment(name)
    } else if let path: String = try object.optional("file") {
      self = .file(path)
    } else if object["command"] != nil {
      self = .command(try object.list("command"))
    } else {
      throw CodecError(.expected("an environment, file or command"))
    }
  }
}
