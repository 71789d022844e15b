import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let edit = Permission("gamification:leaderboard:edit")
private let view = Permission("gamification:leaderboard:view")

@Suite("StoredLeaderboardService.CreateLeaderboard")
struct CreateLeaderboardTests {
  @Test("stores what is set, with defaults for the rest, and once for repeated requests")
  func stores() async throws {
    try await GamificationFixture.withBoards(clock: SystemWallClock()) { fixture in
      let board = GamificationV1.Leaderboard(
        displayName: "Red", metricIDs: ["interactions_handled"], teamID: "red",
        period: .lastWeek, audience: .init(teamIDs: ["red"], roleIDs: ["agent"]))
      let created = try await fixture.createBoard(board, requestID: uuid(1))
      #expect(created.metricIDs == ["interactions_handled"])
      #expect(created.tiePolicy == .competition)
      #expect(created.visibleRanksMax == 10)
      #expect(created.refresh?.frequency == .daily)
      #expect(created.refresh?.minuteOfDay == 480)
      #expect(created.audience?.teamIDs == ["red"])
      #expect(created.etag == "\"1\"")
      #expect(created.nextRefreshTime != nil)
      #expect(try await fixture.createBoard(board, requestID: uuid(1)) == created)
      let custom = GamificationV1.Leaderboard(
        displayName: "All", divisionID: "north", period: .custom, startWorkday: may(1),
        endWorkday: may(4), tiePolicy: .dense, visibleRanksMax: 300, includeWithoutPoints: true,
        refresh: .init(frequency: .weekly, weekday: 5, minuteOfDay: 0),
        audience: .init(everybody: true))
      let second = try await fixture.createBoard(custom)
      #expect(second.startWorkday == may(1))
      #expect(second.refresh == custom.refresh)
      let listed = try await fixture.storedLeaderboards.listLeaderboards(
        GamificationV1.ListLeaderboardsRequest(),
        options: try await fixture.service.asOperator())
      #expect(listed.leaderboards.count == 2)
      #expect(listed.leaderboards.last?.tiePolicy == .dense)
    }
  }

  @Test("with validate_only only tells what it means for its readers")
  func validates() async throws {
    try await GamificationFixture.withBoards { fixture in
      let options = try await fixture.service.asOperator()
      let response = try await fixture.storedLeaderboards.createLeaderboard(
        GamificationV1.CreateLeaderboardRequest(leaderboard: makeBoard(), validateOnly: true),
        options: options)
      #expect(response.leaderboard?.leaderboardID.isEmpty == true)
      #expect(response.check?.readerCount == 8)
      let listed = try await fixture.storedLeaderboards.listLeaderboards(
        GamificationV1.ListLeaderboardsRequest(), options: options)
      #expect(listed.leaderboards.isEmpty)
      let stored = try await fixture.storedLeaderboards.createLeaderboard(
        GamificationV1.CreateLeaderboardRequest(leaderboard: makeBoard()), options: options)
      #expect(stored.check == response.check)
    }
  }

  @Test("an organization has 100 at most")
  func limit() async throws {
    try await GamificationFixture.withBoards { fixture in
      for _ in 1...100 { try await fixture.createBoard() }
      await expectFailure(.resourceExhausted, "TOO_MANY_LEADERBOARDS") {
        try await fixture.createBoard()
      }
    }
  }

  @Test("names what is wrong, and denies who may only view")
  func refused() async throws {
    try await GamificationFixture.withBoards { fixture in
      func changed(
        _ change: (inout GamificationV1.Leaderboard) -> Void
      ) -> GamificationV1.Leaderboard {
        var board = makeBoard()
        change(&board)
        return board
      }
      let bad: [(String, GamificationV1.Leaderboard)] = [
        ("display_name", changed { $0.displayName = "" }),
        ("metric_ids[0]", changed { $0.metricIDs = [""] }),
        ("metric_ids", changed { $0.metricIDs = ["x", "x"] }),
        ("division_id", changed { $0.divisionID = "a b" }),
        ("team_id", changed { $0.teamID = "a b" }),
        ("profile_id", changed { $0.profileID = "x" }),
        ("period", changed { $0.period = .unspecified }),
        ("start_workday", changed { $0.startWorkday = may(1) }),
        ("end_workday", changed { $0.endWorkday = may(1) }),
        ("tie_policy", changed { $0.tiePolicy = .unrecognized(9) }),
        ("visible_ranks_max", changed { $0.visibleRanksMax = 301 }),
        ("refresh.weekday", changed { $0.refresh?.weekday = 1 }),
        ("refresh.minute_of_day", changed { $0.refresh?.minuteOfDay = 1 }),
        (
          "refresh.minute_of_day",
          changed { $0.refresh = .init(frequency: .daily, minuteOfDay: 1_440) }
        ),
        ("refresh.weekday", changed { $0.refresh = .init(frequency: .weekly, weekday: 8) }),
        ("audience", changed { $0.audience = nil }),
        ("audience", changed { $0.audience = .init() }),
        ("audience.everybody", changed { $0.teamID = "" }),
        ("audience.team_ids[0]", changed { $0.audience = .init(teamIDs: ["a b"]) }),
        ("audience.person_ids", changed { $0.audience = .init(personIDs: ["a", "a"]) }),
        ("audience.role_ids[0]", changed { $0.audience = .init(roleIDs: [""]) }),
      ]
      for (field, board) in bad {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "leaderboard.\(field)") {
          try await fixture.createBoard(board)
        }
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await fixture.createBoard(changed { $0.metricIDs = ["happiness"] })
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.createBoard(changed { $0.profileID = uuid(9) })
      }
      try await fixture.service.addMember("near", grants: [(edit, .team(TeamID(stored: "red")))])
      for person in ["boss", "near"] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.storedLeaderboards.createLeaderboard(
            GamificationV1.CreateLeaderboardRequest(leaderboard: makeBoard()),
            options: try await fixture.service.asPerson(person))
        }
      }
    }
  }
}

@Suite("StoredLeaderboardService.GetLeaderboard")
struct GetLeaderboardTests {
  @Test("answers to whoever may read the board, and only who sees everybody learns the readers")
  func found() async throws {
    try await GamificationFixture.withBoards { fixture in
      let board = try await fixture.createBoard()
      let request = GamificationV1.GetLeaderboardRequest(leaderboardID: board.leaderboardID)
      for (person, hasAudience) in [("red1", false), ("lead", false), ("boss", true)] {
        let found = try await fixture.storedLeaderboards.getLeaderboard(
          request, options: try await fixture.service.asPerson(person))
        #expect(found.leaderboard?.displayName == "Red")
        #expect((found.leaderboard?.audience != nil) == hasAudience)
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.storedLeaderboards.getLeaderboard(
          request, options: try await fixture.service.asPerson("blue1"))
      }
      await expectFailure(.notFound, "LEADERBOARD_NOT_FOUND") {
        try await fixture.storedLeaderboards.getLeaderboard(
          request, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }
}

@Suite("StoredLeaderboardService.ListLeaderboards")
struct ListLeaderboardsTests {
  @Test("lists the boards that the caller may read, page by page")
  func pages() async throws {
    try await GamificationFixture.withBoards(clock: SystemWallClock()) { fixture in
      try await fixture.createBoard(makeBoard("a"))
      try await fixture.createBoard(makeBoard("b", team: "blue"))
      try await fixture.createBoard(
        makeBoard("c", audience: .init(personIDs: ["red2"])))
      func names(_ person: String?, size: Int32 = 0) async throws -> [String] {
        var (names, token): ([String], String) = ([], "")
        repeat {
          let page = try await fixture.storedLeaderboards.listLeaderboards(
            GamificationV1.ListLeaderboardsRequest(pageSize: size, pageToken: token),
            options: try await fixture.options(as: person))
          names += page.leaderboards.map(\.displayName)
          token = page.nextPageToken
        } while !token.isEmpty && names.count < 10
        return names
      }
      #expect(try await names(nil, size: 2) == ["a", "b", "c"])
      #expect(try await names("boss", size: 1) == ["a", "b", "c"])
      #expect(try await names("red1") == ["a"])
      #expect(try await names("red2", size: 1) == ["a", "c"])
      #expect(try await names("blue1") == ["b"])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") { try await names("guest") }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_token") {
        try await fixture.storedLeaderboards.listLeaderboards(
          GamificationV1.ListLeaderboardsRequest(pageToken: "x"),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("StoredLeaderboardService.UpdateLeaderboard")
struct UpdateLeaderboardTests {
  @Test("changes what the mask names, or what is set")
  func masks() async throws {
    try await GamificationFixture.withBoards { fixture in
      let board = try await fixture.createBoard()
      let update = {
        (change: GamificationV1.Leaderboard, paths: [String]?, dry: Bool) async throws in
        var change = change
        change.leaderboardID = board.leaderboardID
        let response = try await fixture.storedLeaderboards.updateLeaderboard(
          GamificationV1.UpdateLeaderboardRequest(
            leaderboard: change, updateMask: paths.map { GoogleProtobuf.FieldMask(paths: $0) },
            validateOnly: dry), options: try await fixture.service.asOperator())
        return (try #require(response.leaderboard), try #require(response.check))
      }
      let set = try await update(
        GamificationV1.Leaderboard(displayName: "Reds", visibleRanksMax: 3), nil, false
      ).0
      #expect(set.displayName == "Reds")
      #expect(set.visibleRanksMax == 3)
      #expect(set.teamID == "red")
      #expect(set.etag == "\"2\"")
      let dry = try await update(
        GamificationV1.Leaderboard(audience: .init(personIDs: ["red1", "guest"])), nil, true)
      #expect(dry.1.readerCount == 1)
      #expect(dry.1.refusedReaders.map(\.personID) == ["guest"])
      let named = try await update(
        GamificationV1.Leaderboard(displayName: "Other"), ["include_without_points"], false
      ).0
      #expect(named == set, "nothing is other")
      let custom = try await update(
        GamificationV1.Leaderboard(
          period: .custom, startWorkday: may(1), endWorkday: may(2)), nil, false
      ).0
      #expect(custom.endWorkday == may(2))
      let week = try await update(GamificationV1.Leaderboard(period: .thisWeek), nil, false).0
      #expect(week.startWorkday == nil)
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "update_mask.paths[0]") {
        try await update(makeBoard(), ["etc"], false)
      }
      await expectFailure(
        .invalidArgument, "INVALID_FIELD", field: "leaderboard.audience.everybody"
      ) { try await update(GamificationV1.Leaderboard(), ["team_id"], false) }
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await update(
          GamificationV1.Leaderboard(displayName: "Late", etag: board.etag), nil, false)
      }
      await expectFailure(.notFound, "LEADERBOARD_NOT_FOUND") {
        try await fixture.storedLeaderboards.updateLeaderboard(
          GamificationV1.UpdateLeaderboardRequest(
            leaderboard: GamificationV1.Leaderboard(leaderboardID: uuid(7), displayName: "x")),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("StoredLeaderboardService.DeleteLeaderboard")
struct DeleteLeaderboardTests {
  @Test("deletes a board and its snapshot once")
  func deletes() async throws {
    try await GamificationFixture.withBoards { fixture in
      let board = try await fixture.createBoard(makeBoard("a", .hourly))
      try await eventually { (try? await fixture.places(of: board)) != nil }
      let delete = { (requestID: String) async throws in
        try await fixture.storedLeaderboards.deleteLeaderboard(
          GamificationV1.DeleteLeaderboardRequest(
            leaderboardID: board.leaderboardID, requestID: requestID),
          options: try await fixture.service.asOperator())
      }
      _ = try await delete(uuid(1))
      _ = try await delete(uuid(1))
      await expectFailure(.notFound, "LEADERBOARD_NOT_FOUND") { try await delete("") }
      await expectFailure(.notFound, "LEADERBOARD_NOT_FOUND") {
        try await fixture.places(of: board)
      }
    }
  }
}
