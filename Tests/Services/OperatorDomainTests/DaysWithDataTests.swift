import Kernel
import OperatorDomain
import Testing

@Suite("DaysWithData")
struct DaysWithDataTests {
  private func day(_ text: String) throws -> Workday { try Workday(parsing: text, field: "day") }

  private func days(
    _ first: String, _ last: String, points: String? = nil, showsCalls: Bool = true
  ) throws -> DaysWithData {
    DaysWithData(
      firstCall: try day(first), lastCall: try day(last),
      lastPoints: try points.map { try day($0) }, showsCalls: showsCalls)
  }

  private func range(
    _ days: DaysWithData, from start: String? = nil, through end: String? = nil
  ) throws -> String {
    let range = try days.range(
      from: try start.map { try day($0) }, through: try end.map { try day($0) })
    return "\(range.start) \(range.end)"
  }

  @Test(
    "shows the calls up to the last one, but at most 92 days",
    arguments: [
      ("2026-01-01", "2026-01-31", "2026-01-01 2026-01-31"),
      ("2026-01-01", "2026-04-02", "2026-01-01 2026-04-02"),
      ("2026-01-01", "2026-04-03", "2026-01-02 2026-04-03"),
      ("1999-01-01", "2026-01-31", "2025-11-01 2026-01-31"),
      ("1999-01-01", "1999-01-01", "1999-01-01 1999-01-01"),
    ])
  func calls(first: String, last: String, expected: String) throws {
    #expect(try range(days(first, last)) == expected)
  }

  @Test("goes on to the last points, which can be long after the calls")
  func points() throws {
    let days = try days("2026-01-01", "2026-01-31", points: "2026-11-26")
    #expect(try range(days) == "2026-01-01 2026-11-26")
    let chosen = try days.range(from: nil, through: nil)
    #expect(days.lastPoints(after: chosen) == nil)
  }

  @Test("passes over points on days with calls")
  func earlyPoints() throws {
    let days = try days("2026-01-01", "2026-01-31", points: "2026-01-31")
    #expect(days.lastPoints == nil)
  }

  @Test("shows the calls, or what is asked for, when the points are too far away for one report")
  func farPoints() throws {
    let all = try days("1999-01-01", "1999-01-31", points: "2026-11-26")
    #expect(try range(all) == "1999-01-01 1999-01-31")
    let chosen = try all.range(from: nil, through: nil)
    #expect(all.lastPoints(after: chosen) == (try day("2026-11-26")))
    let pointsOnly = try days(
      "1999-01-01", "1999-01-31", points: "2026-11-26", showsCalls: false)
    #expect(try range(pointsOnly) == "2016-11-19 2026-11-26")
  }

  @Test("goes from a first day that is named as far as a report can")
  func startGiven() throws {
    let days = try days("1999-01-01", "2026-01-31", points: "2026-11-26")
    #expect(try range(days, from: "2020-01-01") == "2020-01-01 2026-11-26")
    #expect(try range(days, from: "2026-11-26") == "2026-11-26 2026-11-26")
    #expect(try range(days, from: "1999-01-01") == "1999-01-01 2009-01-07")
  }

  @Test("begins at most 92 days before the last call when the last day is named")
  func endGiven() throws {
    let days = try days("1999-01-01", "2026-01-31")
    #expect(try range(days, through: "1999-01-31") == "1999-01-01 1999-01-31")
    #expect(try range(days, through: "2025-12-31") == "2025-10-01 2025-12-31")
    #expect(try range(days, through: "2026-12-31") == "2025-11-01 2026-12-31")
    #expect(try range(days, through: "2050-01-01") == "2039-12-26 2050-01-01")
  }

  @Test("takes both days as they are named, with data or without")
  func bothGiven() throws {
    let days = try days("2026-01-01", "2026-01-31")
    #expect(try range(days, from: "2001-01-01", through: "2001-02-01") == "2001-01-01 2001-02-01")
    #expect(throws: ValidationError.self) {
      try range(days, from: "2001-01-02", through: "2001-01-01")
    }
  }

  @Test("says which days have something when a named day is beyond all of them")
  func nothing() throws {
    let calls = try days("2026-01-01", "2026-01-31")
    let late = #expect(throws: NoDataError.self) { try range(calls, from: "2026-02-01") }
    #expect(
      late?.description
        == "There are no calls on or after 2026-02-01; the calls are of 2026-01-01 to 2026-01-31.")
    let early = #expect(throws: NoDataError.self) { try range(calls, through: "2025-12-31") }
    #expect(early?.description.hasPrefix("There are no calls on or before 2025-12-31; ") == true)
    let points = try days("2026-01-01", "2026-01-31", points: "2026-11-26")
    let later = #expect(throws: NoDataError.self) { try range(points, from: "2026-11-27") }
    #expect(later?.description.hasSuffix(", the last points of 2026-11-26.") == true)
  }
}
