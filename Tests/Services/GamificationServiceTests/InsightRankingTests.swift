import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("InsightsService.GetInsightRankings", .timeLimit(.minutes(10)))
struct GetInsightRankingsTests {
  private func rankings(
    _ fixture: GamificationFixture, _ group: GamificationV1.InsightGroup, size: Int32 = 0,
    metric: String = "", as caller: String? = nil
  ) async throws -> GamificationV1.GetInsightRankingsResponse {
    try await fixture.insights.getInsightRankings(
      .init(group: group, periods: insightWeeks, metricID: metric, sectionSize: size),
      options: try await fixture.insightOptions(caller))
  }

  @Test("says who leads, who trails and who has clearly become worse, next to the team")
  func sections() async throws {
    try await GamificationFixture.withInsights { fixture in
      let response = try await rankings(fixture, insightGroup(team: "red"), size: 1, as: "dan")
      #expect(response.leaders.map(\.personID) == ["ada"])
      #expect(response.leaders.map(\.rank) == [1])
      #expect(response.leaders.map(\.comparativeRank) == [1])
      #expect(response.leaders.first?.teamBenchmark?.percentile == 100)
      #expect(response.trailers.map(\.personID) == ["bob"])
      #expect(response.trailers.map(\.displayName) == ["BOB"])
      #expect(response.trailers.map(\.rank) == [3])
      #expect(response.decliners.map(\.personID) == ["bob"])
      #expect(response.rankedCount == 3)
      let all = try await rankings(fixture, .init(divisionID: "north"))
      #expect(all.leaders.map(\.personID) == ["ada", "cleo", "b6", "bob", "b5"])
      #expect(all.trailers.map(\.personID) == ["b1", "b2", "b3", "b4"])
      // Cleo has done as before, so the rank before is not told.
      #expect(all.leaders.map(\.comparativeRank) == [1, nil, nil, 1, nil])
      #expect(all.rankedCount == 9)
    }
  }

  @Test("ranks by one metric, and only people whom the caller may see")
  func access() async throws {
    try await GamificationFixture.withInsights { fixture in
      let own = try await rankings(fixture, .init(divisionID: "north"), as: "ada")
      #expect(own.leaders.map(\.personID) == ["ada"] && own.rankedCount == 1)
      #expect(own.leaders.first?.teamBenchmark == nil)
      let metric = try await rankings(
        fixture, insightGroup(team: "red"), metric: "interactions_handled", as: "dan")
      #expect(metric.leaders.map(\.personID) == ["ada", "cleo", "bob"])
      let none = try await fixture.insights.getInsightRankings(
        .init(group: insightGroup(team: "red"), periods: insightWeeks),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(none.leaders.isEmpty && none.rankedCount == 0)
    }
  }

  @Test("names the field that is wrong", arguments: [-1, 101] as [Int32])
  func invalid(size: Int32) async throws {
    try await GamificationFixture.withPoints { fixture in
      await expectFailure(.invalidArgument, field: "section_size") {
        try await rankings(fixture, insightGroup(team: "red"), size: size)
      }
    }
  }
}

@Suite("InsightsService.GetGroupTrend", .timeLimit(.minutes(10)))
struct GetGroupTrendTests {
  private func trend(
    _ fixture: GamificationFixture, _ group: GamificationV1.InsightGroup,
    as caller: String? = nil
  ) async throws -> GamificationV1.GetGroupTrendResponse {
    try await fixture.insights.getGroupTrend(
      .init(group: group, periods: insightWeeks), options: try await fixture.insightOptions(caller))
  }

  @Test("shows the means of the workdays of both periods")
  func means() async throws {
    try await GamificationFixture.withInsights { fixture in
      let response = try await trend(fixture, insightGroup(team: "red"), as: "dan")
      #expect(response.comparativeDays.map(\.workday) == (4...8).map { may($0) })
      #expect(
        response.comparativeDays.map(\.meanPointsHundredths)
          == [10_000, 10_100, 10_200, 10_300, 10_400])
      #expect(response.comparativeDays.map(\.memberCount) == [3, 3, 3, 3, 3])
      #expect(response.comparativeDays.first?.percentOfGoal == 10)
      #expect(response.primaryDays.first?.meanPointsHundredths == 18_333)
      #expect(response.periods?.finality == .final)
    }
  }

  @Test("tells of whole teams to everybody, but of no fewer than five people")
  func anonymity() async throws {
    try await GamificationFixture.withInsights { fixture in
      let blue = try await trend(fixture, insightGroup(team: "blue"), as: "ada")
      #expect(blue.primaryDays.map(\.meanPointsHundredths) == [3_500])
      #expect(blue.primaryDays.map(\.memberCount) == [6])
      // Of red there are two whom ada may not see.
      let red = try await trend(fixture, insightGroup(team: "red"), as: "ada")
      #expect(red.primaryDays.map(\.memberCount) == [1, 1, 1, 1, 1])
      // Of groups that have members in common only those count whom the caller may see.
      let division = try await trend(fixture, .init(divisionID: "north"), as: "b1")
      #expect(division.primaryDays.map(\.memberCount) == [1])
      // A day on which only one of them was at work is not told of.
      try await fixture.record([handled(50, by: "b2", on: 12)])
      #expect(
        try await trend(fixture, insightGroup(team: "blue"), as: "ada").primaryDays.map(\.workday)
          == [may(11)])
      #expect(
        try await trend(fixture, insightGroup(team: "blue")).primaryDays.map(\.workday) == [
          may(11), may(12),
        ])
    }
  }

  @Test("shows nothing of another organisation, and names the field that is wrong")
  func refused() async throws {
    try await GamificationFixture.withInsights { fixture in
      let other = try await fixture.insights.getGroupTrend(
        .init(group: insightGroup(team: "red"), periods: insightWeeks),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.primaryDays.isEmpty && other.comparativeDays.isEmpty)
      await expectFailure(.invalidArgument, field: "group") {
        try await trend(fixture, .init())
      }
      try await fixture.service.addMember("eve")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await trend(fixture, insightGroup(team: "red"), as: "eve")
      }
    }
  }
}
