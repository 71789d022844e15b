import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:ledger:view")

extension GamificationFixture {
  /// What the entries of the ledger add up to that have not expired on 4 May.
  fileprivate func unexpired(of person: String) async throws -> Int64 {
    try await entries(of: person)
      .filter { entry in entry.expiryWorkday.map { $0.day > 4 || $0.month > 5 } ?? true }
      .reduce(0) { $0 + $1.pointsHundredths }
  }
}

@Suite("SeasonService.GetBalance")
struct GetBalanceTests {
  @Test("sums up what has not expired, tells what expires next, and keeps the lifetime")
  func decay() async throws {
    try await GamificationFixture.withSeasonPoints(decay: .days, days: 2) { fixture in
      let season = try await fixture.openSeason(from: may(2))
      let balance = try await fixture.balance(of: "ada")
      #expect(balance.seasonID == season.seasonID)
      #expect(balance.startWorkday == may(2))
      #expect(balance.endWorkday == may(4))
      #expect(balance.seasonHundredths == 3_500)
      #expect(balance.seasonEarnedHundredths == 5_500)
      #expect(balance.lifetimeHundredths == 6_500)
      #expect(balance.nextExpiryWorkday == may(5))
      #expect(balance.nextExpiryHundredths == 3_000)
      #expect(balance.asOfTime != nil)
      #expect(try await fixture.unexpired(of: "ada") == 3_500)
    }
  }

  @Test("lets what corrects a workday expire with it")
  func corrections() async throws {
    try await GamificationFixture.withSeasonPoints(decay: .days, days: 2) { fixture in
      try await fixture.openSeason()
      // One has expired, the other not yet.
      try await fixture.record([handled(2, by: "ada", on: 2), handled(100, by: "ada", on: 3)])
      let balance = try await fixture.balance(of: "ada")
      #expect(balance.seasonHundredths == 10_500)
      #expect(balance.seasonEarnedHundredths == 11_700)
      #expect(balance.nextExpiryHundredths == 10_000)
      #expect(try await fixture.unexpired(of: "ada") == 10_500)
    }
  }

  @Test("expires by months, and never without a decay")
  func months() async throws {
    try await GamificationFixture.withSeasonPoints(decay: .monthly) { fixture in
      let balance = try await fixture.balance(of: "ada")
      #expect(balance.seasonID.isEmpty)
      #expect(balance.startWorkday == nil)
      #expect(balance.seasonHundredths == 6_500)
      #expect(balance.nextExpiryWorkday == GoogleType.Date(year: 2026, month: 6, day: 1))
      #expect(balance.nextExpiryHundredths == 6_500)
    }
    try await GamificationFixture.withSeasonPoints { fixture in
      let balance = try await fixture.balance(of: "ada")
      #expect(balance.nextExpiryWorkday == nil)
      #expect(balance.nextExpiryHundredths == 0)
    }
  }

  @Test("begins behind the last season, and shows a closed one as of its last day")
  func seasons() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      let season = try await fixture.openSeason()
      try await fixture.close(season, through: may(2))
      let between = try await fixture.balance(of: "ada")
      #expect(between.seasonID.isEmpty)
      #expect(between.startWorkday == may(3))
      #expect(between.seasonHundredths == 3_500)
      let closed = try await fixture.balance(of: "ada", in: season)
      #expect(closed.endWorkday == may(2))
      #expect(closed.seasonHundredths == 3_000)
      #expect(closed.lifetimeHundredths == 6_500)
      let nobody = try await fixture.balance(of: "nobody")
      #expect(nobody.seasonHundredths == 0)
      #expect(nobody.lifetimeHundredths == 0)
    }
  }

  @Test("is for whoever may see the person's ledger")
  func access() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      let request = GamificationV1.GetBalanceRequest(personID: "ada")
      let response = try await fixture.seasons.getBalance(
        request, options: try await fixture.service.asPerson("ada"))
      #expect(response.balance?.lifetimeHundredths == 6_500)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.seasons.getBalance(
          request, options: try await fixture.service.asPerson("bob"))
      }
      await expectFailure(.notFound, "SEASON_NOT_FOUND") {
        try await fixture.balance(of: "ada", in: .init(seasonID: uuid(9)))
      }
      for (bad, field) in [
        (.init(personID: "a b"), "person_id"),
        (.init(personID: "ada", seasonID: "x"), "season_id"),
      ] as [(GamificationV1.GetBalanceRequest, String)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.seasons.getBalance(
            bad, options: try await fixture.service.asOperator())
        }
      }
    }
  }
}

@Suite("SeasonService.ListSeasonBalances")
struct ListSeasonBalancesTests {
  @Test("lists what somebody had in each season, newest first and page by page")
  func pages() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      try await fixture.close(
        try await fixture.openSeason("1", from: may(1)), through: may(1))
      try await fixture.close(
        try await fixture.openSeason("2", from: may(2)), through: may(2))
      try await fixture.openSeason("3", from: may(3), through: may(31))
      let options = try await fixture.service.asOperator()
      let first = try await fixture.seasons.listSeasonBalances(
        .init(pageSize: 2, personID: "ada"), options: options)
      #expect(first.seasonBalances.map(\.displayName) == ["3", "2"])
      #expect(first.seasonBalances.map(\.state) == [.open, .closed])
      #expect(first.seasonBalances.map(\.endWorkday) == [may(31), may(2)])
      #expect(first.seasonBalances.map(\.pointsHundredths) == [3_500, 2_000])
      #expect(first.seasonBalances.map(\.balanceHundredths) == [3_500, 2_000])
      #expect(first.seasonBalances.map(\.rank) == [0, 2])
      let second = try await fixture.seasons.listSeasonBalances(
        .init(pageSize: 2, pageToken: first.nextPageToken, personID: "ada"), options: options)
      #expect(second.seasonBalances.map(\.displayName) == ["1"])
      #expect(second.seasonBalances.map(\.rank) == [1])
      #expect(second.nextPageToken.isEmpty)
      let bob = try await fixture.seasons.listSeasonBalances(
        .init(personID: "bob"), options: options)
      #expect(bob.seasonBalances.map(\.pointsHundredths) == [3_300, 0, 0])
      #expect(bob.seasonBalances.map(\.rank) == [0, 0, 0])
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_token") {
        try await fixture.seasons.listSeasonBalances(
          .init(pageToken: first.nextPageToken, personID: "bob"), options: options)
      }
    }
  }

  @Test("is for whoever may see the person's ledger")
  func access() async throws {
    try await GamificationFixture.withSeasonPoints { fixture in
      try await fixture.openSeason()
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      let request = GamificationV1.ListSeasonBalancesRequest(personID: "ada")
      let own = try await fixture.seasons.listSeasonBalances(
        request, options: try await fixture.service.asPerson("ada"))
      #expect(own.seasonBalances.map(\.pointsHundredths) == [6_500])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.seasons.listSeasonBalances(
          request, options: try await fixture.service.asPerson("bob"))
      }
    }
  }
}
