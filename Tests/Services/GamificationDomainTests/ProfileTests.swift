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
      assigning: [linus, ada, grace, gone, ada], to: own, from: monday,
      stays: [ada: [stay(own)], linus: [stay(other)], grace: [stay(own, from: 3)]],
      active: [ada, grace, linus])
    #expect(plan.unassigned == [grace])
    #expect(plan.assigned == [ada])
    #expect(plan.assignedElsewhere == [MembershipPlan.Elsewhere(person: linus, profile: other)])
    #expect(plan.invalid == [gone])
  }

  /// A stay that begins so many days after Monday.
  private func stay(_ profile: ProfileID, from days: Int32 = 0) -> ProfileStay {
    ProfileStay(profile: profile, start: monday.adding(days: days), end: nil)
  }

  @Test("somebody who is about to be in another profile is elsewhere")
  func plans() {
    let plan = MembershipPlan(
      assigning: [ada, grace], to: own, from: monday,
      stays: [ada: [stay(own), stay(other, from: 9)], grace: [stay(other, from: 1)]],
      active: [ada, grace])
    #expect(plan.assignedElsewhere.map(\.person) == [ada, grace])
    #expect(plan.assignedElsewhere.map(\.profile) == [other, other])
  }

  private func change(
    assigned: [PersonID], removed: [PersonID] = [], moves: Bool = false
  ) throws -> MembershipChange {
    try MembershipChange(
      profile: own, assigned: assigned, removed: removed, start: nil, movesPeople: moves)
  }

  @Test("refuses nobody, and people of other profiles only when they are not to be moved")
  func checks() throws {
    let known: Set = [ada, grace, linus]
    let people = [ada, linus, grace]
    let plan = MembershipPlan(
      assigning: people, to: own, from: monday,
      stays: [linus: [stay(other)], grace: [stay(other)]], active: known)
    try plan.check(change(assigned: people, moves: true))
    #expect(
      throws: GamificationError.assignedElsewhere(person: linus, profile: other, count: 2)
    ) { try plan.check(change(assigned: people)) }
    let stranger = MembershipPlan(
      assigning: people, to: own, from: monday, stays: [:], active: [ada, grace])
    #expect(
      throws: ValidationError(
        field: "assign_person_ids[1]", reason: "is nobody who is active in the directory")
    ) { try stranger.check(change(assigned: people)) }
    let error = #expect(throws: ValidationError.self) {
      try stranger.check(change(assigned: [ada, ada] + people))
    }
    #expect(error?.field == "assign_person_ids[3]", "as the request has it")
  }

  @Test("a profile has 2,000 members at most")
  func room() throws {
    try ProfileLimits.check(memberCount: 2_000)
    #expect(throws: GamificationError.tooManyMembers(count: 2_001, limit: 2_000)) {
      try ProfileLimits.check(memberCount: 2_001)
    }
  }

  @Test("a change names somebody, and nobody in both lists")
  func changes() throws {
    let both = try change(assigned: [ada, grace, ada], removed: [linus, linus])
    #expect(both.assigned == [ada, grace])
    #expect(both.removed == [linus])
    #expect(throws: ValidationError.self) { try change(assigned: []) }
    #expect(
      throws: ValidationError(
        field: "remove_person_ids[1]", reason: "must not be in assign_person_ids too")
    ) { try change(assigned: [ada], removed: [linus, ada]) }
  }

  @Test("a change holds from today on, or from a day of the next 366")
  func start() throws {
    #expect(try EffectiveDay.start(nil, today: monday) == monday)
    let last = monday.adding(days: 366)
    #expect(try EffectiveDay.start(last, today: monday) == last)
    for day in [monday.adding(days: -1), last.adding(days: 1)] {
      let error = #expect(throws: ValidationError.self) {
        try EffectiveDay.start(day, today: monday)
      }
      #expect(error?.field == "start_workday")
    }
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

@Suite("PerformanceProfile")
struct PerformanceProfileTests {
  private func settings(_ name: String) -> ProfileSettings {
    ProfileSettings(
      stored: name, description: "", division: nil, reportingIntervals: [], visibleRanksMax: 10)
  }

  private let now = Timestamp(microseconds: 1)
  private let later = Timestamp(microseconds: 2)

  @Test("a change makes the next version, and no change none")
  func versions() throws {
    let first = PerformanceProfile(
      id: own, settings: settings("Sales"), isDefault: true, createTime: now)
    #expect(first.etag.text == "\"1\"")
    #expect(first.entering(.active, at: later) == first)
    #expect(try first.changing(settings("Sales"), etag: "", at: later) == first)
    let second = first.entering(.inactive, at: later)
    #expect(second.version == 2)
    #expect(second.state == .inactive)
    #expect(second.updateTime == later)
    let third = try second.changing(settings("Service"), etag: "\"2\"", at: later)
    #expect(third.version == 3)
    #expect(third.settings.displayName == "Service")
    #expect(third.state == .inactive)
    #expect(third.createTime == now)
    let late = try third.changing(settings("Sales"), etag: "", at: now)
    #expect(late.updateTime == later, "time does not go back")
  }

  @Test("a change that gives the version of before is refused, also when it changes nothing")
  func freshness() {
    let second = PerformanceProfile(
      id: own, settings: settings("Sales"), isDefault: true, createTime: now
    ).entering(.inactive, at: later)
    for name in ["Service", "Sales"] {
      #expect(throws: GamificationError.etagMismatch(current: "\"2\"")) {
        try second.changing(settings(name), etag: "\"1\"", at: later)
      }
    }
  }
}
