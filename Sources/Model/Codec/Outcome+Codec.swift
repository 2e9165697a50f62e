extension Outcome {
  func writeMembers(to out: inout some RecordSink) {
    out.put("by", by)
    out.put("checks", checks)
    out.put(microseconds: "duration_us", duration)
    out.put("exit", exit)
    out.put("interrupted", ifTrue: interrupted)
    out.put("not_started", ifTrue: !started)
    out.put("note", note)
    out.put("reason", reason)
    out.put("registered", registered)
    out.put("result", result)
    out.put("stderr", stderr)
    out.put("stdout", stdout)
    out.put("via", via)
  }

  init(_ object: ObjectReader) throws(CodecError) {
    self.init(try object.required("result"))
    started = try !object.flag("not_started")
    interrupted = try object.flag("interrupted")
    exit = try object.optional("exit")
    duration = try object.requiredMicroseconds("duration_us")
    reason = try object.optional("reason")
    stdout = try object.optional("stdout")
    stderr = try object.optional("stderr")
    registered = try object.optional("registered")
    checks = try object.list("checks")
    by = try object.optional("by")
    via = try object.optional("via")
    note = try object.optional("note")
  }
}

extension CheckOutcome: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("data_as_of", dataAsOf)
    out.put("holds", ifTrue: holds)
    out.put("id", id)
    out.put("mandatory", ifTrue: mandatory)
    out.put("reason", reason)
    out.put("seen", seen)
    out.put("tries", tries)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), holds: try object.flag("holds"), tries: try object.required("tries"),
      mandatory: try object.flag("mandatory"), seen: try object.required("seen"))
    dataAsOf = try object.optional("data_as_of")
    reason = try object.optional("reason")
  }
}

/// `{"digest":…,"text":…}`, `{"bytes":…,"file":…,"kept":…,"partial":true,"whole":…}` or `{"withheld":true}`.
extension KeptOutput: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    switch self {
    case .inline(let text, let digest):
      out.put("digest", digest)
      out.put("text", text)
    case .file(let digest, let kept, let bytes, let whole, let isPartial):
      out.put("bytes", bytes)
      out.put("file", digest)
      out.put("kept", kept)
      out.put("partial", ifTrue: isPartial)
      out.put("whole", whole)
    case .withheld:
      out.put("withheld", ifTrue: true)
    }
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    if let text: String = try object.optional("text") {
      self = .inline(text, digest: try object.required("digest"))
    } else if let file: Digest = try object.optional("file") {
      self = .file(
        digest: file, kept: try object.required("kept"), bytes: try object.required("bytes"),
        whole: try object.required("whole"), isPartial: try object.flag("partial"))
    } else if try object.flag("withheld") {
      self = .withheld
    } else {
      throw CodecError(.expected("an output with its text, its file or withheld"))
    }
  }
}
