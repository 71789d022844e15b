import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("InsightsService.GetGroupInsights", .timeLimit(.minutes(10)))
struct GetGroupInsightsTests {
  private func insights(
    _ fixture: GamificationFixture,
    _ group: GamificationV1.InsightGroup? = insightGroup(team: "red"),
    _ periods: GamificationV1.InsightPeriods? = insightWeeks, metric: String = "",
    as caller: String? = nil
  ) async throws -> GamificationV1.GetGroupInsightsResponse {
    try await fixture.insights.getGroupInsights(
      .init(group: group, periods: periods, metricID: metric),
      options: try await fixture.insightOptions(caller))
  }

  @Test("compares what a group has achieved with the period before, also by metric")
  func compares() async throws {
    try await GamificationFixture.withInsights { fixture in
      let response = try await insights(fixture)
      let periods = try #require(response.periods)
      #expect(periods.primaryStartWorkday == may(11) && periods.primaryEndWorkday == may(17))
      #expect(periods.comparativeStartWorkday == may(4) && periods.comparativeEndWorkday == may(10))
      #expect(periods.finality == .final)
      #expect(response.memberCount == 3)
      let overall = try #require(response.overall)
      #expect(overall.comparative?.pointsHundredths == 153_000)
      #expect(overall.primary?.pointsHundredths == 278_000)
      #expect(overall.primary?.pointsMaxHundredths == 1_500_000)
      #expect(overall.primary?.workdayCount == 5)
      #expect(overall.comparative?.percentOfGoal == 10.2)
      let change = try #require(overall.percentOfGoalChange)
      #expect(abs(change - 25.0 / 3) < 1e-9)
      #expect(overall.certainty == .clear)
      let interval = try #require(overall.interval)
      #expect(interval.lower < change && change < interval.upper)
      #expect(response.metrics.map(\.metricDefinitionID) == ["interactions_handled"])
      let metric = try #require(response.metrics.first)
      #expect(metric.displayName == "Interactions handled" && metric.unit == .number)
      #expect(metric.comparison?.comparative?.value == 1_530)
      #expect(metric.comparison?.valueChange == 1_250)
    }
  }

  @Test("compares days and months, and any earlier period")
  func granularities() async throws {
    try await GamificationFixture.withInsights { fixture in
      let day = try await insights(
        fixture, insightPeople("ada"), .init(granularity: .day, primaryWorkday: may(11)))
      #expect(day.overall?.primary?.pointsHundredths == 40_000)
      #expect(day.overall?.comparative?.workdayCount == 0)
      #expect(day.overall?.certainty == .unknown && day.overall?.interval == nil)
      #expect(day.overall?.percentOfGoalChange == nil)
      let other = try await insights(
        fixture, insightPeople("ada"),
        .init(granularity: .day, primaryWorkday: may(11), comparativeWorkday: may(4)))
      #expect(other.overall?.comparative?.pointsHundredths == 10_000)
      let month = try await insights(
        fixture, insightPeople("ada"), .init(granularity: .month, primaryWorkday: may(31)))
      #expect(month.overall?.primary?.workdayCount == 10)
      let sundays = try await insights(
        fixture, insightPeople("ada"),
        .init(granularity: .week, primaryWorkday: may(11), firstDayOfWeek: 7))
      #expect(sundays.periods?.primaryStartWorkday == may(10))
    }
  }

  @Test("leaves out whom the caller may not see, and shows nothing of another organisation")
  func access() async throws {
    try await GamificationFixture.withInsights { fixture in
      let own = try await insights(fixture, as: "ada")
      #expect(own.memberCount == 1)
      #expect(own.overall?.primary?.pointsHundredths == 201_000)
      #expect(try await insights(fixture, insightGroup(team: "blue"), as: "dan").memberCount == 0)
      #expect(try await insights(fixture, as: "dan").memberCount == 3)
      try await fixture.service.addMember("eve")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await insights(fixture, as: "eve")
      }
      let other = try await fixture.insights.getGroupInsights(
        .init(group: insightGroup(team: "red"), periods: insightWeeks),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.memberCount == 0 && other.metrics.isEmpty)
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await GamificationFixture.withInsights { fixture in
      for (group, periods, field) in [
        (nil, insightWeeks, "group"), (.init(), insightWeeks, "group"),
        (insightGroup(team: "a b"), insightWeeks, "group.team_id"),
        (.init(profileID: "x"), insightWeeks, "group.profile_id"),
        (.init(divisionID: "a b"), insightWeeks, "group.division_id"),
        (insightPeople("ada", "a b"), insightWeeks, "group.person_ids[1]"),
        (.init(personIDs: (0...100).map { "p\($0)" }), insightWeeks, "group.person_ids"),
        (insightGroup(team: "red"), nil, "periods"),
        (insightGroup(team: "red"), .init(primaryWorkday: may(4)), "periods.granularity"),
        (insightGroup(team: "red"), .init(granularity: .week), "periods.primary_workday"),
        (
          insightGroup(team: "red"),
          .init(granularity: .week, primaryWorkday: may(4), comparativeWorkday: may(4)),
          "periods.comparative_workday"
        ),
        (
          insightGroup(team: "red"),
          .init(granularity: .week, primaryWorkday: may(4), firstDayOfWeek: 8),
          "periods.first_day_of_week"
        ),
      ] as [(GamificationV1.InsightGroup?, GamificationV1.InsightPeriods?, String)] {
        await expectFailure(.invalidArgument, field: field) {
          try await insights(fixture, group, periods)
        }
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await insights(fixture, metric: "happiness")
      }
    }
  }

  @Test("compares at most 2000 people at once")
  func limit() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.run(
        """
        INSERT INTO gamification.member (
          organization_id, person_id, display_name, team_id, active, version)
        SELECT 'acme', 'p' || number, '', CASE WHEN number <= 2000 THEN 'red' ELSE 'more' END,
          true, 1
        FROM generate_series(1, 2001) AS number;
        UPDATE gamification.member SET division_id = 'all';
        """)
      #expect(try await insights(fixture).memberCount == 2_000)
      await expectFailure(.resourceExhausted, "TOO_MANY_PEOPLE") {
        try await insights(fixture, .init(divisionID: "all"))
      }
    }
  }
}

@Suite("InsightsService.ListMemberInsights", .timeLimit(.minutes(10)))
struct ListMemberInsightsTests {
  @Test("lists each person of a group, page by page")
  func pages() async throws {
    try await GamificationFixture.withInsights { fixture in
      let options = try await fixture.service.asPerson("dan")
      var request = GamificationV1.ListMemberInsightsRequest(
        pageSize: 2, group: GamificationV1.InsightGroup(divisionID: "north"), periods: insightWeeks)
      let first = try await fixture.insights.listMemberInsights(request, options: options)
      #expect(first.memberInsights.map(\.personID) == ["ada", "bob"])
      #expect(first.memberInsights.map(\.displayName) == ["ADA", "BOB"])
      #expect(first.memberInsights.map { $0.overall?.certainty } == [.clear, .clear])
      #expect(
        first.memberInsights.map { $0.metrics.first?.comparison?.valueChange } == [1_500, -250])
      request.pageToken = first.nextPageToken
      let second = try await fixture.insights.listMemberInsights(request, options: options)
      #expect(second.memberInsights.map(\.personID) == ["cleo"])
      #expect(second.memberInsights.map { $0.overall?.certainty } == [.unclear])
      #expect(second.nextPageToken.isEmpty)
      request.metricID = "interactions_handled"
      await expectFailure(.invalidArgument, field: "page_token") {
        try await fixture.insights.listMemberInsights(request, options: options)
      }
    }
  }

  @Test("shows a caller only what their grants open")
  func access() async throws {
    try await GamificationFixture.withInsights { fixture in
      for (caller, group, people) in [
        ("ada", insightGroup(team: "red"), ["ada"]), ("ada", insightPeople("bob"), []),
        ("dan", insightPeople("bob", "b1"), ["bob"]),
        (nil, insightPeople("bob", "b1", "nobody"), ["b1", "bob"]),
      ] as [(String?, GamificationV1.InsightGroup, [String])] {
        let response = try await fixture.insights.listMemberInsights(
          .init(group: group, periods: insightWeeks),
          options: try await fixture.insightOptions(caller))
        #expect(response.memberInsights.map(\.personID) == people)
      }
      let other = try await fixture.insights.listMemberInsights(
        .init(group: insightGroup(team: "red"), periods: insightWeeks),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.memberInsights.isEmpty)
      await expectFailure(.invalidArgument, field: "page_size") {
        try await fixture.insights.listMemberInsights(
          .init(pageSize: -1, group: insightGroup(team: "red"), periods: insightWeeks),
          options: try await fixture.insightOptions(nil))
      }
    }
  }
}

@Suite("InsightsService.GetMemberInsights", .timeLimit(.minutes(10)))
struct GetMemberInsightsTests {
  private func insights(
    _ fixture: GamificationFixture, _ person: String, metric: String = "",
    as caller: String? = nil
  ) async throws -> GamificationV1.GetMemberInsightsResponse {
    try await fixture.insights.getMemberInsights(
      .init(personID: person, periods: insightWeeks, metricID: metric),
      options: try await fixture.insightOptions(caller))
  }

  @Test("compares a person with the period before and with the team")
  func compares() async throws {
    try await GamificationFixture.withInsights { fixture in
      let response = try await insights(fixture, "bob", as: "dan")
      #expect(response.memberInsights?.displayName == "BOB")
      #expect(response.memberInsights?.overall?.primary?.pointsHundredths == 26_000)
      let benchmark = try #require(response.teamBenchmark)
      #expect(benchmark.teamID == "red" && benchmark.memberCount == 3)
      #expect(benchmark.ownMeanPointsHundredths == 5_200)
      #expect(benchmark.teamMeanPointsHundredths == 18_533)
      #expect(benchmark.differenceHundredths == -13_333)
      #expect(benchmark.percentile == 0)
      #expect(response.periods?.primaryStartWorkday == may(11))
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await insights(fixture, "bob", metric: "happiness")
      }
    }
  }

  @Test("tells of a team with people whom the caller may not see only when they are five")
  func anonymity() async throws {
    try await GamificationFixture.withInsights { fixture in
      #expect(try await insights(fixture, "ada", as: "ada").teamBenchmark == nil)
      let benchmark = try #require(try await insights(fixture, "b6", as: "b6").teamBenchmark)
      #expect(benchmark.teamMeanPointsHundredths == 3_500)
      #expect(benchmark.percentile == 100 && benchmark.memberCount == 6)
      try await fixture.service.addMember("b1", grants: [])
      // Who is in a team is known a second later.
      try await eventually {
        try await insights(fixture, "b6", as: "b6").teamBenchmark == nil
      }
    }
  }

  @Test("is for whoever may see the person, and empty for somebody without facts")
  func access() async throws {
    try await GamificationFixture.withInsights { fixture in
      for (caller, person) in [("ada", "bob"), ("dan", "b1"), ("ada", "nobody")] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await insights(fixture, person, as: caller)
        }
      }
      let nobody = try await insights(fixture, "nobody")
      #expect(nobody.memberInsights?.metrics.isEmpty == true && nobody.teamBenchmark == nil)
      await expectFailure(.invalidArgument, field: "person_id") {
        try await insights(fixture, "a b")
      }
    }
  }
}
