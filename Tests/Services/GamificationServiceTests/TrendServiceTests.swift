import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:scorecard:view")

/// Noon on 4 May 2026, a Monday, where the organisations are.
private let clock = FixedWallClock(noon)

@Suite("ScorecardService.GetTrend")
struct GetTrendTests {
  private typealias Request = GamificationV1.GetTrendRequest

  private func trend(
    _ fixture: GamificationFixture, _ request: GamificationV1.GetTrendRequest,
    as person: String? = nil
  ) async throws -> GamificationV1.Trend {
    let options =
      if let person { try await fixture.service.asPerson(person) } else {
        try await fixture.service.asOperator()
      }
    return try #require(
      try await fixture.scorecards.getTrend(request, options: options).trend)
  }

  @Test("has every workday of the range, and says where there is no data")
  func range() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("ada", name: "Ada", grants: [(view, .own)])
      try await fixture.record([
        handled(40, by: "ada", on: 4), handled(20, by: "ada", on: 6),
        measured("handle_seconds", 4_200, by: "ada", on: 6), handled(99, by: "ada", on: 8),
        handled(7, by: "bob", on: 5),
      ])
      let trend = try await trend(
        fixture, Request(personID: "ada", startWorkday: may(4), endWorkday: may(7)), as: "ada")
      #expect(trend.displayName == "Ada")
      #expect(trend.workdays.map(\.workday) == [may(4), may(5), may(6), may(7)])
      #expect(trend.workdays.map(\.pointsHundredths) == [4_000, nil, 7_000, nil])
      #expect(trend.workdays.map(\.pointsMaxHundredths) == [100_000, nil, 110_000, nil])
      #expect(trend.workdays.allSatisfy { $0.finality == .final })
      #expect(trend.meanPointsHundredths == 5_500)
      #expect(
        trend.metricTrends.map(\.metricDefinitionID) == [
          "average_handle_time", "interactions_handled",
        ])
      #expect(trend.metricTrends[0].workdays.map(\.value) == [nil, nil, 210, nil])
      #expect(trend.metricTrends[0].meanValue == 210)
      #expect(trend.metricTrends[1].workdays.map(\.value) == [40, nil, 20, nil])
      #expect(
        trend.metricTrends[1].workdays.map(\.pointsHundredths) == [4_000, nil, 2_000, nil])
      #expect(trend.metricTrends[1].referenceValue == nil)
      #expect(trend.asOfTime != nil)
    }
  }

  @Test("keeps to days of the week, to a metric, and compares with a workday")
  func filters() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record(
        (4...17).map { handled(Double($0), by: "ada", on: $0) }
          + [handled(30, by: "ada", on: 2), measured("handle_seconds", 6_000, by: "ada", on: 2)])
      var request = Request(
        personID: "ada", startWorkday: may(4), endWorkday: may(17),
        daysOfWeek: [.monday, .sunday], referenceWorkday: may(2))
      let compared = try await trend(fixture, request)
      #expect(compared.workdays.map(\.workday) == [may(4), may(10), may(11), may(17)])
      #expect(compared.workdays.map(\.pointsHundredths) == [400, 1_000, 1_100, 1_700])
      // All metrics of the profile, also those without data in the range.
      #expect(compared.metricTrends.count == 4)
      #expect(compared.metricTrends.map(\.referenceValue) == [200, 30, nil, nil])
      #expect(compared.metricTrends[0].workdays.allSatisfy { $0.value == nil })
      #expect(compared.metricTrends[1].referencePointsHundredths == 3_000)
      request.metricID = "interactions_handled"
      request.referenceWorkday = nil
      let single = try await trend(fixture, request)
      #expect(single.metricTrends.map(\.metricDefinitionID) == ["interactions_handled"])
      #expect(single.metricTrends[0].workdays.map(\.value) == [4, 10, 11, 17])
      #expect(single.metricTrends[0].meanValue == 10.5)
    }
  }

  @Test("spans a reporting interval of the profile, up to today unless a day is named")
  func intervals() async throws {
    try await GamificationFixture.with(clock: clock) { fixture in
      let options = try await fixture.service.asOperator()
      try await fixture.service.addMember("ada")
      let created = try await fixture.profiles.createProfile(
        .init(
          profile: .init(
            displayName: "Agents", reportingIntervals: [.init(granularity: .day, value: 3)])),
        options: options
      ).profile
      let profile = try #require(created)
      try await fixture.activate()
      _ = try await fixture.profiles.createProfile(
        .init(profile: .init(displayName: "Without")), options: options)
      let today = try await trend(fixture, Request(personID: "ada", reportingInterval: 1))
      #expect(today.startWorkday == may(2))
      #expect(today.endWorkday == may(4))
      #expect(today.workdays.map(\.finality) == [.final, .final, .provisional])
      let earlier = try await trend(
        fixture, Request(personID: "ada", endWorkday: may(3), reportingInterval: 1))
      #expect(earlier.startWorkday == may(1))
      let average = try await fixture.scorecards.getAverageTrend(
        .init(group: .profileID(profile.profileID), reportingInterval: 1), options: options)
      #expect(average.averageTrend?.workdays.count == 3)
      await expectFailure(.failedPrecondition, "NO_REPORTING_INTERVAL") {
        try await self.trend(fixture, Request(personID: "ada", reportingInterval: 2))
      }
      // Nobody earned points then, so there was no profile.
      await expectFailure(.failedPrecondition, "NO_REPORTING_INTERVAL") {
        try await self.trend(
          fixture,
          Request(
            personID: "ada", endWorkday: GoogleType.Date(year: 2026, month: 4, day: 30),
            reportingInterval: 1))
      }
    }
  }

  @Test("is open to the person and to managers, and to nobody else")
  func access() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("lead", grants: [(view, .reports)])
      try await fixture.service.addMember("ada", manager: "lead", grants: [(view, .own)])
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      let request = Request(personID: "ada", startWorkday: may(4), endWorkday: may(4))
      for caller in ["ada", "lead"] {
        #expect(try await trend(fixture, request, as: caller).personID == "ada")
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await trend(fixture, request, as: "bob")
      }
    }
  }

  @Test("names what is wrong")
  func invalid() async throws {
    try await GamificationFixture.withPoints { fixture in
      let good = Request(personID: "ada", startWorkday: may(4), endWorkday: may(5))
      func changed(_ change: (inout Request) -> Void) -> Request {
        var request = good
        change(&request)
        return request
      }
      for (bad, field) in [
        (changed { $0.personID = "no spaces" }, "person_id"),
        (changed { $0.startWorkday = nil }, "start_workday"),
        (changed { $0.endWorkday = may(3) }, "end_workday"),
        (changed { $0.startWorkday = .init(year: 2025, month: 5, day: 4) }, "end_workday"),
        (changed { $0.reportingInterval = 1 }, "start_workday"),
        (changed { $0.reportingInterval = 3 }, "reporting_interval"),
        (changed { $0.daysOfWeek = [.monday, .unspecified] }, "days_of_week[1]"),
        (changed { $0.referenceWorkday = .init(year: 2026) }, "reference_workday"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await self.trend(fixture, bad)
        }
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await self.trend(fixture, changed { $0.metricID = "nothing" })
      }
    }
  }
}

@Suite("ScorecardService.GetAttendance")
struct GetAttendanceTests {
  private func request(
    _ person: String = "ada", _ start: GoogleType.Date = may(1), _ end: GoogleType.Date = may(6)
  ) -> GamificationV1.GetAttendanceRequest {
    .init(personID: person, startWorkday: start, endWorkday: end)
  }

  @Test("tells what every workday was, or is to be")
  func strip() async throws {
    try await GamificationFixture.with(clock: clock) { fixture in
      try await fixture.activate()
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      func scheduled(_ day: Int32) -> GamificationV1.Fact {
        measured("scheduled_on_queue_seconds", 28_800, by: "ada", on: day)
      }
      try await fixture.record([
        scheduled(1), handled(3, by: "ada", on: 1), scheduled(2), scheduled(3),
        .init(
          personID: "ada", workday: may(3),
          content: .activity(.init(activityID: uuid(1), lateSeconds: 5))), scheduled(4),
      ])
      try await fixture.deliver(event(1, released(2, score: 8_000, on: 2)))
      let response = try await fixture.scorecards.getAttendance(
        request(), options: try await fixture.service.asPerson("ada"))
      let days = response.attendanceWorkdays
      #expect(days.map(\.workday) == (1...6).map { may($0) })
      #expect(
        days.map(\.status) == [
          .hasData, .absent, .present, .scheduled, .noSchedule, .noSchedule,
        ])
      #expect(days.map(\.hasQualityEvaluation) == [false, true, false, false, false, false])
    }
  }

  @Test("is open to the person and to managers, and names what is wrong")
  func access() async throws {
    try await GamificationFixture.with(clock: clock) { fixture in
      try await fixture.service.addMember("lead", grants: [(view, .reports)])
      try await fixture.service.addMember("ada", manager: "lead")
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      let answer = try await fixture.scorecards.getAttendance(
        request(), options: try await fixture.service.asPerson("lead"))
      #expect(answer.attendanceWorkdays.count == 6)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.scorecards.getAttendance(
          request(), options: try await fixture.service.asPerson("bob"))
      }
      let options = try await fixture.service.asOperator()
      for (bad, field) in [
        (request("no spaces"), "person_id"), (request("ada", may(6), may(5)), "end_workday"),
        (request("ada", .init(year: 2025, month: 5, day: 5)), "end_workday"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.scorecards.getAttendance(bad, options: options)
        }
      }
    }
  }
}
