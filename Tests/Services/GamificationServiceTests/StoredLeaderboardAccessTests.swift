import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("StoredLeaderboardService.CheckLeaderboard")
struct CheckLeaderboardTests {
  @Test("tells who is named and could not read the board, and who sees more than their roles cover")
  func check() async throws {
    try await GamificationFixture.withBoards { fixture in
      func check(
        _ board: GamificationV1.Leaderboard
      ) async throws -> GamificationV1.LeaderboardCheck {
        let response = try await fixture.storedLeaderboards.checkLeaderboard(
          GamificationV1.CheckLeaderboardRequest(leaderboard: board),
          options: try await fixture.service.asOperator())
        return try #require(response.check)
      }
      let everybody = try await check(makeBoard())
      #expect(everybody.readerCount == 8, "six members, lead and boss")
      #expect(everybody.refusedReaders.map(\.personID) == (1...4).map { "blue\($0)" })
      #expect(
        everybody.refusedReaders.map(\.missingConditions) == Array(repeating: [.scope], count: 4))
      #expect(everybody.overseeingReaders.map(\.personID) == (1...6).map { "red\($0)" })
      // Guest is a member of the team without any role.
      #expect(everybody.overseeingReaders.map(\.beyondScopeCount) == Array(repeating: 6, count: 6))
      let named = try await check(
        makeBoard(audience: .init(teamIDs: ["red"], personIDs: ["blue1"])))
      #expect(named.readerCount == 6)
      #expect(named.refusedCount == 2)
      #expect(named.refusedReaders.map(\.personID) == ["blue1", "guest"])
      #expect(named.refusedReaders.map(\.missingConditions) == [[.scope], [.permission]])
      let few = try await check(makeBoard(team: "blue", audience: .init(teamIDs: ["blue"])))
      #expect(few.readerCount == 4)
      #expect(few.overseeingCount == 0, "they are so few that they see nobody")
    }
  }

  @Test("names the field that is wrong, and denies who may only view")
  func refused() async throws {
    try await GamificationFixture.withBoards { fixture in
      await expectFailure(.invalidArgument, field: "leaderboard.audience.everybody") {
        try await fixture.storedLeaderboards.checkLeaderboard(
          GamificationV1.CheckLeaderboardRequest(leaderboard: makeBoard(team: "")),
          options: try await fixture.service.asOperator())
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.storedLeaderboards.checkLeaderboard(
          GamificationV1.CheckLeaderboardRequest(leaderboard: makeBoard()),
          options: try await fixture.service.asPerson("boss"))
      }
    }
  }
}

@Suite("StoredLeaderboardService.ExplainLeaderboardAccess")
struct ExplainLeaderboardAccessTests {
  @Test("says which of the three conditions somebody does not meet, and what they see")
  func explains() async throws {
    try await GamificationFixture.withBoards { fixture in
      let board = try await fixture.createBoard(
        makeBoard(audience: .init(teamIDs: ["red"], roleIDs: ["test"], personIDs: ["red2"])))
      func explain(
        _ person: String
      ) async throws -> GamificationV1.ExplainLeaderboardAccessResponse {
        try await fixture.storedLeaderboards.explainLeaderboardAccess(
          GamificationV1.ExplainLeaderboardAccessRequest(
            leaderboardID: board.leaderboardID, personID: person),
          options: try await fixture.service.asOperator())
      }
      let member = try await explain("red2")
      #expect(member.missingConditions.isEmpty)
      #expect(member.audienceEntries == ["team/red", "role/test", "person/red2"])
      #expect(member.roleIDs == ["test"])
      #expect(member.participant && !member.scopeCoversEverybody)
      #expect(member.others == .named)
      #expect(member.visibleRanksMax == 10)
      let lead = try await explain("lead")
      #expect(lead.missingConditions.isEmpty && lead.scopeCoversEverybody && !lead.participant)
      #expect(lead.visibleRanksMax == 300)
      let blue = try await explain("blue1")
      #expect(blue.missingConditions == [.scope])
      #expect(blue.others == .unspecified)
      let guest = try await explain("guest")
      #expect(guest.missingConditions == [.permission])
      #expect(guest.roleIDs.isEmpty)
      #expect(try await explain("nobody").missingConditions == [.permission, .audience, .scope])
      await expectFailure(.notFound, "LEADERBOARD_NOT_FOUND") {
        try await fixture.storedLeaderboards.explainLeaderboardAccess(
          GamificationV1.ExplainLeaderboardAccessRequest(
            leaderboardID: uuid(9), personID: "red1"),
          options: try await fixture.service.asOperator())
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.storedLeaderboards.explainLeaderboardAccess(
          GamificationV1.ExplainLeaderboardAccessRequest(
            leaderboardID: board.leaderboardID, personID: "red1"),
          options: try await fixture.service.asPerson("red1"))
      }
    }
  }
}

@Suite("StoredLeaderboardService.ListLeaderboardReaders")
struct ListLeaderboardReadersTests {
  @Test("lists the boards with the teams that may read them, page by page")
  func pages() async throws {
    try await GamificationFixture.withBoards(clock: SystemWallClock()) { fixture in
      try await fixture.createBoard(makeBoard("a"))
      try await fixture.createBoard(
        makeBoard("b", division: "north", team: "", audience: .init(roleIDs: ["test"])))
      let options = try await fixture.service.asOperator()
      let first = try await fixture.storedLeaderboards.listLeaderboardReaders(
        GamificationV1.ListLeaderboardReadersRequest(pageSize: 1), options: options)
      #expect(first.leaderboardReaders.map(\.displayName) == ["a"])
      #expect(first.leaderboardReaders.map(\.teamIDs) == [["red"]])
      #expect(first.leaderboardReaders.map(\.readerCount) == [8])
      #expect(first.leaderboardReaders.first?.audience?.everybody == true)
      let second = try await fixture.storedLeaderboards.listLeaderboardReaders(
        GamificationV1.ListLeaderboardReadersRequest(pageToken: first.nextPageToken),
        options: options)
      #expect(second.leaderboardReaders.map(\.teamIDs) == [["blue", "red"]])
      #expect(second.leaderboardReaders.map(\.readerCount) == [11])
      #expect(second.nextPageToken.isEmpty)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.storedLeaderboards.listLeaderboardReaders(
          GamificationV1.ListLeaderboardReadersRequest(),
          options: try await fixture.service.asPerson("boss"))
      }
    }
  }
}
