import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private typealias Request = GamificationV1.ListTeamLeaderboardEntriesRequest
private let view = Permission("gamification:leaderboard:view")

@Suite("LeaderboardService.ListTeamLeaderboardEntries")
struct ListTeamLeaderboardEntriesTests {
  private func request(
    _ score: GamificationV1.TeamScore = .unspecified, members: Int32 = 0, division: String = "",
    all: Bool = false
  ) -> Request {
    Request(
      startWorkday: may(1), endWorkday: may(31), divisionID: division, teamScore: score,
      teamScoreMembers: members, includeWithoutPoints: all)
  }

  /// Red has 6 members, of whom 5 have 10 points; blue has 8 with 8, one of them in the south;
  /// green has 4 with 99.
  private func withTeams(_ test: (GamificationFixture) async throws -> Void) async throws {
    try await GamificationFixture.with { fixture in
      for (team, size, points) in [("red", 6, 10.0), ("blue", 8, 8), ("green", 4, 99)] {
        for number in 0..<size {
          let person = "\(team)-\(number)"
          let isAway = team == "blue" && number == 0
          try await fixture.service.addMember(
            person, division: isAway ? "south" : "north", team: team,
            grants: [(view, .own)])
          if team != "red" || number > 0 {
            try await fixture.award(earned(points, by: person))
          }
        }
      }
      try await test(fixture)
    }
  }

  private func places(
    _ request: Request, _ fixture: GamificationFixture
  ) async throws -> [String] {
    try await fixture.leaderboards.listTeamLeaderboardEntries(
      request, options: try await fixture.service.asOperator()
    ).teamLeaderboardEntries.map {
      "\($0.rank) \($0.teamID) \($0.pointsHundredths) \($0.memberCount)"
    }
  }

  @Test("lets big teams and small ones play against each other, and leaves too small ones out")
  func scores() async throws {
    try await withTeams { fixture in
      for (request, expected) in [
        (request(), ["1 red 1000 5", "2 blue 800 8"]),
        (request(.sum), ["1 blue 6400 8", "2 red 5000 5"]),
        (request(.mean, all: true), ["1 red 833 6", "2 blue 800 8"]),
        (request(.meanOfBest, members: 8), ["1 blue 800 8", "2 red 625 5"]),
        (request(.smoothedMean, members: 5), ["1 red 938 5", "2 blue 830 8"]),
        (request(.sum, division: "north"), ["1 blue 5600 7", "2 red 5000 5"]),
      ] {
        let shown = try await places(request, fixture)
        #expect(shown == expected)
      }
    }
  }

  @Test("shows everybody whole teams, but nothing that tells of single members")
  func access() async throws {
    try await withTeams { fixture in
      try await fixture.service.addMember(
        "head", grants: [(view, .division(DivisionID(stored: "north")))])
      func ask(_ request: Request, as person: String) async throws -> [String] {
        try await fixture.leaderboards.listTeamLeaderboardEntries(
          request, options: try await fixture.service.asPerson(person)
        ).teamLeaderboardEntries.map(\.teamID)
      }
      #expect(try await ask(request(), as: "red-1") == ["red", "blue"])
      #expect(try await ask(request(.sum, division: "north"), as: "head") == ["blue", "red"])
      for (request, person) in [
        (request(division: "north"), "red-1"), (request(.meanOfBest, members: 1), "red-1"),
        (request(.meanOfBest, members: 1), "head"), (request(division: "south"), "head"),
      ] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await ask(request, as: person)
        }
      }
    }
  }

  @Test("goes on behind the team that a page ended with")
  func pages() async throws {
    try await withTeams { fixture in
      let options = try await fixture.service.asOperator()
      var page = request()
      page.pageSize = 1
      let first = try await fixture.leaderboards.listTeamLeaderboardEntries(page, options: options)
      #expect(first.teamLeaderboardEntries.map(\.teamID) == ["red"])
      #expect(first.totalCount == 2)
      #expect(first.asOf != nil)
      page.pageToken = first.nextPageToken
      let second = try await fixture.leaderboards.listTeamLeaderboardEntries(page, options: options)
      #expect(second.teamLeaderboardEntries.map(\.rank) == [2])
      #expect(second.nextPageToken.isEmpty)
    }
  }

  @Test("shows nothing of another organisation, and names the field that is wrong")
  func refused() async throws {
    try await withTeams { fixture in
      let other = try await fixture.leaderboards.listTeamLeaderboardEntries(
        request(), options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.teamLeaderboardEntries.isEmpty)
      for (bad, field) in [
        (request(.sum, members: 1), "team_score_members"),
        (request(.meanOfBest), "team_score_members"),
        (request(.smoothedMean, members: 1_001), "team_score_members"),
        (request(.unrecognized(9)), "team_score"), (request(division: "a b"), "division_id"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await places(bad, fixture)
        }
      }
    }
  }
}
