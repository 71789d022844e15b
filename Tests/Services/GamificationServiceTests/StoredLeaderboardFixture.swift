import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:leaderboard:view")
/// 2026-05-05T01:30 in the time zone of the organisation, a Tuesday.
let boardNight = Timestamp(microseconds: 1_777_933_800_000_000)

/// A board of this month with what a new one must have, kept up to date in real time.
func makeBoard(
  _ name: String = "Red", division: String = "", team: String = "red", profile: String = "",
  _ frequency: GamificationV1.LeaderboardRefresh.Frequency = .realTime,
  audience: GamificationV1.LeaderboardAudience = .init(everybody: true)
) -> GamificationV1.Leaderboard {
  GamificationV1.Leaderboard(
    displayName: name, divisionID: division, teamID: team, profileID: profile,
    period: .thisMonth, refresh: GamificationV1.LeaderboardRefresh(frequency: frequency),
    audience: audience)
}

extension GamificationFixture {
  /// Red has six members with 60 to 10 points, blue four with 9 each, all in the north; lead sees
  /// red, and boss everybody.
  static func withBoards(
    clock: any WallClock = FixedWallClock(boardNight),
    _ test: (GamificationFixture) async throws -> Void
  ) async throws {
    try await with(clock: clock) { fixture in
      for (team, size) in [("red", 6), ("blue", 4)] {
        for number in 1...size {
          try await fixture.service.addMember(
            "\(team)\(number)", division: "north", team: team, grants: [(view, .own)])
          try await fixture.award(
            earned(team == "red" ? Double(70 - number * 10) : 9, by: "\(team)\(number)"))
        }
      }
      try await fixture.service.addMember(
        "lead", division: "south", grants: [(view, .team(TeamID(stored: "red")))])
      try await fixture.service.addMember("boss", division: "south", grants: [(view, .all)])
      try await fixture.service.addMember("guest", division: "north", team: "red")
      try await test(fixture)
    }
  }

  /// Creates a board as the operator.
  @discardableResult
  func createBoard(
    _ board: GamificationV1.Leaderboard = makeBoard(), requestID: String = ""
  ) async throws -> GamificationV1.Leaderboard {
    let response = try await storedLeaderboards.createLeaderboard(
      GamificationV1.CreateLeaderboardRequest(leaderboard: board, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.leaderboard)
  }

  /// The options of a call by a person, or by the operator.
  func options(as person: String?) async throws -> CallOptions {
    if let person { try await service.asPerson(person) } else { try await service.asOperator() }
  }

  /// Reads a stored board.
  func places(
    of board: GamificationV1.Leaderboard, as person: String? = nil, size: Int32 = 0,
    token: String = ""
  ) async throws -> GamificationV1.ListStoredLeaderboardEntriesResponse {
    try await storedLeaderboards.listStoredLeaderboardEntries(
      GamificationV1.ListStoredLeaderboardEntriesRequest(
        leaderboardID: board.leaderboardID, pageSize: size, pageToken: token),
      options: try await options(as: person))
  }

  /// Sets what boards may show, as the operator.
  @discardableResult
  func setPrivacy(
    _ mode: GamificationV1.LeaderboardPrivacy.Mode, etag: String = "",
    divisions: [(String, GamificationV1.LeaderboardPrivacy.Mode)] = [], requestID: String = ""
  ) async throws -> GamificationV1.LeaderboardPrivacy {
    let response = try await leaderboardPrivacy.updateLeaderboardPrivacy(
      GamificationV1.UpdateLeaderboardPrivacyRequest(
        leaderboardPrivacy: GamificationV1.LeaderboardPrivacy(
          mode: mode,
          divisionModes: divisions.map {
            GamificationV1.LeaderboardPrivacy.DivisionMode(divisionID: $0.0, mode: $0.1)
          }, etag: etag), requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.leaderboardPrivacy)
  }
}
