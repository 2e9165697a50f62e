/// `{"shell":true,"text":"systemctl start x"}`; with values that come in later `{"parts":["echo ",{"registered":"ad.ip"}]}`.
extension PlannedText: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    if parts.count == 1, case .text(let text) = parts[0] {
      out.put("shell", ifTrue: isShell)
      out.put("text", text)
    } else {
      out.put("parts", parts)
      out.put("shell", ifTrue: isShell)
    }
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    let shell = try object.flag("shell")
    if let text: String = try object.optional("text") {
      self.init(text, isShell: shell)
    } else {
      self.init(parts: try object.list("parts"), isShell: shell)
    }
  }
}

extension PlannedText.Part: Recorded {
  func write(to out: inout some RecordSink) {
    if case .text(let text) = self { return out.string(text) }
    out.beginObject()
    switch self {
    case .text: break
    case .registered(let key): out.put("registered", key)
    case .secret(let name): out.put("secret", name)
    case .runID: out.put("run_id", ifTrue: true)
    }
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    if case .string(let text) = json {
      self = .text(text)
      return
    }
    let object = try ObjectReader(json)
    if let key: String = try object.optional("registered") {
      self = .registered(key)
    } else if let name: String = try object.optional("secret") {
      self = .secret(name)
    } else if try object.flag("run_id") {
      self = .runID
    } else {
      throw CodecError(.expected("a text or a value that comes in later"))
    }
  }
}

extension PlannedScript: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("arguments", arguments)
    out.put("interpreter", interpreter)
    out.put("path", path)
    out.put("text", text)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      path: try object.required("path"), text: try object.required("text"),
      interpreter: try object.required("interpreter"), arguments: try object.list("arguments"))
  }
}

extension Expectation: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("exit", unlessDefault: exit, [0])
    out.put("number", number)
    out.put("stderr", stderr)
    out.put("stdout", stdout)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      exit: try object.list("exit", default: [0]), stdout: try object.optional("stdout"),
      stderr: try object.optional("stderr"), number: try object.optional("number"))
  }
}

extension NumberRange: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("at_least", atLeast)
    out.put("at_most", atMost)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(atLeast: try object.optional("at_least"), atMost: try object.optional("at_most"))
  }
}
