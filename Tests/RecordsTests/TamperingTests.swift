import Simulation
import Testing

@testable import Model
@testable import Records

/// A long record, changed in every way: `tools/campaign tamper` changes each of its bytes to every other value.
@Suite struct TamperingTests {
  private static let seed = UInt64.random(in: .min ... .max)
  private static let record = Result { try LongRecord(seed: seed) }

  /// What is tampered with is no small sample: there is nothing that a journal can hold and this one doesn't.
  @Test func theRecordHasEverythingThatARecordCanHold() throws {
    let record = try Self.record.get()
    #expect(try record.lines > 1000)
    let verification = try record.run.verify()
    #expect(verification.status == .verified && verification.isClosed, "seed \(Self.seed)")
    let read = try record.run.read()
    #expect(Set(read.events.map(\.body.kind)) == Set(EventKind.allCases))
  }

  @Test func noChangeStaysUnfound() throws {
    var tampering = try Tampering(LongRecord(seed: Self.seed), seed: Self.seed, .init(oneIn: 20, values: 1))
    try tampering.sweep(part: Int(Self.seed % 20), of: 20)
    #expect(tampering.tally.changes > 2_000)
    #expect(tampering.tally.unfound.isEmpty, "seed \(Self.seed)")
  }
}
