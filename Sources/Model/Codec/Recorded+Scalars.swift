extension String: Recorded {
  func write(to out: inout some RecordSink) { out.string(self) }

  init(json: JSON) throws(CodecError) {
    guard case .string(let value) = json else { throw CodecError(.expected("a text")) }
    self = value
  }
}

extension Int: Recorded {
  func write(to out: inout some RecordSink) { out.integer(Int64(self)) }

  init(json: JSON) throws(CodecError) {
    guard case .integer(let value) = json else { throw CodecError(.expected("a whole number")) }
    self = Int(value)
  }
}

extension Bool: Recorded {
  func write(to out: inout some RecordSink) { out.bool(self) }

  init(json: JSON) throws(CodecError) {
    guard case .bool(let value) = json else { throw CodecError(.expected("true or false")) }
    self = value
  }
}

/// Records carry whole numbers only, so this is a text: the shortest that gives the same number again.
extension Double: Recorded {
  func write(to out: inout some RecordSink) { out.string(description) }

  init(json: JSON) throws(CodecError) {
    guard case .string(let text) = json, let value = Double(text) else {
      throw CodecError(.expected("a number as a text"))
    }
    self = value
  }
}

extension Recorded where Self: RawRepresentable, RawValue == String {
  func write(to out: inout some RecordSink) { out.string(rawValue) }

  init(json: JSON) throws(CodecError) {
    guard case .string(let text) = json, let value = Self(rawValue: text) else {
      throw CodecError(.expected("one of the words for \(Self.self)"))
    }
    self = value
  }
}

extension Mode: Recorded {}
extension OnFailure: Recorded {}
extension DrillType: Recorded {}
extension ClockRule: Recorded {}
extension PluginState: Recorded {}
extension RunPhase: Recorded {}
extension RunResult: Recorded {}
extension StepResult: Recorded {}
extension Scenario.Notice: Recorded {}
extension Scenario.Environment: Recorded {}
extension Inventory.Role: Recorded {}
extension Host.DrillPolicy: Recorded {}
extension Host.Shell: Recorded {}
extension Host.Transport: Recorded {}
extension PlannedStep.Phase: Recorded {}

extension Digest: Recorded {
  func write(to out: inout some RecordSink) { out.string(description) }

  init(json: JSON) throws(CodecError) {
    guard case .string(let text) = json, let value = Digest(text) else {
      throw CodecError(.expected("a sha256: digest"))
    }
    self = value
  }
}

/// `2026-11-22T01:15:00.000Z` and no other spelling: a time has one text in a record.
extension WallTime: Recorded {
  func write(to out: inout some RecordSink) { out.string(iso8601) }

  init(json: JSON) throws(CodecError) {
    guard case .string(let text) = json, let value = WallTime(canonical: text) else {
      throw CodecError(.expected("a time like 2026-11-22T01:15:00.000Z"))
    }
    self = value
  }
}

/// A plain text when it is the same in both languages.
extension LocalizedText: Recorded {
  func write(to out: inout some RecordSink) {
    if let ja, let en, ja == en { return out.string(en) }
    out.beginObject()
    out.put("en", en)
    out.put("ja", ja)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    if case .string(let text) = json {
      self.init(text)
    } else {
      let object = try ObjectReader(json)
      self.init(ja: try object.optional("ja"), en: try object.optional("en"))
    }
  }
}

extension Reason: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("code", code)
    out.put("en", text.en)
    out.put("ja", text.ja)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      code: try object.required("code"),
      text: LocalizedText(ja: try object.optional("ja"), en: try object.optional("en")))
  }
}
