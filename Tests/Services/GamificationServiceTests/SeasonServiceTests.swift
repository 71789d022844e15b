import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:leaderboard:view")
private let update = Permission("gamification:profile:update")

@Suite("SeasonService.CreateSeason")
struct CreateSeasonTests {
  @Test("opens a season that begins today, once for repeated requests")
  func opens() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason(from: nil, requestID: uuid(1))
      #expect(season.displayName == "Spring")
      #expect(season.startWorkday == may(4))
      #expect(season.endWorkday == nil)
      #expect(season.state == .open)
      #expect(season.etag == "\"1\"")
      #expect(season.closeTime == nil)
      #expect(try await fixture.openSeason(from: nil, requestID: uuid(1)) == season)
    }
  }

  @Test("lets one be open at a time, also when many are opened at once")
  func one() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let opened = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<6 {
          group.addTask {
            do {
              try await fixture.openSeason("Season \(number)")
              return true
            } catch let status as RPCStatus {
              #expect(status.code == .failedPrecondition)
              #expect(status.reason == "SEASON_OPEN")
            } catch {
              Issue.record(error)
            }
            return false
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(opened == 1)
    }
  }

  @Test("refuses days of closed seasons and what is wrong in itself, and needs the permission")
  func refused() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      for (bad, field) in [
        (("", may(1), nil), "season.display_name"),
        (("x", may(32), nil), "season.start_workday"),
        (("x", may(3), may(2)), "season.end_workday"),
      ] as [((String, GoogleType.Date?, GoogleType.Date?), String)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.openSeason(bad.0, from: bad.1, through: bad.2)
        }
      }
      try await fixture.close(try await fixture.openSeason(), through: may(3))
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "season.start_workday") {
        try await fixture.openSeason(from: may(3))
      }
      #expect(try await fixture.openSeason(from: nil).startWorkday == may(4))
      try await fixture.service.addMember("boss", grants: [(update, .reports)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.seasons.createSeason(
          .init(season: .init(displayName: "x")),
          options: try await fixture.service.asPerson("boss"))
      }
      await expectFailure(.invalidArgument, "FIELD_REQUIRED", field: "season") {
        try await fixture.seasons.createSeason(
          .init(), options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("SeasonService.GetSeason")
struct GetSeasonTests {
  @Test("answers to whoever may see leaderboards, and finds no other organization's")
  func found() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason(through: may(31))
      let request = GamificationV1.GetSeasonRequest(seasonID: season.seasonID)
      try await fixture.service.addMember("eve", grants: [(view, .own)])
      try await fixture.service.addMember("finn")
      let response = try await fixture.seasons.getSeason(
        request, options: try await fixture.service.asPerson("eve"))
      #expect(response.season == season)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.seasons.getSeason(
          request, options: try await fixture.service.asPerson("finn"))
      }
      await expectFailure(.notFound, "SEASON_NOT_FOUND") {
        try await fixture.seasons.getSeason(
          request, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }
}

@Suite("SeasonService.ListSeasons")
struct ListSeasonsTests {
  @Test("lists seasons newest first, page by page")
  func pages() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      for day in 1...3 as ClosedRange<Int32> {
        try await fixture.close(
          try await fixture.openSeason("\(day)", from: may(day)), through: may(day))
      }
      try await fixture.openSeason("4", from: nil)
      let options = try await fixture.service.asOperator()
      let first = try await fixture.seasons.listSeasons(.init(pageSize: 3), options: options)
      #expect(first.seasons.map(\.displayName) == ["4", "3", "2"])
      #expect(first.seasons.map(\.state) == [.open, .closed, .closed])
      let second = try await fixture.seasons.listSeasons(
        .init(pageSize: 3, pageToken: first.nextPageToken), options: options)
      #expect(second.seasons.map(\.displayName) == ["1"])
      #expect(second.nextPageToken.isEmpty)
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_token") {
        try await fixture.seasons.listSeasons(.init(pageToken: "x"), options: options)
      }
    }
  }
}

@Suite("SeasonService.UpdateSeason")
struct UpdateSeasonTests {
  private func change(
    _ fixture: GamificationFixture, _ season: GamificationV1.Season, mask: [String]? = nil,
    requestID: String = ""
  ) async throws -> GamificationV1.Season {
    let response = try await fixture.seasons.updateSeason(
      GamificationV1.UpdateSeasonRequest(
        season: season, updateMask: mask.map { .init(paths: $0) }, requestID: requestID),
      options: try await fixture.service.asOperator())
    return try #require(response.season)
  }

  @Test("changes the name and the planned end, and takes the end away again")
  func changes() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      let planned = try await change(
        fixture, .init(seasonID: season.seasonID, endWorkday: may(31)), requestID: uuid(1))
      #expect(planned.endWorkday == may(31))
      #expect(planned.displayName == "Spring")
      #expect(planned.etag == "\"2\"")
      let again = try await change(
        fixture, .init(seasonID: season.seasonID, endWorkday: may(31)), requestID: uuid(1))
      #expect(again == planned)
      let open = try await change(
        fixture, .init(seasonID: season.seasonID, displayName: "Summer", etag: planned.etag),
        mask: ["*"])
      #expect(open.displayName == "Summer")
      #expect(open.endWorkday == nil)
    }
  }

  @Test("keeps the first day, and the last one of a closed season")
  func refused() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      let id = season.seasonID
      for (bad, mask, field) in [
        (.init(seasonID: id, startWorkday: may(2)), nil, "season.start_workday"),
        (
          .init(seasonID: id, endWorkday: GoogleType.Date(year: 2026, month: 4, day: 30)), nil,
          "season.end_workday"
        ),
        (.init(seasonID: id), ["display_name"], "season.display_name"),
        (.init(seasonID: id), ["start_workday"], "update_mask.paths[0]"),
        (.init(seasonID: "x"), nil, "season.season_id"),
      ] as [(GamificationV1.Season, [String]?, String)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await change(fixture, bad, mask: mask)
        }
      }
      let closed = try #require(try await fixture.close(season).season)
      await expectFailure(.failedPrecondition, "SEASON_CLOSED") {
        try await change(fixture, .init(seasonID: id, endWorkday: may(4)))
      }
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await change(fixture, .init(seasonID: id, displayName: "x", etag: season.etag))
      }
      let renamed = try await change(
        fixture, .init(seasonID: id, displayName: "x", etag: closed.etag))
      #expect(renamed.displayName == "x")
      #expect(renamed.state == .closed)
      await expectFailure(.notFound, "SEASON_NOT_FOUND") {
        try await change(fixture, .init(seasonID: uuid(9), displayName: "x"))
      }
    }
  }
}

@Suite("SeasonService.CloseSeason")
struct CloseSeasonTests {
  @Test("archives everybody's standing and opens the next season, once for repeated requests")
  func closes() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      let next = GamificationV1.Season(displayName: "Summer", endWorkday: may(31))
      let closed = try await fixture.close(season, next: next, requestID: uuid(1))
      #expect(closed.season?.state == .closed)
      #expect(closed.season?.endWorkday == may(3))
      #expect(closed.season?.standingCount == 4)
      #expect(closed.season?.closeTime != nil)
      #expect(closed.nextSeason?.state == .open)
      #expect(closed.nextSeason?.startWorkday == may(4))
      #expect(closed.nextSeason?.endWorkday == may(31))
      #expect(try await fixture.close(season, next: next, requestID: uuid(1)) == closed)
      let standings = try await fixture.standings(of: season)
      #expect(standings.map(\.personID) == ["ada", "bob", "cleo", "stranger"])
      #expect(standings.map(\.displayName) == ["Ada", "Bob", "Cleo", ""])
      #expect(standings.map(\.rank) == [1, 2, 2, 4])
      #expect(standings.map(\.pointsHundredths) == [6_000, 3_300, 3_300, 100])
      #expect(standings.map(\.balanceHundredths) == [6_000, 3_300, 3_300, 100])
      #expect(standings.allSatisfy { $0.reachTime != nil })
    }
  }

  @Test("begins anew and deletes nothing")
  func reset() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      let before = try await fixture.entries()
      try await fixture.close(season, through: may(4), next: .init(displayName: "Summer"))
      let balance = try await fixture.balance(of: "ada")
      #expect(balance.seasonHundredths == 0)
      #expect(balance.lifetimeHundredths == 6_500)
      #expect(try await fixture.entries() == before)
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 6_500)
    }
  }

  @Test("ranks by what has not expired on the last day")
  func decay() async throws {
    try await GamificationFixture.withSeasonPoints(decay: .days, days: 2) { fixture in
      let season = try await fixture.openSeason()
      try await fixture.close(season)
      let standings = try await fixture.standings(of: season)
      #expect(standings.map(\.personID) == ["ada", "bob", "cleo", "stranger"])
      #expect(standings.map(\.balanceHundredths) == [5_000, 3_300, 3_300, 100])
      #expect(standings.map(\.pointsHundredths) == [6_000, 3_300, 3_300, 100])
    }
  }

  @Test("stays as it is when a workday is corrected later")
  func corrections() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      try await fixture.close(season)
      try await fixture.record([handled(90, by: "cleo", on: 2)])
      #expect(try await fixture.standings(of: season).map(\.rank) == [1, 2, 2, 4])
      #expect(try await fixture.balance(of: "cleo", in: season).seasonHundredths == 9_000)
    }
  }

  @Test("refuses a season that is closed or not begun, other days and other versions")
  func refused() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason(from: may(2))
      for day in [1, 5] as [Int32] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "end_workday") {
          try await fixture.close(season, through: may(day))
        }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "next_season.display_name") {
        try await fixture.close(season, next: .init())
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "next_season.start_workday") {
        try await fixture.close(
          season, through: may(3), next: .init(displayName: "x", startWorkday: may(3)))
      }
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await fixture.close(season, etag: "\"7\"")
      }
      #expect(
        try await fixture.seasons.getSeason(
          .init(seasonID: season.seasonID), options: try await fixture.service.asOperator()
        ).season == season)
      try await fixture.close(season, etag: season.etag)
      await expectFailure(.failedPrecondition, "SEASON_CLOSED") {
        try await fixture.close(season)
      }
      let ahead = try await fixture.openSeason(from: may(5))
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "end_workday") {
        try await fixture.close(ahead)
      }
      await expectFailure(.notFound, "SEASON_NOT_FOUND") {
        try await fixture.close(.init(seasonID: uuid(9)))
      }
      try await fixture.service.addMember("eve", grants: [(update, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.seasons.closeSeason(
          .init(seasonID: ahead.seasonID), options: try await fixture.service.asPerson("eve"))
      }
    }
  }
}

@Suite("SeasonService.ListSeasonStandings")
struct ListSeasonStandingsTests {
  @Test("lists the places best first, page by page")
  func pages() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      try await fixture.close(season)
      let options = try await fixture.service.asOperator()
      var (people, token): ([String], String) = ([], "")
      repeat {
        let page = try await fixture.seasons.listSeasonStandings(
          .init(pageSize: 3, pageToken: token, seasonID: season.seasonID), options: options)
        people += page.seasonStandings.map(\.personID)
        token = page.nextPageToken
      } while !token.isEmpty && people.count < 10
      #expect(people == ["ada", "bob", "cleo", "stranger"])
    }
  }

  @Test("shows a caller the people whom their grants open, with their ranks among all")
  func access() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      try await fixture.close(season)
      try await fixture.service.addMember("bob", team: "red", grants: [(view, .own)])
      try await fixture.service.addMember(
        "lead", grants: [(view, .team(TeamID(stored: "red")))])
      try await fixture.service.addMember("eve")
      let own = try await fixture.standings(of: season, as: "bob")
      #expect(own.map(\.personID) == ["bob"])
      #expect(own.map(\.rank) == [2])
      let team = try await fixture.standings(of: season, as: "lead")
      #expect(team.map(\.personID) == ["ada", "bob"])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.standings(of: season, as: "eve")
      }
      await expectFailure(.notFound, "SEASON_NOT_FOUND") {
        try await fixture.seasons.listSeasonStandings(
          .init(seasonID: season.seasonID),
          options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }

  @Test("has nothing of a season that is open")
  func open() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      await expectFailure(.failedPrecondition, "SEASON_OPEN") {
        try await fixture.standings(of: season)
      }
    }
  }

  @Test("keeps the service's own role from changing a standing or deleting a season")
  func appendOnly() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      try await fixture.close(try await fixture.openSeason())
      for forgery in [ForgeStanding(remove: false), ForgeStanding(remove: true)] {
        let error = await #expect(throws: PostgresError.self) {
          try await forgery.run(fixture.service.pool)
        }
        #expect(error?.sqlState == "42501")
      }
    }
  }
}

/// What nobody may do.
private struct ForgeStanding {
  struct Change: Statement {
    static let sql = "UPDATE gamification.season_standing SET rank = 1 WHERE organization_id = $1"
    func bind(to bindings: inout Bindings) { bindings.append(ServiceFixture.acme) }
  }

  struct Removal: Statement {
    static let sql = "DELETE FROM gamification.season WHERE organization_id = $1"
    func bind(to bindings: inout Bindings) { bindings.append(ServiceFixture.acme) }
  }

  let remove: Bool

  func run(_ pool: PostgresPool) async throws {
    let scope = TransactionScope.organization(ServiceFixture.acme)
    if remove {
      try await pool.run(Removal(), in: scope)
    } else {
      try await pool.run(Change(), in: scope)
    }
  }
}
