import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:scorecard:view")

@Suite("ScorecardService.GetAverageTrend")
struct GetAverageTrendTests {
  private typealias Request = GamificationV1.GetAverageTrendRequest

  private func averages(
    _ fixture: GamificationFixture, _ group: Request.Group?, metric: String = "",
    as person: String? = nil, _ change: (inout Request) -> Void = { _ in }
  ) async throws -> GamificationV1.AverageTrend {
    let options =
      if let person { try await fixture.service.asPerson(person) } else {
        try await fixture.service.asOperator()
      }
    var request = Request(
      group: group, startWorkday: may(4), endWorkday: may(6), metricID: metric)
    change(&request)
    return try #require(
      try await fixture.scorecards.getAverageTrend(request, options: options).averageTrend)
  }

  /// Five people of team red, the fifth in another division, and one of team blue, all in the
  /// default profile.
  private func withPeople(
    _ test: (_ fixture: GamificationFixture, _ profile: String) async throws -> Void
  ) async throws {
    try await GamificationFixture.withPoints { fixture in
      for (person, division, team) in [
        ("ada", "north", "red"), ("bob", "north", "red"), ("cleo", "north", "red"),
        ("dan", "north", "red"), ("eve", "south", "red"), ("fay", "south", "blue"),
      ] {
        try await fixture.service.addMember(
          person, division: division, team: team, manager: "lead", grants: [(view, .own)])
      }
      try await fixture.service.addMember("lead", grants: [(view, .reports)])
      try await fixture.service.addMember("redlead", grants: [(view, .team(TeamID(stored: "red")))])
      try await fixture.record([
        handled(10, by: "ada"), handled(20, by: "bob"), handled(30, by: "cleo"),
        handled(40, by: "dan"), handled(50, by: "eve"), handled(90, by: "fay"),
        measured("handle_seconds", 3_000, by: "ada"), measured("handle_seconds", 2_000, by: "bob"),
        handled(8, by: "ada", on: 5), handled(4, by: "bob", on: 5),
      ])
      let profiles = try await fixture.profiles.listProfiles(
        .init(), options: try await fixture.service.asOperator())
      try await test(fixture, try #require(profiles.profiles.first).profileID)
    }
  }

  @Test("averages over the people with data of a profile, a division or a team, and counts them")
  func groups() async throws {
    try await withPeople { fixture, profile in
      let all = try await averages(fixture, .profileID(profile))
      #expect(all.workdays.map(\.workday) == [may(4), may(5), may(6)])
      #expect(all.workdays.map(\.personCount) == [6, 2, 0])
      // Ada and Bob earn points for their handle times too: 0 and 100.
      #expect(all.workdays.map(\.meanPointsHundredths) == [5_667, 600, nil])
      #expect(all.workdays.allSatisfy { !$0.suppressed })
      #expect(all.metricAverageTrends.isEmpty)
      let red = try await averages(fixture, .teamID("red"), metric: "average_handle_time")
      #expect(red.workdays.map(\.personCount) == [5, 2, 0])
      let line = try #require(red.metricAverageTrends.first)
      #expect(line.metricDefinitionID == "average_handle_time")
      #expect(line.workdays.map(\.personCount) == [2, 0, 0])
      // The mean of 300 and 100, not 5000 seconds by 30.
      #expect(line.workdays.map(\.meanValue) == [200, nil, nil])
      let north = try await averages(fixture, .divisionID("north")) {
        $0.daysOfWeek = [.monday]
      }
      #expect(north.workdays.map(\.personCount) == [4])
      #expect(north.workdays.map(\.meanPointsHundredths) == [5_000])
    }
  }

  @Test("tells members of a profile nothing about fewer than five people")
  func peers() async throws {
    try await withPeople { fixture, profile in
      let own = try await averages(
        fixture, .profileID(profile), metric: "average_handle_time", as: "ada")
      #expect(own.workdays.map(\.personCount) == [6, 2, 0])
      #expect(own.workdays.map(\.meanPointsHundredths) == [5_667, nil, nil])
      #expect(own.workdays.map(\.suppressed) == [false, true, false])
      #expect(
        own.metricAverageTrends.first?.workdays.map(\.suppressed) == [true, false, false])
      #expect(
        own.metricAverageTrends.first?.workdays.allSatisfy { $0.meanValue == nil } == true)
      for group in [Request.Group.teamID("red"), .divisionID("north"), .teamID("nobody")] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await averages(fixture, group, as: "ada")
        }
      }
    }
  }

  @Test("tells who may see everybody of it all, however few they are")
  func leaders() async throws {
    try await withPeople { fixture, profile in
      let named = try await averages(fixture, .teamID("red"), as: "redlead")
      #expect(named.workdays.map(\.meanPointsHundredths) == [5_000, 600, nil])
      let blue = try await averages(fixture, .teamID("blue"), as: "lead")
      #expect(blue.workdays.map(\.meanPointsHundredths) == [9_000, nil, nil])
      let all = try await averages(fixture, .profileID(profile), as: "lead")
      #expect(all.workdays.map(\.meanPointsHundredths) == [5_667, 600, nil])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await averages(fixture, .teamID("blue"), as: "redlead")
      }
    }
  }

  @Test("counts those who were in a profile on the workday, not those who came later")
  func stays() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.service.addMember("ada")
      let options = try await fixture.service.asOperator()
      func make(_ name: String) async throws -> String {
        let created = try await fixture.profiles.createProfile(
          .init(profile: .init(displayName: name)), options: options
        ).profile
        let id = try #require(created).profileID
        try await fixture.addMetric(id, "interactions_handled") {
          $0.objective = .init(
            kind: .scaled,
            zones: [
              .init(lowerValue: 0, upperValue: 100, lowerPoints: 0, upperPoints: 100),
              .init(lowerValue: 100, lowerPoints: 100, upperPoints: 100),
            ])
        }
        return id
      }
      let (first, sales) = (try await make("First"), try await make("Sales"))
      _ = try await fixture.profiles.changeProfileMembers(
        .init(profileID: sales, assignPersonIDs: ["ada"]), options: options)
      try await fixture.activate()
      try await fixture.record([handled(10, by: "ada"), handled(30, by: "stranger")])
      let own = try await averages(fixture, .profileID(sales), metric: "interactions_handled")
      #expect(own.workdays.map(\.personCount) == [1, 0, 0])
      #expect(own.workdays.first?.meanPointsHundredths == 1_000)
      #expect(own.metricAverageTrends.map { $0.workdays.first?.meanValue } == [10])
      let rest = try await averages(fixture, .profileID(first))
      #expect(rest.workdays.first?.personCount == 1)
      #expect(rest.workdays.first?.meanPointsHundredths == 3_000)
    }
  }

  @Test("names what is wrong")
  func invalid() async throws {
    try await withPeople { fixture, profile in
      let group = Request.Group.profileID(profile)
      for (bad, field, change) in [
        (nil, "group", { _ in }), (.profileID("x"), "profile_id", { _ in }),
        (.teamID("no spaces"), "team_id", { _ in }),
        (.divisionID("no spaces"), "division_id", { _ in }),
        (group, "end_workday", { $0.startWorkday = .init(year: 2026, month: 1, day: 1) }),
        (group, "start_workday", { $0.startWorkday = nil }),
        (
          .teamID("red"), "reporting_interval",
          {
            $0.startWorkday = nil
            $0.reportingInterval = 1
          }
        ), (group, "days_of_week[0]", { $0.daysOfWeek = [.unspecified] }),
      ] as [(Request.Group?, String, (inout Request) -> Void)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await averages(fixture, bad, change)
        }
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await averages(fixture, group, metric: "nothing")
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await averages(fixture, .profileID(uuid(77)))
      }
    }
  }
}

@Suite("ScorecardService.ListTalkSuggestions")
struct ListTalkSuggestionsTests {
  private typealias Request = GamificationV1.ListTalkSuggestionsRequest

  private func list(
    _ fixture: GamificationFixture, _ request: Request, as person: String? = nil
  ) async throws -> GamificationV1.ListTalkSuggestionsResponse {
    let options =
      if let person { try await fixture.service.asPerson(person) } else {
        try await fixture.service.asOperator()
      }
    return try await fixture.scorecards.listTalkSuggestions(request, options: options)
  }

  /// Four people with five good days each, of whom Ada and Bob fall on the eleventh; Eve is new.
  private func withPeople(_ test: (GamificationFixture) async throws -> Void) async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("boss", grants: [(view, .reports)])
      for (person, team) in [
        ("ada", "red"), ("bob", "red"), ("cleo", "red"), ("dan", "blue"), ("eve", "blue"),
      ] {
        try await fixture.service.addMember(
          person, name: person.uppercased(), team: team, manager: person == "dan" ? nil : "boss",
          grants: [(view, .own)])
      }
      var facts: [GamificationV1.Fact] = []
      for person in ["ada", "bob", "cleo", "dan"] {
        facts += (4...8).map { handled(500, by: person, on: $0) }
      }
      facts += [
        handled(200, by: "ada", on: 11), handled(400, by: "bob", on: 11),
        handled(500, by: "cleo", on: 11), handled(100, by: "eve", on: 11),
        handled(600, by: "dan", on: 11), measured("handle_seconds", 180_000, by: "dan", on: 11),
      ]
      try await fixture.record(facts)
      try await test(fixture)
    }
  }

  @Test("begins with who fell most against their own recent workdays")
  func fall() async throws {
    try await withPeople { fixture in
      let people = try await list(fixture, Request(workday: may(11))).talkSuggestions
      #expect(people.map(\.personID) == ["ada", "bob"])
      #expect(people.map(\.place) == [1, 2])
      let first = try #require(people.first)
      #expect(first.displayName == "ADA")
      #expect(first.teamID == "red")
      #expect(first.pointsHundredths == 20_000)
      #expect(first.pointsMaxHundredths == 100_000)
      #expect(first.goalBasisPoints == 2_000)
      #expect(first.recentGoalBasisPoints == 5_000)
      #expect(first.recentWorkdayCount == 5)
      #expect(first.weakestMetricDefinitionID == "interactions_handled")
      #expect(first.weakestMetricDisplayName == "Interactions handled")
      #expect(first.weakestMetricMissingPointsHundredths == 80_000)
      #expect(UUIDBits(first.weakestProfileMetricID) != nil)
      // The five days are more than a week ago.
      let later = try await list(fixture, Request(workday: may(11), recentDays: 7))
      #expect(later.talkSuggestions.map(\.recentWorkdayCount) == [5, 5])
      #expect(try await list(fixture, Request(workday: may(12))).talkSuggestions.isEmpty)
    }
  }

  @Test("or with who is furthest from the goal, in pages")
  func goal() async throws {
    try await withPeople { fixture in
      var request = Request(pageSize: 2, workday: may(11), order: .furthestFromGoal)
      let first = try await list(fixture, request)
      #expect(first.talkSuggestions.map(\.personID) == ["eve", "ada"])
      #expect(first.talkSuggestions.map(\.recentGoalBasisPoints) == [nil, 5_000])
      request.pageToken = first.nextPageToken
      let second = try await list(fixture, request)
      #expect(second.talkSuggestions.map(\.personID) == ["bob", "cleo"])
      #expect(second.talkSuggestions.map(\.place) == [3, 4])
      request.pageToken = second.nextPageToken
      let third = try await list(fixture, request)
      #expect(third.talkSuggestions.map(\.personID) == ["dan"])
      // 400 points are missing of it, and 100 of the handle time.
      #expect(third.talkSuggestions.first?.weakestMetricDefinitionID == "interactions_handled")
      #expect(third.talkSuggestions.first?.goalBasisPoints == 5_455)
      #expect(third.nextPageToken.isEmpty)
      request.order = .largestFall
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_token") {
        try await list(fixture, request)
      }
    }
  }

  @Test("shows callers whom they may see, without themselves, of a team or a division")
  func scope() async throws {
    try await withPeople { fixture in
      let all = Request(workday: may(11), order: .furthestFromGoal)
      #expect(
        try await list(fixture, all, as: "boss").talkSuggestions.map(\.personID) == [
          "eve", "ada", "bob", "cleo",
        ])
      #expect(try await list(fixture, all, as: "ada").talkSuggestions.isEmpty)
      var blue = all
      blue.teamID = "blue"
      #expect(
        try await list(fixture, blue, as: "boss").talkSuggestions.map(\.personID) == ["eve"])
      var north = all
      north.divisionID = "north"
      #expect(try await list(fixture, north).talkSuggestions.isEmpty)
      let other = try await fixture.scorecards.listTalkSuggestions(
        all, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.talkSuggestions.isEmpty)
      try await fixture.service.addMember("nobody")
      await expectFailure(.permissionDenied) { try await list(fixture, all, as: "nobody") }
    }
  }

  @Test("names what is wrong")
  func invalid() async throws {
    try await GamificationFixture.withPoints { fixture in
      for (bad, field) in [
        (Request(workday: .init(year: 2026)), "workday"),
        (Request(pageSize: -1, workday: may(4)), "page_size"),
        (Request(workday: may(4), recentDays: 6), "recent_days"),
        (Request(workday: may(4), order: .unrecognized(9)), "order"),
        (Request(workday: may(4), divisionID: "no spaces"), "division_id"),
        (Request(workday: may(4), teamID: "no spaces"), "team_id"),
        (Request(pageToken: "x", workday: may(4)), "page_token"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await list(fixture, bad)
        }
      }
    }
  }
}
