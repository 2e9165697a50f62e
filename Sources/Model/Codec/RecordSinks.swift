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

/// Writes the members of one object, which come in any order, as canonical bytes. What stands inside of them comes in order.
struct SortingSink: RecordSink {
  private var sink: ByteSink
  private var depth = 0
  private var members: [(name: StaticString, start: Int)] = []

  init(capacity: Int) {
    sink = ByteSink(capacity: capacity)
    members.reserveCapacity(20)
  }

  mutating func name(_ name: StaticString) {
    // The comma before it belongs to neither of the two.
    if depth == 0 { members.append((name, sink.bytes.isEmpty ? 0 : sink.bytes.count + 1)) }
    sink.name(name)
  }

  mutating func name(_ name: String) { sink.name(name) }
  mutating func string(_ value: String) { sink.string(value) }
  mutating func integer(_ value: Int64) { sink.integer(value) }
  mutating func bool(_ value: Bool) { sink.bool(value) }

  mutating func beginObject() {
    depth += 1
    sink.beginObject()
  }

  mutating func endObject() {
    depth -= 1
    sink.endObject()
  }

  mutating func beginArray() { sink.beginArray() }
  mutating func endArray() { sink.endArray() }

  func writeObject(to bytes: inout [UInt8]) {
    let sorted = members.indices.sorted { precedes(members[$0].name, members[$1].name) }
    bytes.append(UInt8(ascii: "{"))
    for (place, index) in sorted.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      let end = index + 1 < members.count ? members[index + 1].start - 1 : sink.bytes.count
      bytes += sink.bytes[members[index].start..<end]
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// The names in this source are ASCII, whose canonical order is that of their bytes.
  private func precedes(_ a: StaticString, _ b: StaticString) -> Bool {
    a.withUTF8Buffer { a in b.withUTF8Buffer { b in a.lexicographicallyPrecedes(b) } }
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
