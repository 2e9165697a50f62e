extension PlannedMachine: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("copy", copy)
    out.put("destination", destination)
    out.put("elsewhere", elsewhere)
    out.put("fenced_by", fencedBy)
    out.put(milliseconds: "hard_after_ms", hardAfter)
    out.put("id", id)
    out.put("made_by", madeBy)
    out.put("name", name)
    out.put("operation", operation)
    out.put("platform", platform)
    out.put("snapshot", snapshot)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      operation: try object.required("operation"), id: try object.required("id"), name: try object.required("name"),
      platform: try object.required("platform"), hardAfter: try object.milliseconds("hard_after_ms"))
    elsewhere = try object.list("elsewhere")
    fencedBy = try object.list("fenced_by")
    (copy, madeBy) = (try object.optional("copy"), try object.optional("made_by"))
    (snapshot, destination) = (try object.optional("snapshot"), try object.optional("destination"))
    guard (operation == .migrate) == (destination != nil) else {
      throw CodecError(.expected("where a machine goes"), at: "destination")
    }
    guard operation.namesSnapshot == (snapshot != nil) else {
      throw CodecError(.expected("a snapshot's name"), at: "snapshot")
    }
    guard (operation == .clone) == (copy != nil) else { throw CodecError(.expected("what a clone makes"), at: "copy") }
  }
}

extension PlannedMachine.Copy: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("name", name)
    out.put("network", network)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(name: try object.required("name"), network: try object.required("network"))
  }
}

extension PlannedMachine.Destination: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("host", host)
    out.put("name", name)
    out.put("platform", platform)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      host: try object.required("host"), platform: try object.required("platform"), name: try object.required("name"))
  }
}

extension PlannedMachine.Place: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("host", host)
    out.put("platform", platform)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(host: try object.required("host"), platform: try object.optional("platform"))
  }
}

extension MachineQuestion: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("id", id)
    out.put("name", name)
    out.put("platform", platform)
    out.put("state", state)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      id: try object.required("id"), name: try object.required("name"), platform: try object.required("platform"),
      state: try object.required("state"))
  }
}

extension PlannedPlatform: Recorded {
  func write(to out: inout some RecordSink) {
    out.beginObject()
    out.put("kind", kind)
    out.put("sudo", ifTrue: sudo)
    out.put("uri", uri)
    out.endObject()
  }

  init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(try object.required("kind"), sudo: try object.flag("sudo"), uri: try object.optional("uri"))
  }
}

extension MachineOperation: Recorded {}
extension MachineState: Recorded {}
extension PlatformKind: Recorded {}
