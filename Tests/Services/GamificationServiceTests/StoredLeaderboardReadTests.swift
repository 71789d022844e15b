import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@testable import GamificationStore

@Suite("StoredLeaderboardService.ListStoredLeaderboardEntries")
struct ListStoredLeaderboardEntriesTests {
  @Test("shows a board in real time, page by page, to who may see everybody on it")
  func realTime() async throws {
    try await GamificationFixture.withBoards { fixture in
      let board = try await fixture.createBoard()
      for person in [nil, "lead", "boss"] {
        let all = try await fixture.places(of: board, as: person)
        #expect(all.leaderboardEntries.map(\.personID) == (1...6).map { "red\($0)" })
        #expect(all.leaderboardEntries.map(\.rank) == [1, 2, 3, 4, 5, 6])
        #expect(all.totalCount == 6)
        #expect(all.asOf == GoogleProtobuf.Timestamp(boardNight))
        #expect(all.startWorkday == may(1) && all.endWorkday == may(5))
        let first = try await fixture.places(of: board, as: person, size: 4)
        let second = try await fixture.places(
          of: board, as: person, token: first.nextPageToken)
        #expect(second.leaderboardEntries.map(\.personID) == ["red5", "red6"])
        #expect(second.nextPageToken.isEmpty)
      }
    }
  }

  @Test("shows those on the board so many places as it says, and nobody else any")
  func access() async throws {
    try await GamificationFixture.withBoards { fixture in
      var named = makeBoard(audience: .init(teamIDs: ["red"], personIDs: ["blue1", "guest"]))
      named.visibleRanksMax = 2
      let board = try await fixture.createBoard(named)
      let page = try await fixture.places(of: board, as: "red6")
      #expect(page.leaderboardEntries.map(\.personID) == ["red1", "red2"])
      #expect(page.nextPageToken.isEmpty)
      // Each of the three conditions, missing alone.
      for (person, missing) in [("blue1", "scope"), ("lead", "audience"), ("boss", "audience")] {
        let error = await #expect(throws: RPCStatus.self) {
          try await fixture.places(of: board, as: person)
        }
        #expect(error?.code == .permissionDenied)
        #expect(error?.metadata["missing"] == missing)
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.places(of: board, as: "guest")
      }
      let few = try await fixture.createBoard(
        makeBoard(team: "blue", audience: .init(teamIDs: ["blue"])))
      let own = try await fixture.places(of: few, as: "blue2")
      #expect(own.leaderboardEntries.map(\.personID) == ["blue2"])
      #expect(own.leaderboardEntries.map(\.rank) == [0])
      #expect(own.totalCount == 0)
    }
  }

  @Test("sums the metrics that it names, on the days of its period")
  func metrics() async throws {
    try await GamificationFixture.withBoards { fixture in
      let sales = try await fixture.createProfile("Sales").profileID
      try await fixture.addMetric(Earned.handled, "interactions_handled", to: sales)
      try await fixture.addMetric(Earned.quality, "quality_score", to: sales)
      try await fixture.award(
        earned(5, by: "red6", on: 5, metric: Earned.quality), earned(1, by: "red6", on: 3))
      func points(
        _ metrics: [String], _ period: GamificationV1.Leaderboard.Period
      ) async throws -> Int64? {
        var board = makeBoard()
        board.metricIDs = metrics
        board.period = period
        let places = try await fixture.places(of: try await fixture.createBoard(board))
        return places.leaderboardEntries.first { $0.personID == "red6" }?.pointsHundredths
      }
      #expect(try await points([], .thisMonth) == 1_600)
      #expect(try await points([], .thisWeek) == 1_500, "the third was a Sunday")
      #expect(try await points([], .lastWeek) == 100)
      #expect(try await points([], .yesterday) == 1_000)
      #expect(try await points([], .today) == 500)
      #expect(try await points([], .lastMonth) == nil)
      #expect(try await points(["interactions_handled"], .thisMonth) == 1_100)
      #expect(try await points(["\(Earned.quality)"], .thisMonth) == 500)
      #expect(
        try await points(["interactions_handled", "quality_score"], .thisMonth) == 1_600)
    }
  }

  @Test("shows what was there at the last refresh, and those who are on the board now")
  func snapshots() async throws {
    try await GamificationFixture.withBoards { fixture in
      var daily = makeBoard("daily", .daily)
      daily.refresh?.minuteOfDay = 8 * 60
      let board = try await fixture.createBoard(daily)
      try await eventually { (try? await fixture.places(of: board)) != nil }
      let first = try await fixture.places(of: board)
      #expect(first.leaderboardEntries.map(\.personID) == (1...6).map { "red\($0)" })
      #expect(first.asOf == GoogleProtobuf.Timestamp(boardNight))
      try await fixture.award(earned(100, by: "red6", on: 5))
      #expect(try await fixture.places(of: board) == first)
      let refresh = PostgresLeaderboardRefresh(pool: fixture.service.pool)
      // 01:30 plus 6 hours and 29 minutes is 07:59.
      let early = boardNight.adding(.seconds(389 * 60))
      let eight = boardNight.adding(.seconds(390 * 60))
      #expect(try await refresh.step(at: early) == false)
      #expect(try await refresh.step(at: eight))
      #expect(try await refresh.step(at: eight) == false)
      let second = try await fixture.places(of: board)
      #expect(second.leaderboardEntries.map(\.personID).first == "red6")
      #expect(second.leaderboardEntries.first?.pointsHundredths == 11_000)
      #expect(second.asOf == GoogleProtobuf.Timestamp(eight))
      let stored = try await fixture.storedLeaderboards.getLeaderboard(
        GamificationV1.GetLeaderboardRequest(leaderboardID: board.leaderboardID),
        options: try await fixture.service.asOperator())
      #expect(
        stored.leaderboard?.nextRefreshTime
          == GoogleProtobuf.Timestamp(eight.adding(.seconds(86_400))))
      try await fixture.service.addMember("red1", division: "north", team: "blue")
      try await eventually { try await fixture.places(of: board).totalCount == 5 }
    }
  }

  @Test(
    "refreshes by its schedule in the time zone of the organization",
    arguments: [
      (.init(frequency: .hourly), 30), (.init(frequency: .daily, minuteOfDay: 90), 1_440),
      (.init(frequency: .weekly, weekday: 2, minuteOfDay: 89), 7 * 1_440 - 1),
      (.init(frequency: .weekly, weekday: 3, minuteOfDay: 0), 1_350),
      (.init(frequency: .weekly, minuteOfDay: 90), 6 * 1_440),
    ] as [(GamificationV1.LeaderboardRefresh, Int)])
  func schedules(refresh: GamificationV1.LeaderboardRefresh, minutes: Int) async throws {
    try await GamificationFixture.withBoards { fixture in
      var message = makeBoard()
      message.refresh = refresh
      let board = try await fixture.createBoard(message)
      let next = GoogleProtobuf.Timestamp(boardNight.adding(.seconds(minutes * 60)))
      try await eventually {
        try await fixture.storedLeaderboards.getLeaderboard(
          GamificationV1.GetLeaderboardRequest(leaderboardID: board.leaderboardID),
          options: try await fixture.service.asOperator()
        ).leaderboard?.nextRefreshTime == next
      }
    }
  }

  @Test("several instances share the snapshots that are due, each made once")
  func shared() async throws {
    try await GamificationFixture.withBoards { fixture in
      var ids: [String] = []
      for number in 1...6 {
        ids.append(try await fixture.createBoard(makeBoard("\(number)", .hourly)).leaderboardID)
      }
      try await eventually {
        try await PostgresLeaderboardRefresh(pool: fixture.service.pool).step(at: boardNight)
          == false
      }
      let later = boardNight.adding(.seconds(3_600))
      let made = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...3 {
          group.addTask {
            let refresh = PostgresLeaderboardRefresh(pool: fixture.service.pool)
            var count = 0
            while try await refresh.step(at: later) { count += 1 }
            return count
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(made == 6)
    }
  }

  @Test("a metric of a board stays, and a board that ranks something else is made anew")
  func changes() async throws {
    try await GamificationFixture.withBoards { fixture in
      let options = try await fixture.service.asOperator()
      let metric = try #require(
        try await fixture.externalMetrics.createExternalMetric(
          GamificationV1.CreateExternalMetricRequest(
            externalMetric: GamificationV1.ExternalMetric(
              displayName: "Sales", unit: .percent, objectiveKind: .higherIsBetter)),
          options: options
        ).externalMetric)
      var message = makeBoard("daily", .daily)
      message.metricIDs = [metric.externalMetricID]
      let board = try await fixture.createBoard(message)
      await expectFailure(.failedPrecondition, "EXTERNAL_METRIC_IN_USE") {
        try await fixture.externalMetrics.deleteExternalMetric(
          GamificationV1.DeleteExternalMetricRequest(externalMetricID: metric.externalMetricID),
          options: options)
      }
      try await eventually { (try? await fixture.places(of: board)) != nil }
      #expect(try await fixture.places(of: board).leaderboardEntries.isEmpty)
      _ = try await fixture.storedLeaderboards.updateLeaderboard(
        GamificationV1.UpdateLeaderboardRequest(
          leaderboard: GamificationV1.Leaderboard(leaderboardID: board.leaderboardID),
          updateMask: GoogleProtobuf.FieldMask(paths: ["metric_ids"])), options: options)
      try await eventually {
        (try? await fixture.places(of: board))?.leaderboardEntries.count == 6
      }
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await GamificationFixture.withBoards { fixture in
      let board = try await fixture.createBoard()
      for (size, token, field) in [(-1, "", "page_size"), (0, "x", "page_token")]
        as [(Int32, String, String)]
      {
        await expectFailure(.invalidArgument, field: field) {
          try await fixture.places(of: board, size: size, token: token)
        }
      }
      await expectFailure(.invalidArgument, field: "leaderboard_id") {
        try await fixture.places(of: GamificationV1.Leaderboard(leaderboardID: "x"))
      }
    }
  }
}

@Suite("StoredLeaderboardService.GetStoredLeaderboardRank")
struct GetStoredLeaderboardRankTests {
  private func rank(
    of person: String, _ board: GamificationV1.Leaderboard, neighbors: Int32? = nil,
    _ fixture: GamificationFixture, as caller: String? = nil
  ) async throws -> GamificationV1.GetStoredLeaderboardRankResponse {
    try await fixture.storedLeaderboards.getStoredLeaderboardRank(
      GamificationV1.GetStoredLeaderboardRankRequest(
        leaderboardID: board.leaderboardID, personID: person, neighborCount: neighbors),
      options: try await fixture.options(as: caller))
  }

  @Test("shows a place and those around it, to those on the board their own")
  func around() async throws {
    try await GamificationFixture.withBoards { fixture in
      let board = try await fixture.createBoard()
      let seen = try await rank(of: "red3", board, neighbors: 2, fixture)
      #expect(seen.leaderboardEntry?.rank == 3)
      #expect(seen.entriesBefore.map(\.personID) == ["red1", "red2"])
      #expect(seen.entriesAfter.map(\.personID) == ["red4", "red5"])
      #expect(seen.totalCount == 6 && seen.asOf != nil && seen.endWorkday == may(5))
      let own = try await rank(of: "red6", board, neighbors: 10, fixture, as: "red6")
      #expect(own.leaderboardEntry?.rank == 6)
      #expect(own.entriesBefore.map(\.personID) == ["red5"])
      #expect(try await rank(of: "blue1", board, fixture).leaderboardEntry == nil)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await rank(of: "red1", board, fixture, as: "red6")
      }
      await expectFailure(.invalidArgument, field: "neighbor_count") {
        try await rank(of: "red1", board, neighbors: 11, fixture)
      }
      await expectFailure(.invalidArgument, field: "person_id") {
        try await rank(of: "", board, fixture)
      }
    }
  }
}
