import Testing

@testable import Model

@Suite struct CodecTests {
  @Test(arguments: 0..<20) func everyEventIsReadBackAsItWas(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    for _ in 0..<200 {
      let event = random.event()
      let line = event.json.canonical
      #expect(try Event(json: JSON(reading: line)) == event, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
      #expect(event.inWholeMicroseconds == event)
    }
  }

  @Test(arguments: 0..<60) func everyPlanIsReadBackAsItWas(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    let plan = random.plan()
    #expect(try Plan(json: plan.json) == plan, "seed \(seed)")
    #expect(try Plan(json: JSON(reading: plan.canonical)) == plan, "seed \(seed)")
  }

  @Test(arguments: 0..<60) func thePlansBytesAreCanonical(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    let plan = random.plan()
    #expect(plan.canonical == plan.json.canonical, "seed \(seed)")
    #expect(try JSON(reading: plan.canonical).canonical == plan.canonical, "seed \(seed)")
  }

  @Test func recordsCarryWholeNumbersOnly() throws {
    var random = Seeded(seed: 11)
    for _ in 0..<30 { #expect(!random.plan().json.hasFractions) }
    for _ in 0..<500 { #expect(!random.event().json.hasFractions) }
  }

  @Test func whatIsFinerThanTheRecordIsCutOff() {
    var outcome = Outcome(.passed)
    outcome.duration = .nanoseconds(1_999)
    let event = Event(
      sequence: 1, at: WallTime(milliseconds: 0), elapsed: .nanoseconds(5_001),
      body: .stepEnded(step: "a.b", attempt: 1, outcome))
    outcome.duration = .microseconds(1)
    let kept = Event(
      sequence: 1, at: WallTime(milliseconds: 0), elapsed: .microseconds(5),
      body: .stepEnded(step: "a.b", attempt: 1, outcome))
    #expect(event.inWholeMicroseconds == kept)
    #expect(event.json == kept.json)
  }

  @Test func membersThatAreUnknownArePassedOver() throws {
    let line =
      #"{"at":"2026-11-22T01:15:00.000Z","elapsed_us":5,"event":"note","extra":{"a":[1]},"by":"x","seq":3,"text":"t"}"#
    let event = try Event(json: JSON(reading: line.utf8))
    #expect(event.body == .noted("t", by: "x"))
  }

  @Test(arguments: [
    (#"{"seq":1}"#, "at is missing"),
    (
      #"{"at":"2026-11-22T01:15:00Z","elapsed_us":5,"event":"note","seq":3}"#,
      "at is not a time like 2026-11-22T01:15:00.000Z"
    ),
    (
      #"{"at":"2026-11-22T01:15:00.000Z","elapsed_us":5,"event":"nope","seq":3}"#,
      "event is not one of the words for EventKind"
    ),
    (#"{"at":"2026-11-22T01:15:00.000Z","elapsed_us":5.5,"event":"note","seq":3}"#, "elapsed_us is not a whole number"),
    (
      #"{"at":"2026-11-22T01:15:00.000Z","elapsed_us":9223372036854775807,"event":"note","seq":3}"#,
      "elapsed_us is not a duration"
    ),
    (
      #"{"at":"2026-11-22T01:15:00.000Z","elapsed_us":5,"event":"run.opened","schema":2,"seq":1}"#,
      "schema 2 is newer than this program, which reads up to 1"
    ),
    (
      #"{"at":"2026-11-22T01:15:00.000Z","elapsed_us":5,"event":"step.settled","reason":{"en":"x"},"result":"failed","seq":1,"step":"a"}"#,
      "reason.code is missing"
    ),
  ]) func whatIsNoEventSaysWhere(line: String, message: String) throws {
    let json = try JSON(reading: line.utf8)
    let error = #expect(throws: CodecError.self) { try Event(json: json) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    ("[\"needs\"]", "steps[0].needs is not a list of earlier steps"),
    ("[\"system\"]", "steps[0].system is not a system in this plan"),
    ("[\"host\"]", "steps[0].host is not a host in this plan"),
    ("[\"id\"]", "steps[1].id is not an id of its own"),
    ("[\"attempts\"]", "steps[0].retry.attempts is not a number of attempts"),
  ]) func aPlanThatNoRunCouldBeFoldedOverIsRefused(fault: String, message: String) throws {
    let steps: String =
      switch fault {
      case "[\"needs\"]": Self.step(more: #","needs":[0]"#)
      case "[\"system\"]": Self.step(more: #","system":1"#)
      case "[\"host\"]": Self.step(more: #","host":-1"#)
      case "[\"attempts\"]": Self.step(attempts: 0)
      default: Self.step() + "," + Self.step()
      }
    let text =
      #"{"limits":{"hosts":1,"output_bytes":1,"per_host":1},"mode":"drill","scenario":{"clock":"injected","id":"x","type":"live"},"schema":1,"#
      + #""steps":[\#(steps)],"systems":[{"id":"s","procedure":"s"}],"workspace":{"name":"w","time_zone":"Asia/Tokyo"}}"#
    let json = try JSON(reading: text.utf8)
    let error = #expect(throws: CodecError.self) { try Plan(json: json) }
    #expect(error?.description == message)
  }

  private static func step(more: String = "", attempts: Int = 1) -> String {
    #"{"action":{"kind":"wait","wait_ms":1},"id":"s.a","on_failure":"stop","phase":"recover","retry":{"attempts":\#(attempts),"every_ms":1},"#
      + #""source":"f:1","timeout_ms":1\#(more)}"#
  }

  @Test func anEventIsALineThatPeopleCanRead() {
    let event = Event(
      sequence: 4, at: WallTime(milliseconds: 1_795_310_100_000), elapsed: .milliseconds(12),
      body: .stepStarted(step: "ad-security.database", attempt: 1, owesUndo: true))
    #expect(
      String(decoding: event.json.canonical, as: UTF8.self)
        == #"{"at":"2026-11-22T01:15:00.000Z","attempt":1,"elapsed_us":12000,"event":"step.started","owes_undo":true,"seq":4,"step":"ad-security.database"}"#
    )
  }
}

extension JSON {
  fileprivate var hasFractions: Bool {
    switch self {
    case .number: true
    case .array(let values): values.contains(where: \.hasFractions)
    case .object(let members): members.contains { $0.value.hasFractions }
    case .null, .bool, .integer, .string: false
    }
  }
}
