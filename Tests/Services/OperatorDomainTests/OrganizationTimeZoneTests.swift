import Kernel
import OperatorDomain
import Testing

@Suite("OrganizationTimeZone")
struct OrganizationTimeZoneTests {
  /// Instants are written as seconds since 1970, computed with `date -u -d`.
  @Test(
    "finds the instant of a time of day",
    arguments: [
      // Winter and summer in Israel: +02:00 and +03:00.
      ("Asia/Jerusalem", "1999-01-01", 31, 915_141_631),
      ("Asia/Jerusalem", "1999-07-01", 43_200, 930_819_600),
      // 1999-04-02 from 2:00 to 3:00 was left out: 1:59:59 is +02:00, 3:00:00 is +03:00.
      ("Asia/Jerusalem", "1999-04-02", 7_199, 923_011_199),
      ("Asia/Jerusalem", "1999-04-02", 10_800, 923_011_200),
      // 2:30 did not exist and is taken as 3:30 +03:00.
      ("Asia/Jerusalem", "1999-04-02", 9_000, 923_013_000),
      // 1999-09-03 from 1:00 to 2:00 came twice: 1:30 is the first, +03:00.
      ("Asia/Jerusalem", "1999-09-03", 5_400, 936_311_400),
      ("Asia/Jerusalem", "1999-09-03", 7_200, 936_316_800),
      ("America/New_York", "2024-03-10", 9_000, 1_710_055_800),
      ("America/New_York", "2024-11-03", 5_400, 1_730_611_800),
      ("UTC", "2000-02-29", 86_399, 951_868_799),
    ])
  func instants(zone: String, day: String, second: Int, expected: Int64) throws {
    let zone = try OrganizationTimeZone(parsing: zone, field: "time_zone")
    let day = try Workday(parsing: day, field: "day")
    let instant = zone.instant(of: ClockTime(wrapping: second), on: day)
    #expect(instant == Timestamp(microseconds: expected * 1_000_000))
  }

  @Test(
    "refuses what is not a name of the time zone database",
    arguments: ["", "EST", "GMT+2", "Asia/Nowhere", "+02:00", String(repeating: "a/", count: 40)])
  func refusals(text: String) {
    #expect(
      throws: ValidationError(
        field: "time_zone", reason: "must be an IANA time zone such as Asia/Jerusalem")
    ) { try OrganizationTimeZone(parsing: text, field: "time_zone") }
  }

  @Test("keeps its name")
  func name() throws {
    let zone = try OrganizationTimeZone(parsing: "Asia/Jerusalem", field: "time_zone")
    #expect(zone.identifier == "Asia/Jerusalem")
  }
}
