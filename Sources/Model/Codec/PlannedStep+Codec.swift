extension PlannedStep: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("action", action)
    out.put("destructive", ifTrue: destructive)
    out.put("host", host)
    out.put("id", id)
    out.put("mandatory", ifTrue: mandatory)
    out.put("needs", needs)
    out.put("on_failure", onFailure)
    out.put("phase", phase)
    out.put("postcondition", postcondition)
    out.put("register", register)
    out.put("retry", retry)
    out.put("sensitive", ifTrue: sensitive)
    out.put("source", source)
    out.put("system", system)
    out.put(milliseconds: "timeout_ms", timeout)
    out.put("title", title)
    out.put("undo", undo)
    out.put("when", when)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), title: try object.optional("title"), phase: try object.required("phase"),
      system: try object.optional("system"), action: try object.required("action"), host: try object.optional("host"),
      needs: try object.list("needs"), when: try object.list("when"),
      timeout: try object.requiredMilliseconds("timeout_ms"), retry: try object.required("retry"),
      onFailure: try object.required("on_failure"), undo: try object.optional("undo"),
      postcondition: try object.optional("postcondition"), mandatory: try object.flag("mandatory"),
      destructive: try object.flag("destructive"), sensitive: try object.flag("sensitive"),
      register: try object.optional("register"), source: try object.required("source"))
  }
}

extension PlannedStep.Action: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    switch self {
    case .run(let text, let stdin, let expectation):
      out.put("expect", expectation)
      out.put("kind", StepKind.run)
      out.put("run", text)
      out.put("stdin", stdin)
    case .script(let script, let stdin, let expectation):
      out.put("expect", expectation)
      out.put("kind", StepKind.script)
      out.put("script", script)
      out.put("stdin", stdin)
    case .machine(let machine):
      out.put("kind", StepKind.machine)
      out.put("machine", machine)
    case .check(let check):
      out.put("check", check)
      out.put("kind", StepKind.check)
    case .verify(let level, let checks, let within):
      out.put("checks", checks)
      out.put("kind", StepKind.verify)
      out.put("level", level)
      out.put(milliseconds: "within_ms", within)
    case .manual(let task):
      out.put("kind", StepKind.manual)
      out.put("task", task)
    case .wait(let time):
      out.put("kind", StepKind.wait)
      out.put(milliseconds: "wait_ms", time)
    }
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    switch try object.required("kind", as: StepKind.self) {
    case .run:
      self = .run(try object.required("run"), stdin: try object.optional("stdin"), try object.required("expect"))
    case .script:
      self = .script(try object.required("script"), stdin: try object.optional("stdin"), try object.required("expect"))
    case .machine: self = .machine(try object.required("machine"))
    case .check: self = .check(try object.required("check"))
    case .verify:
      self = .verify(
        level: try object.required("level"), checks: try object.list("checks"),
        within: try object.requiredMilliseconds("within_ms"))
    case .manual: self = .manual(try object.required("task"))
    case .wait: self = .wait(try object.requiredMilliseconds("wait_ms"))
    case .use: throw CodecError(.expected("a kind of step that plans have"), at: "kind")
    }
  }
}

extension StepKind: Recorded {}

extension Retry: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("attempts", attempts)
    out.put(milliseconds: "every_ms", every)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(attempts: try object.required("attempts"), every: try object.requiredMilliseconds("every_ms"))
    guard (1...1_000_000).contains(attempts) else {
      throw CodecError(.expected("a number of attempts"), at: "attempts")
    }
  }
}

extension ManualTask: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put(milliseconds: "expected_ms", expected)
    out.put("instruction", instruction)
    out.put("items", items)
    out.put("role", role)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      instruction: try object.required("instruction"), items: try object.list("items"),
      role: try object.optional("role"), expected: try object.milliseconds("expected_ms"))
  }
}

extension PlannedUndo: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    if case .run(_, let expectation) = action { out.put("expect", expectation) }
    out.put("host", host)
    if case .machine(let machine) = action { out.put("machine", machine) }
    if case .manual(let instruction) = action { out.put("manual", instruction) }
    out.put("retry", retry)
    if case .run(let text, _) = action { out.put("run", text) }
    out.put(milliseconds: "timeout_ms", timeout)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    let action: Action =
      if let text: PlannedText = try object.optional("run") {
        .run(text, try object.required("expect"))
      } else if let machine: PlannedMachine = try object.optional("machine") {
        .machine(machine)
      } else {
        .manual(try object.required("manual"))
      }
    self.init(
      action: action, host: try object.optional("host"), timeout: try object.requiredMilliseconds("timeout_ms"),
      retry: try object.required("retry"))
  }
}

extension PlannedCondition: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("is_one_of", isOneOf)
    out.put("key", key)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(key: try object.required("key"), isOneOf: try object.list("is_one_of"))
  }
}

extension PlannedRegister: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("key", key)
    out.put("matches", matches)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(key: try object.required("key"), matches: try object.optional("matches"))
  }
}
