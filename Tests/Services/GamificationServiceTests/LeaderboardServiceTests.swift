import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:leaderboard:view")

@Suite("LeaderboardService.ListLeaderboardEntries")
struct ListLeaderboardEntriesTests {
  private func request(
    size: Int32 = 0, token: String = "", metric: String = "", division: String = "",
    team: String = ""
  ) -> GamificationV1.ListLeaderboardEntriesRequest {
    GamificationV1.ListLeaderboardEntriesRequest(
      pageSize: size, pageToken: token, startWorkday: may(1), endWorkday: may(31),
      metricID: metric, divisionID: division, teamID: team)
  }

  /// Red is ada, bob and cleo, blue is dan, both in the north; eve is alone in the south.
  private func withTeams(_ test: (GamificationFixture) async throws -> Void) async throws {
    try await GamificationFixture.withPoints { fixture in
      for (person, name, division, team) in [
        ("ada", "Zoe", "north", "red"), ("bob", "bert", "north", "red"),
        ("cleo", "Cleo", "north", "red"), ("dan", "Dan", "north", "blue"),
        ("eve", "Eve", "south", "green"),
      ] {
        try await fixture.service.addMember(
          person, name: name, division: division, team: team)
      }
      try await fixture.record([
        handled(30, by: "ada", on: 4), handled(20, by: "ada", on: 5), handled(20, by: "bob"),
        handled(20, by: "cleo"), handled(10, by: "dan"), handled(60, by: "eve"),
      ])
      try await test(fixture)
    }
  }

  @Test("gives equal points the same rank, skips the next and orders ties by name, then by id")
  func ranks() async throws {
    try await GamificationFixture.withPoints { fixture in
      for (person, name) in [("p1", "émile"), ("p2", "Zoe"), ("p3", "Anna"), ("p4", "Anna")] {
        try await fixture.service.addMember(person, name: name)
      }
      try await fixture.record([
        handled(9, by: "p5"), handled(5, by: "p1"), handled(5, by: "p2"), handled(5, by: "p4"),
        handled(5, by: "p3"), handled(2, by: "p6"), handled(2, by: "p7"), handled(1, by: "p8"),
      ])
      let entries = try await fixture.leaderboards.listLeaderboardEntries(
        request(), options: try await fixture.service.asOperator()
      ).leaderboardEntries
      #expect(entries.map(\.personID) == ["p5", "p3", "p4", "p1", "p2", "p6", "p7", "p8"])
      #expect(entries.map(\.rank) == [1, 2, 2, 2, 2, 6, 6, 8])
      #expect(entries.map(\.displayName) == ["", "Anna", "Anna", "émile", "Zoe", "", "", ""])
      #expect(
        entries.map(\.pointsHundredths) == [900, 500, 500, 500, 500, 200, 200, 100])
    }
  }

  @Test("ranks over everybody, whatever the size of the page", arguments: [1, 2, 3, 7] as [Int32])
  func pages(size: Int32) async throws {
    try await GamificationFixture.withPoints { fixture in
      let points: [Double] = [8, 7, 7, 7, 3, 3, 0]
      try await fixture.record(
        points.enumerated().map { handled($0.element, by: "p\($0.offset)") })
      let options = try await fixture.service.asOperator()
      var (entries, token, calls): ([GamificationV1.LeaderboardEntry], String, Int) = ([], "", 0)
      repeat {
        let page = try await fixture.leaderboards.listLeaderboardEntries(
          request(size: size, token: token), options: options)
        entries += page.leaderboardEntries
        token = page.nextPageToken
        calls += 1
      } while !token.isEmpty && calls < 10
      #expect(entries.map(\.rank) == [1, 2, 2, 2, 5, 5, 7])
      #expect(entries.map(\.personID) == (0..<7).map { "p\($0)" })
    }
  }

  @Test("sums up one metric, by its id or that of its definition, or all metrics")
  func metrics() async throws {
    try await withTeams { fixture in
      try await fixture.deliver(event(1, released(11, of: "ada", score: 8_000, on: 6)))
      let options = try await fixture.service.asOperator()
      let one = try await fixture.leaderboards.listLeaderboardEntries(
        request(metric: "interactions_handled", team: "red"), options: options)
      #expect(
        one.leaderboardEntries.first
          == GamificationV1.LeaderboardEntry(
            rank: 1, personID: "ada", displayName: "Zoe", pointsHundredths: 5_000))
      let scorecard = try await fixture.scorecard(of: "ada")
      let quality = try #require(scorecard.metricResults.last)
      #expect(quality.metricDefinitionID == "quality_score")
      let byID = try await fixture.leaderboards.listLeaderboardEntries(
        request(metric: quality.profileMetricID, team: "red"), options: options)
      #expect(byID.leaderboardEntries.map(\.pointsHundredths) == [6_000])
      let all = try await fixture.leaderboards.listLeaderboardEntries(
        request(team: "red"), options: options)
      #expect(
        all.leaderboardEntries.first
          == GamificationV1.LeaderboardEntry(
            rank: 1, personID: "ada", displayName: "Zoe", pointsHundredths: 11_000))
    }
  }

  @Test("ranks only the members of the division or team that is named")
  func scopes() async throws {
    try await withTeams { fixture in
      let options = try await fixture.service.asOperator()
      for (scope, people, ranks) in [
        (request(), ["eve", "ada", "bob", "cleo", "dan"], [1, 2, 3, 3, 5]),
        (request(division: "north"), ["ada", "bob", "cleo", "dan"], [1, 2, 2, 4]),
        (request(team: "red"), ["ada", "bob", "cleo"], [1, 2, 2]),
        (request(division: "south", team: "red"), [], []),
      ] as [(GamificationV1.ListLeaderboardEntriesRequest, [String], [Int32])] {
        let entries = try await fixture.leaderboards.listLeaderboardEntries(
          scope, options: options
        ).leaderboardEntries
        #expect(entries.map(\.personID) == people)
        #expect(entries.map(\.rank) == ranks)
      }
    }
  }

  @Test("opens the boards whose members the caller may all see")
  func access() async throws {
    try await withTeams { fixture in
      let service = fixture.service
      try await service.addMember(
        "lead", grants: [(view, .team(TeamID(stored: "red"))), (view, .own)])
      try await service.addMember(
        "head", grants: [(view, .division(DivisionID(stored: "north")))])
      try await service.addMember(
        "boss", division: "north", team: "blue", grants: [(view, .reports)])
      try await service.addMember(
        "dan", name: "Dan", division: "north", team: "blue", manager: "boss",
        grants: [(view, .own)])
      try await service.addMember(
        "eve", name: "Eve", division: "south", team: "green", grants: [(view, .own)])
      try await service.addMember(
        "bob", name: "bert", division: "north", team: "red", manager: "boss",
        grants: [(view, .own)])
      for (caller, scope) in [
        ("lead", request(team: "red")), ("head", request(division: "north")),
        ("head", request(team: "blue")), ("boss", request(team: "blue")),
        ("eve", request(team: "green")),
      ] {
        let response = try await fixture.leaderboards.listLeaderboardEntries(
          scope, options: try await service.asPerson(caller))
        #expect(!response.leaderboardEntries.isEmpty)
      }
      for (caller, scope) in [
        ("lead", request()), ("lead", request(team: "blue")),
        ("lead", request(division: "north")), ("head", request(division: "south")),
        ("boss", request(team: "red")), ("bob", request(team: "red")),
        ("boss", request(team: "nothing")), ("dan", request()), ("dan", request(team: "blue")),
      ] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.leaderboards.listLeaderboardEntries(
            scope, options: try await service.asPerson(caller))
        }
      }
    }
  }

  @Test("shows nothing of another organisation")
  func organizations() async throws {
    try await withTeams { fixture in
      let response = try await fixture.leaderboards.listLeaderboardEntries(
        request(), options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(response.leaderboardEntries.isEmpty)
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await withTeams { fixture in
      let options = try await fixture.service.asOperator()
      var reversed = request()
      reversed.endWorkday = GoogleType.Date(year: 2026, month: 4, day: 30)
      let page = try await fixture.leaderboards.listLeaderboardEntries(
        request(size: 1), options: options)
      for (bad, field) in [
        (reversed, "end_workday"), (request(division: "a b"), "division_id"),
        (request(team: "a b"), "team_id"), (request(size: -1), "page_size"),
        (request(token: page.nextPageToken, team: "red"), "page_token"),
        (request(token: "x"), "page_token"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.leaderboards.listLeaderboardEntries(bad, options: options)
        }
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await fixture.leaderboards.listLeaderboardEntries(
          request(metric: "happiness"), options: options)
      }
    }
  }
}
