/// A value that stands in plans and journals.
protocol Recorded {
  /// Writes one value. Members of objects are put in the order of their names, which is the canonical one.
  func write(to out: inout some RecordSink)
  init(json: JSON) throws(CodecError)
}

/// Where values are written to: canonical bytes or a JSON value, from one description of each type.
protocol RecordSink {
  mutating func string(_ value: String)
  mutating func integer(_ value: Int64)
  mutating func bool(_ value: Bool)
  mutating func beginObject()
  mutating func name(_ name: StaticString)
  mutating func name(_ name: String)
  mutating func endObject()
  mutating func beginArray()
  mutating func endArray()
}

/// Members of an object. What is nil, empty or false is left out: absent means that.
extension RecordSink {
  @inline(__always)
  mutating func put(_ name: StaticString, _ value: some Recorded) {
    self.name(name)
    value.write(to: &self)
  }

  @inline(__always)
  mutating func put(_ name: StaticString, _ value: (some Recorded)?) {
    if let value { put(name, value) }
  }

  mutating func put(_ name: StaticString, _ values: [some Recorded]) {
    guard !values.isEmpty else { return }
    self.name(name)
    array(values)
  }

  /// For lists whose absence means something else than the empty list.
  mutating func put<T: Recorded & Equatable>(_ name: StaticString, unlessDefault values: [T], _ usual: [T]?) {
    guard values != usual else { return }
    self.name(name)
    array(values)
  }

  mutating func put(_ name: StaticString, _ values: [String: some Recorded]) {
    guard !values.isEmpty else { return }
    self.name(name)
    beginObject()
    for (name, value) in values.sorted(by: { JSON.precedes($0.key, $1.key) }) {
      self.name(name)
      value.write(to: &self)
    }
    endObject()
  }

  mutating func put(_ name: StaticString, ifTrue value: Bool) {
    if value { put(name, true) }
  }

  mutating func put(milliseconds name: StaticString, _ value: Duration?) {
    if let value { put(name, Int(value.inMilliseconds)) }
  }

  mutating func put(microseconds name: StaticString, _ value: Duration) {
    put(name, Int(value.inMicroseconds))
  }

  private mutating func array(_ values: [some Recorded]) {
    beginArray()
    // By index: what is read in place isn't copied.
    for index in values.indices { values[index].write(to: &self) }
    endArray()
  }
}
