/// Writes canonical bytes straight away.
struct ByteSink: RecordSink {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func string(_ value: String) {
    separate()
    JSON.write(value, to: &bytes)
  }

  mutating func integer(_ value: Int64) {
    separate()
    JSON.integer(value).write(to: &bytes)
  }

  mutating func bool(_ value: Bool) {
    separate()
    bytes += (value ? "true" : "false").utf8
  }

  mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
  }

  /// The names in this source need no escapes.
  mutating func name(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func name(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func endObject() { bytes.append(UInt8(ascii: "}")) }

  mutating func beginArray() {
    separate()
    bytes.append(UInt8(ascii: "["))
  }

  mutating func endArray() { bytes.append(UInt8(ascii: "]")) }

  /// A comma, unless nothing stands before in the same brackets. No value ends with one of these bytes.
  private mutating func separate() {
    switch bytes.last {
    case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
    default: bytes.append(UInt8(ascii: ","))
    }
  }
}

/// Builds a JSON value.
struct TreeSink: RecordSink {
  private enum Level {
    case array([JSON])
    case object([JSON.Member])
  }

  private(set) var value = JSON.null
  private var open: [Level] = []
  private var names: [String] = []

  mutating func string(_ value: String) { add(.string(value)) }
  mutating func integer(_ value: Int64) { add(.integer(value)) }
  mutating func bool(_ value: Bool) { add(.bool(value)) }

  mutating func beginObject() {
    var members: [JSON.Member] = []
    members.reserveCapacity(12)
    open.append(.object(members))
  }

  mutating func name(_ name: StaticString) { names.append(name.description) }
  mutating func name(_ name: String) { names.append(name) }
  mutating func endObject() { end() }
  mutating func beginArray() { open.append(.array([])) }
  mutating func endArray() { end() }

  private mutating func end() {
    switch open.popLast() {
    case .object(let members): add(.object(members))
    case .array(let values): add(.array(values))
    case nil: break
    }
  }

  private mutating func add(_ value: JSON) {
    switch open.popLast() {
    case .object(var members):
      members.append(JSON.Member(names.popLast() ?? "", value))
      open.append(.object(members))
    case .array(var values):
      values.append(value)
      open.append(.array(values))
    case nil: self.value = value
    }
  }
}
