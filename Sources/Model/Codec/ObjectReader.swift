/// Reads the members of an object; members that it isn't asked for are passed over.
struct ObjectReader {
  let members: [JSON.Member]

  init(_ json: JSON) throws(CodecError) {
    guard case .object(let members) = json else { throw CodecError(.expected("an object")) }
    self.members = members
  }

  subscript(name: String) -> JSON? {
    for member in members where member.name == name { return member.value }
    return nil
  }

  func required<T: Recorded>(_ name: String, as: T.Type = T.self) throws(CodecError) -> T {
    guard let value = self[name] else { throw CodecError(.missing, at: name) }
    do { return try T(json: value) } catch { throw error.inside(name) }
  }

  func optional<T: Recorded>(_ name: String, as: T.Type = T.self) throws(CodecError) -> T? {
    guard let value = self[name] else { return nil }
    do { return try T(json: value) } catch { throw error.inside(name) }
  }

  func list<T: Recorded>(_ name: String, default usual: [T] = []) throws(CodecError) -> [T] {
    guard let value = self[name] else { return usual }
    guard case .array(let elements) = value else { throw CodecError(.expected("a list"), at: name) }
    var values: [T] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      do { values.append(try T(json: element)) } catch { throw error.inside("\(name)[\(index)]") }
    }
    return values
  }

  func map<T: Recorded>(_ name: String, of: T.Type = T.self) throws(CodecError) -> [String: T] {
    guard let value = self[name] else { return [:] }
    guard case .object(let members) = value else { throw CodecError(.expected("an object"), at: name) }
    var values: [String: T] = [:]
    for member in members {
      do { values[member.name] = try T(json: member.value) } catch { throw error.inside("\(name).\(member.name)") }
    }
    return values
  }

  func flag(_ name: String) throws(CodecError) -> Bool { try optional(name) ?? false }

  /// At most 1000 years, so that no sum or product of a plan's durations can overflow.
  func milliseconds(_ name: String) throws(CodecError) -> Duration? {
    guard let value: Int = try optional(name) else { return nil }
    guard value.magnitude <= 31_557_600_000_000 else { throw CodecError(.expected("a duration"), at: name) }
    return .milliseconds(value)
  }

  func requiredMilliseconds(_ name: String) throws(CodecError) -> Duration {
    guard let value = try milliseconds(name) else { throw CodecError(.missing, at: name) }
    return value
  }

  func requiredMicroseconds(_ name: String) throws(CodecError) -> Duration {
    guard let value = try microseconds(name) else { throw CodecError(.missing, at: name) }
    return value
  }

  func microseconds(_ name: String) throws(CodecError) -> Duration? {
    guard let value: Int = try optional(name) else { return nil }
    guard value.magnitude <= 31_557_600_000_000_000 else { throw CodecError(.expected("a duration"), at: name) }
    return .microseconds(value)
  }
}
