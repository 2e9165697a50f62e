extension PlannedCheck: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    if consecutive != 1 { out.put("consecutive", consecutive) }
    out.put(milliseconds: "every_ms", every)
    out.put("host", host)
    out.put("id", id)
    out.put("mandatory", ifTrue: mandatory)
    out.put("probe", probe)
    out.put(milliseconds: "timeout_ms", timeout)
    out.put("title", title)
    out.put(milliseconds: "within_ms", within)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), title: try object.optional("title"), probe: try object.required("probe"),
      host: try object.optional("host"), within: try object.milliseconds("within_ms"),
      every: try object.requiredMilliseconds("every_ms"), consecutive: try object.optional("consecutive") ?? 1,
      timeout: try object.requiredMilliseconds("timeout_ms"), mandatory: try object.flag("mandatory"))
  }
}

/// The words for what a check asks.
private enum ProbeKind: String, Recorded {
  case run, plugin, tcp, http, tls, machine
  case dataAsOf = "data_as_of"
}

extension PlannedProbe: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    switch self {
    case .run(let text, let expectation):
      out.put("expect", expectation)
      out.put("kind", ProbeKind.run)
      out.put("run", text)
    case .plugin(let text, let accept):
      out.put("accept", accept)
      out.put("kind", ProbeKind.plugin)
      out.put("plugin", text)
    case .tcp(let address):
      out.put("kind", ProbeKind.tcp)
      out.put("tcp", address)
    case .http(let probe):
      out.put("http", probe)
      out.put("kind", ProbeKind.http)
    case .tls(let probe):
      out.put("kind", ProbeKind.tls)
      out.put("tls", probe)
    case .dataAsOf(let text):
      out.put("data_as_of", text)
      out.put("kind", ProbeKind.dataAsOf)
    case .machine(let question):
      out.put("kind", ProbeKind.machine)
      out.put("machine", question)
    }
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    switch try object.required("kind", as: ProbeKind.self) {
    case .run: self = .run(try object.required("run"), try object.required("expect"))
    case .plugin: self = .plugin(try object.required("plugin"), accept: try object.list("accept"))
    case .tcp: self = .tcp(try object.required("tcp"))
    case .http: self = .http(try object.required("http"))
    case .tls: self = .tls(try object.required("tls"))
    case .dataAsOf: self = .dataAsOf(try object.required("data_as_of"))
    case .machine: self = .machine(try object.required("machine"))
    }
  }
}

extension HTTPProbe: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("body", body)
    out.put("headers", headers)
    out.put("statuses", statuses)
    out.put("url", url)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      url: try object.required("url"), statuses: try object.list("statuses"), body: try object.optional("body"),
      headers: try object.map("headers"))
  }
}

extension TLSProbe: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("address", address)
    out.put("days_left", daysLeft)
    out.put("name", name)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      address: try object.required("address"), name: try object.optional("name"),
      daysLeft: try object.required("days_left"))
  }
}

extension TextMatch: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("contains", contains)
    out.put("equals", equals)
    if let isOneOf { out.put("is_one_of", unlessDefault: isOneOf, nil) }
    out.put("matches", matches)
    out.put("not_contains", notContains)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init()
    contains = try object.optional("contains")
    notContains = try object.optional("not_contains")
    equals = try object.optional("equals")
    isOneOf = object["is_one_of"] == nil ? nil : try object.list("is_one_of")
    matches = try object.optional("matches")
  }
}
