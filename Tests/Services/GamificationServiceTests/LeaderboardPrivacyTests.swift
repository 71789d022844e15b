import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("LeaderboardPrivacyService.GetLeaderboardPrivacy")
struct GetLeaderboardPrivacyTests {
  @Test("tells whoever may see leaderboards what they show, of their organization")
  func found() async throws {
    try await GamificationFixture.withBoards { fixture in
      let get = { (options: CallOptions) async throws in
        try await fixture.leaderboardPrivacy.getLeaderboardPrivacy(
          GamificationV1.GetLeaderboardPrivacyRequest(), options: options
        ).leaderboardPrivacy
      }
      let agent = try await fixture.service.asPerson("red1")
      #expect(try await get(agent) == .init(mode: .names, etag: "\"0\""))
      let set = try await fixture.setPrivacy(.pseudonyms, divisions: [("south", .hidden)])
      #expect(try await get(agent) == set)
      #expect(
        try await get(fixture.service.asOperator(in: ServiceFixture.globex))?.mode == .names)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await get(fixture.service.asPerson("guest"))
      }
    }
  }
}

@Suite("LeaderboardPrivacyService.UpdateLeaderboardPrivacy", .timeLimit(.minutes(10)))
struct UpdateLeaderboardPrivacyTests {
  @Test("stores what is to hold, once for repeated requests")
  func stores() async throws {
    try await GamificationFixture.withBoards { fixture in
      let set = try await fixture.setPrivacy(
        .teamsOnly, divisions: [("south", .names), ("north", .hidden)], requestID: uuid(1))
      #expect(set.mode == .teamsOnly)
      #expect(set.divisionModes.map(\.divisionID) == ["north", "south"])
      #expect(set.etag == "\"1\"")
      #expect(
        try await fixture.setPrivacy(
          .teamsOnly, divisions: [("south", .names), ("north", .hidden)], requestID: uuid(1))
          == set)
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await fixture.setPrivacy(.names, etag: "\"0\"")
      }
      for (divisions, field) in [
        ([("a b", .hidden)], "division_modes[0].division_id"),
        ([("a", .hidden), ("a", .names)], "division_modes[1].division_id"),
        ([("a", .unrecognized(9))], "division_modes[0].mode"),
      ] as [([(String, GamificationV1.LeaderboardPrivacy.Mode)], String)] {
        await expectFailure(
          .invalidArgument, "INVALID_FIELD", field: "leaderboard_privacy.\(field)"
        ) { try await fixture.setPrivacy(.names, divisions: divisions) }
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.leaderboardPrivacy.updateLeaderboardPrivacy(
          GamificationV1.UpdateLeaderboardPrivacyRequest(
            leaderboardPrivacy: GamificationV1.LeaderboardPrivacy(mode: .names)),
          options: try await fixture.service.asPerson("boss"))
      }
    }
  }

  @Test("holds for boards of people and of teams, stored ones and others")
  func holds() async throws {
    try await GamificationFixture.withBoards { fixture in
      let live = try await fixture.createBoard()
      let daily = try await fixture.createBoard(makeBoard("daily", .daily))
      try await eventually { (try? await fixture.places(of: daily)) != nil }
      func people(_ caller: String?) async throws -> [[String]] {
        var shown: [[String]] = []
        for board in [live, daily] {
          shown.append(
            try await fixture.places(of: board, as: caller).leaderboardEntries
              .map { $0.personID.isEmpty ? $0.displayName : $0.personID })
        }
        if caller != "red2" {
          let other = try await fixture.leaderboards.listLeaderboardEntries(
            .may(team: "red"), options: try await fixture.options(as: caller))
          shown.append(other.leaderboardEntries.map(\.personID))
        }
        return shown
      }
      func teams(_ caller: String?) async throws -> [String] {
        try await fixture.leaderboards.listTeamLeaderboardEntries(
          GamificationV1.ListTeamLeaderboardEntriesRequest(
            startWorkday: may(1), endWorkday: may(31)),
          options: try await fixture.options(as: caller)
        ).teamLeaderboardEntries.map(\.teamID)
      }
      let all = (1...6).map { "red\($0)" }
      #expect(try await people("red2") == [all, all])
      #expect(try await teams("red2") == ["red"])
      try await fixture.setPrivacy(.names, divisions: [("north", .pseudonyms)])
      let numbers = ["Player 1", "red2"] + (3...6).map { "Player \($0)" }
      try await eventually { try await people("red2") == [numbers, numbers] }
      #expect(try await people(nil) == [all, all, all], "who may see everybody sees names")
      #expect(try await teams("red2") == ["red"])
      try await fixture.setPrivacy(.teamsOnly)
      try await eventually { try await people(nil) == [[], [], []] }
      #expect(try await teams(nil) == ["red"])
      #expect(try await teams("blue1") == ["red"])
      try await fixture.setPrivacy(.hidden)
      try await eventually { try await teams(nil).isEmpty }
      #expect(try await people(nil) == [[], [], []])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.places(of: live, as: "red2")
      }
    }
  }
}
