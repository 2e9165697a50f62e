import Testing

@testable import Model

@Suite struct TimeTests {
  @Test(arguments: [
    ("2026-11-22T10:15:00+09:00", "2026-11-22T01:15:00.000Z"), ("2026-11-22T01:15:00.25Z", "2026-11-22T01:15:00.250Z"),
    ("2026-11-22 01:15Z", "2026-11-22T01:15:00.000Z"), ("2024-02-29T00:00:00-0330", "2024-02-29T03:30:00.000Z"),
    ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ("2000-01-01T00:00:00,1239+00", "2000-01-01T00:00:00.123Z"),
  ]) func timesAreReadInAnyZoneAndWrittenInUTC(text: String, written: String) {
    #expect(WallTime(iso8601: text)?.iso8601 == written)
  }

  @Test(arguments: [
    "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T10:60:00Z", "2026-11-22T10:15:60Z", "2026-11-22T10:15:00", "2026-11-22", "2026-11-22T10:15:00.Z",
    "2026-11-22T10:15:00Zx", "", "2026-11-22T10:15:00+24:00",
  ]) func timesThatDoNotExistAreRefused(text: String) {
    #expect(WallTime(iso8601: text) == nil)
  }

  @Test func aRecordHasOneSpellingOfATime() {
    #expect(WallTime(canonical: "2026-11-22T01:15:00.250Z") == WallTime(iso8601: "2026-11-22T10:15:00.25+09:00"))
    for text in [
      "2026-11-22T01:15:00.25Z", "2026-11-22 01:15:00.250Z", "2026-11-22T01:15:00.250z", "2026-02-30T01:15:00.250Z",
      "2026-11-22T01:15:00.250+", "+026-11-22T01:15:00.250Z", "2026-11-22T25:15:00.250Z",
    ] {
      #expect(WallTime(canonical: text) == nil, "\(text)")
    }
  }

  @Test(arguments: 0..<10) func bothReadersAgreeOnWhatIsWritten(seed: UInt64) {
    var random = Seeded(seed: seed)
    for _ in 0..<500 {
      let time = WallTime(milliseconds: .random(in: -62_135_596_800_000...253_402_300_799_999, using: &random))
      #expect(WallTime(iso8601: time.iso8601) == time, "seed \(seed)")
      #expect(WallTime(canonical: time.iso8601) == time, "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("2026-03-31T14:59:59Z", 2025, "2026-03-31 23:59:59"), ("2026-03-31T15:00:00Z", 2026, "2026-04-01 00:00:00"),
    ("2026-12-31T15:00:00Z", 2026, "2027-01-01 00:00:00"),
  ]) func theFiscalYearBeginsWithAprilInJapan(text: String, year: Int, clock: String) throws {
    let civil = CivilTime(try #require(WallTime(iso8601: text)), offset: .seconds(9 * 3600))
    #expect(civil.fiscalYear == year)
    #expect("\(civil.dateText) \(civil.clockText)" == clock)
  }

  @Test func daysAreCountedThereAndBack() {
    for day in stride(from: Int64(-800_000), through: 2_900_000, by: 173) {
      let (year, month, date) = CivilTime.date(daysSinceEpoch: day)
      #expect(CivilTime.daysSinceEpoch(year: year, month: month, day: date) == day)
      #expect(CivilTime.exists(year: year, month: month, day: date))
    }
  }

  @Test func durationsAreCutTowardsZero() {
    #expect(Duration.nanoseconds(1_999_999).inMilliseconds == 1)
    #expect(Duration.nanoseconds(-1_999_999).inMilliseconds == -1)
    #expect(Duration.nanoseconds(-1_999).inMicroseconds == -1)
  }
}
