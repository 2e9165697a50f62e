extension Event {
  /// One flat object: `seq`, `at`, `elapsed_us` and `event`, and beside them what the kind of event says.
  ///
  /// Times of the monotonic clock are whole microseconds; what is finer is cut off, as `inWholeMicroseconds` does.
  public var json: JSON {
    var sink = TreeSink()
    sink.beginObject()
    writeMembers(to: &sink)
    sink.endObject()
    return sink.value
  }

  /// Appends the canonical bytes of the event with one more member, `prev`: the digest of what stands before it in its record.
  public func write(after previous: Digest, to bytes: inout [UInt8]) {
    var sink = SortingSink(capacity: 512)
    writeMembers(to: &sink)
    sink.put("prev", previous)
    sink.writeObject(to: &bytes)
  }

  private func writeMembers(to out: inout some RecordSink) {
    out.put("at", at)
    out.put(microseconds: "elapsed_us", elapsed)
    out.put("event", body.kind)
    out.put("seq", sequence)
    body.writeMembers(to: &out)
  }

  /// - Throws: `CodecError` for what isn't an event, and for a journal that a newer Sonae has begun.
  public init(json: JSON) throws(CodecError) {
    let object = try ObjectReader(json)
    self.init(
      sequence: try object.required("seq"), at: try object.required("at"),
      elapsed: try object.requiredMicroseconds("elapsed_us"), body: try Body(object))
  }

  /// The event as it will be read back: times cut to what the record keeps.
  public var inWholeMicroseconds: Event {
    var event = self
    event.elapsed = elapsed.cutToMicroseconds
    switch body {
    case .opened(var header):
      header.clockZero = header.clockZero?.cutToMicroseconds
      event.body = .opened(header)
    case .marked(var mark):
      mark.elapsed = mark.elapsed.cutToMicroseconds
      event.body = .marked(mark)
    case .stepEnded(let step, let attempt, var outcome):
      outcome.duration = outcome.duration.cutToMicroseconds
      event.body = .stepEnded(step: step, attempt: attempt, outcome)
    case .undoEnded(let step, let attempt, var outcome):
      outcome.duration = outcome.duration.cutToMicroseconds
      event.body = .undoEnded(step: step, attempt: attempt, outcome)
    case .resumed(var takeover):
      takeover.unattended = takeover.unattended.cutToMicroseconds
      takeover.clockZero = takeover.clockZero?.cutToMicroseconds
      event.body = .resumed(takeover)
    case .clockStepped(let step): event.body = .clockStepped(step.cutToMicroseconds)
    default: break
    }
    return event
  }
}

extension Duration {
  fileprivate var cutToMicroseconds: Duration { .microseconds(inMicroseconds) }
}

/// The word for an event in a journal.
enum EventKind: String, Recorded, CaseIterable {
  case opened = "run.opened"
  case marked = "clock.marked"
  case phaseBegan = "phase.began"
  case stepStarted = "step.started"
  case stepEnded = "step.ended"
  case stepSettled = "step.settled"
  case undoStarted = "undo.started"
  case undoEnded = "undo.ended"
  case undoWaived = "undo.waived"
  case stopRequested = "stop.requested"
  case noted = "note"
  case clockStepped = "clock.stepped"
  case resumed = "run.resumed"
  case halted = "run.halted"
  case closed = "run.closed"
}

extension Event.Body {
  var kind: EventKind {
    switch self {
    case .opened: .opened
    case .marked: .marked
    case .phaseBegan: .phaseBegan
    case .stepStarted: .stepStarted
    case .stepEnded: .stepEnded
    case .stepSettled: .stepSettled
    case .undoStarted: .undoStarted
    case .undoEnded: .undoEnded
    case .undoWaived: .undoWaived
    case .stopRequested: .stopRequested
    case .noted: .noted
    case .clockStepped: .clockStepped
    case .resumed: .resumed
    case .halted: .halted
    case .closed: .closed
    }
  }

  func writeMembers(to out: inout some RecordSink) {
    switch self {
    case .opened(let header): header.writeMembers(to: &out)
    case .marked(let mark): mark.writeMembers(to: &out)
    case .phaseBegan(let phase): out.put("phase", phase)
    case .stepStarted(let step, let attempt, let owesUndo):
      out.put("attempt", attempt)
      out.put("owes_undo", ifTrue: owesUndo)
      out.put("step", step)
    case .stepEnded(let step, let attempt, let outcome), .undoEnded(let step, let attempt, let outcome):
      out.put("attempt", attempt)
      out.put("step", step)
      outcome.writeMembers(to: &out)
    case .stepSettled(let step, let result, let reason, let by):
      out.put("by", by)
      out.put("reason", reason)
      out.put("result", result)
      out.put("step", step)
    case .undoStarted(let step, let attempt):
      out.put("attempt", attempt)
      out.put("step", step)
    case .undoWaived(let step, let by, let reason):
      out.put("by", by)
      out.put("step", step)
      out.put("text", reason)
    case .stopRequested(let by, let reason):
      out.put("by", by)
      out.put("reason", reason)
    case .noted(let text, let by):
      out.put("by", by)
      out.put("text", text)
    case .clockStepped(let step): out.put(microseconds: "step_us", step)
    case .resumed(let takeover): takeover.writeMembers(to: &out)
    case .halted(let reason): out.put("reason", reason)
    case .closed(let result): out.put("result", result)
    }
  }

  init(_ object: ObjectReader) throws(CodecError) {
    switch try object.required("event", as: EventKind.self) {
    case .opened: self = .opened(try RunHeader(object))
    case .marked: self = .marked(try ClockMark(object))
    case .phaseBegan: self = .phaseBegan(try object.required("phase"))
    case .stepStarted:
      self = .stepStarted(
        step: try object.required("step"), attempt: try object.required("attempt"),
        owesUndo: try object.flag("owes_undo"))
    case .stepEnded:
      self = .stepEnded(step: try object.required("step"), attempt: try object.required("attempt"), try Outcome(object))
    case .stepSettled:
      self = .stepSettled(
        step: try object.required("step"), result: try object.required("result"), try object.required("reason"),
        by: try object.optional("by"))
    case .undoStarted: self = .undoStarted(step: try object.required("step"), attempt: try object.required("attempt"))
    case .undoEnded:
      self = .undoEnded(step: try object.required("step"), attempt: try object.required("attempt"), try Outcome(object))
    case .undoWaived:
      self = .undoWaived(
        step: try object.required("step"), by: try object.required("by"), reason: try object.required("text"))
    case .stopRequested: self = .stopRequested(by: try object.required("by"), try object.required("reason"))
    case .noted: self = .noted(try object.required("text"), by: try object.required("by"))
    case .clockStepped: self = .clockStepped(try object.requiredMicroseconds("step_us"))
    case .resumed: self = .resumed(try Takeover(object))
    case .halted: self = .halted(try object.required("reason"))
    case .closed: self = .closed(try object.required("result"))
    }
  }
}
