import Kernel
import Testing

@Suite("Workday")
struct WorkdayTests {
  @Test(
    "is counted from 1970-01-01",
    arguments: [
      ("1970-01-01", 0), ("1999-01-31", 10_622), ("2000-02-29", 11_016), ("0001-01-01", -719_162),
      ("9999-12-31", 2_932_896),
    ] as [(String, Int32)])
  func days(text: String, days: Int32) throws {
    let workday = try Workday(parsing: text, field: "workday")
    #expect(workday.daysSinceEpoch == days)
    #expect(workday.description == text)
  }

  @Test(
    "refuses what is not a date",
    arguments: [
      "", "1999-1-01", "1999-02-29", "1900-02-29", "1999-13-01", "1999-00-10",
      "0000-01-01", "1999-01-32", "99-01-0101", "1999/01/01", "+999-01-01", "１999-01-1",
    ])
  func refusals(text: String) {
    #expect(throws: ValidationError.self) { try Workday(parsing: text, field: "workday") }
  }

  @Test("comes back from its own parts on every day of 500 years")
  func roundTrip() throws {
    for days: Int32 in -100_000...82_000 {
      let parts = Workday(daysSinceEpoch: days).components
      let again = Workday(year: parts.year, month: parts.month, day: parts.day)
      try #require(again?.daysSinceEpoch == days)
    }
  }
}
