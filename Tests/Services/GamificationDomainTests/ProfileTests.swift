import GamificationDomain
import Kernel
import Testing

private let (own, other) = (
  ProfileID(uuid: UUIDBits(high: 1, low: 1)), ProfileID(uuid: UUIDBits(high: 1, low: 2))
)
private let (grace, linus) = (PersonID(stored: "grace"), PersonID(stored: "linus"))

@Suite("ReportingInterval")
struct ReportingIntervalTests {
  @Test(
    "goes back so many days, weeks or calendar months",
    arguments: [
      (.day, 1, "2026-03-31", "2026-03-31"), (.day, 90, "2026-03-31", "2026-01-01"),
      (.week, 13, "2026-03-31", "2025-12-31"), (.month, 1, "2026-03-31", "2026-03-01"),
      (.month, 1, "2026-04-30", "2026-03-31"), (.month, 3, "2026-01-15", "2025-10-16"),
      (.month, 1, "2028-03-30", "2028-03-01"),
    ] as [(ReportingInterval.Granularity, Int32, String, String)])
  func range(
    granularity: ReportingInterval.Granularity, value: Int32, end: String, start: String
  ) throws {
    let interval = try ReportingInterval(granularity: granularity, value: value, field: "interval")
    let last = try Workday(parsing: end, field: "end")
    #expect(interval.range(endingWith: last).lowerBound.description == start)
    #expect(interval.range(endingWith: last).upperBound == last)
  }

  @Test(
    "has a limit for each granularity",
    arguments: [(.day, 91), (.week, 14), (.month, 4), (.day, 0)]
      as [(ReportingInterval.Granularity, Int32)])
  func limits(granularity: ReportingInterval.Granularity, value: Int32) {
    let error = #expect(throws: ValidationError.self) {
      try ReportingInterval(granularity: granularity, value: value, field: "intervals[0]")
    }
    #expect(error?.field == "intervals[0].value")
  }
}

@Suite("ProfileSettings")
struct ProfileSettingsTests {
  private func make(
    name: String = "Sales", intervals: Int = 2, ranks: Int32 = 10
  ) throws -> ProfileSettings {
    try ProfileSettings(
      displayName: name, description: "", division: nil,
      reportingIntervals: try (0..<intervals).map {
        try ReportingInterval(granularity: .day, value: Int32($0 + 1), field: "interval")
      }, visibleRanksMax: ranks, field: "profile")
  }

  @Test("names what is wrong")
  func refusals() throws {
    _ = try make()
    #expect(throws: ValidationError(field: "profile.display_name", reason: "is required")) {
      try make(name: "")
    }
    #expect(
      throws: ValidationError(
        field: "profile.reporting_intervals", reason: "must have at most 2 intervals")
    ) { try make(intervals: 3) }
    #expect(
      throws: ValidationError(
        field: "profile.visible_ranks_max", reason: "must be from 1 to 300")
    ) { try make(ranks: 301) }
  }
}

@Suite("MembershipPlan")
struct MembershipPlanTests {
  @Test("tells whom a profile has, whom another one has, and who is nobody")
  func sorts() {
    let gone = PersonID(stored: "gone")
    let plan = MembershipPlan(
      assigning: [linus, ada, grace, gone, ada], to: own, profiles: [ada: own, linus: other],
      active: [ada, grace, linus])
    #expect(plan.unassigned == [grace])
    #expect(plan.assigned == [ada])
    #expect(plan.assignedElsewhere == [MembershipPlan.Elsewhere(person: linus, profile: other)])
    #expect(plan.invalid == [gone])
    #expect(plan.newCount == 2)
  }

  @Test("a profile has 2,000 members at most")
  func room() throws {
    let plan = MembershipPlan(
      assigning: [ada, grace], to: own, profiles: [ada: own], active: [ada, grace])
    try plan.checkRoom(memberCount: 1_999, field: "person_ids")
    #expect(
      throws: ValidationError(
        field: "person_ids",
        reason: "must have at most 0 people who are not in the profile, which may have 2000")
    ) { try plan.checkRoom(memberCount: 2_000, field: "person_ids") }
  }

  @Test("a stay has the days that it shares with a range")
  func stays() throws {
    let range = try WorkdayRange(from: monday, through: monday.adding(days: 6))
    let stay = ProfileStay(profile: own, start: monday.adding(days: -3), end: monday)
    #expect(stay.days(of: range) == monday...monday)
    let lasting = ProfileStay(profile: other, start: monday.adding(days: 1), end: nil)
    #expect(lasting.days(of: range) == monday.adding(days: 1)...monday.adding(days: 6))
    let past = ProfileStay(
      profile: own, start: monday.adding(days: -9), end: monday.adding(days: -1))
    #expect(past.days(of: range) == nil)
  }
}
