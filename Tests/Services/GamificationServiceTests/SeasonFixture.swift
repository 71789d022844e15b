import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

extension GamificationFixture {
  var seasons: GamificationV1.SeasonServiceClient { .init(service.client) }

  /// Runs a test on 4 May 2026, when ada, bob and cleo have points of the days before.
  static func withSeasonPoints(
    decay: GamificationV1.GamificationSettings.Decay = .never, days: Int32 = 0,
    _ test: (GamificationFixture) async throws -> Void
  ) async throws {
    try await with(clock: FixedWallClock(noon)) { fixture in
      try await fixture.activate(
        from: may(1), .init(active: true, decay: decay, decayDays: days))
      for (person, team) in [("ada", "red"), ("bob", "red"), ("cleo", "blue")] {
        try await fixture.service.addMember(
          person, name: person.prefix(1).uppercased() + person.dropFirst(), team: team)
      }
      try await fixture.record([
        handled(10, by: "ada", on: 1), handled(20, by: "ada", on: 2),
        handled(30, by: "ada", on: 3), handled(5, by: "ada", on: 4),
        handled(33, by: "bob", on: 3), handled(33, by: "cleo", on: 2),
        handled(0, by: "dan", on: 2), handled(1, by: "stranger", on: 2),
      ])
      try await test(fixture)
    }
  }

  /// Opens a season as the operator.
  @discardableResult
  func openSeason(
    _ name: String = "Spring", from start: GoogleType.Date? = may(1),
    through end: GoogleType.Date? = nil, requestID: String = ""
  ) async throws -> GamificationV1.Season {
    let response = try await seasons.createSeason(
      GamificationV1.CreateSeasonRequest(
        season: GamificationV1.Season(displayName: name, startWorkday: start, endWorkday: end),
        requestID: requestID), options: try await service.asOperator())
    return try #require(response.season)
  }

  /// Closes a season as the operator.
  @discardableResult
  func close(
    _ season: GamificationV1.Season, through end: GoogleType.Date? = nil,
    next: GamificationV1.Season? = nil, etag: String = "", requestID: String = ""
  ) async throws -> GamificationV1.CloseSeasonResponse {
    try await seasons.closeSeason(
      GamificationV1.CloseSeasonRequest(
        seasonID: season.seasonID, endWorkday: end, nextSeason: next, etag: etag,
        requestID: requestID), options: try await service.asOperator())
  }

  /// The standings of a season, as the operator or somebody else sees them.
  func standings(
    of season: GamificationV1.Season, as person: String? = nil
  ) async throws -> [GamificationV1.SeasonStanding] {
    let options =
      if let person { try await service.asPerson(person) } else { try await service.asOperator() }
    return try await seasons.listSeasonStandings(
      GamificationV1.ListSeasonStandingsRequest(seasonID: season.seasonID), options: options
    ).seasonStandings
  }

  /// What somebody has, as the operator sees it.
  func balance(
    of person: String, in season: GamificationV1.Season? = nil
  ) async throws -> GamificationV1.Balance {
    let response = try await seasons.getBalance(
      GamificationV1.GetBalanceRequest(personID: person, seasonID: season?.seasonID ?? ""),
      options: try await service.asOperator())
    return try #require(response.balance)
  }
}
