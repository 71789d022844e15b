import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private typealias Request = GamificationV1.GetLeaderboardRankRequest
private typealias WatchRequest = GamificationV1.WatchLeaderboardRequest
private let view = Permission("gamification:leaderboard:view")

@Suite("LeaderboardService.GetLeaderboardRank")
struct GetLeaderboardRankTests {
  /// Eight people, the best first, all in a profile whose members see three places.
  private func withPeople(
    _ test: (GamificationFixture, _ profile: String) async throws -> Void
  ) async throws {
    try await GamificationFixture.with { fixture in
      let people = (1...8).map { "p\($0)" }
      let profile = try await fixture.makeTeam(people)
      for (number, person) in people.enumerated() {
        try await fixture.award(earned(Double(90 - number / 2), by: person, at: Int64(number)))
      }
      try await fixture.service.addMember("p9", team: "red")
      try await test(fixture, profile)
    }
  }

  private func request(
    _ person: String, neighbors: Int32? = nil, profile: String = "", all: Bool = false
  ) -> Request {
    .may(profile: profile, ties: .dense, all: all).with {
      $0.personID = person
      $0.neighborCount = neighbors
    }
  }

  @Test(
    "shows somebody's place and those around it, also at both ends",
    arguments: [
      ("p5", nil, ["p4"], ["p6"]), ("p5", 0, [], []),
      ("p5", 3, ["p2", "p3", "p4"], ["p6", "p7", "p8"]),
      ("p1", 2, [], ["p2", "p3"]), ("p8", 2, ["p6", "p7"], []),
      ("p2", 10, ["p1"], ["p3", "p4", "p5", "p6", "p7", "p8"]),
    ] as [(String, Int32?, [String], [String])])
  func around(person: String, neighbors: Int32?, before: [String], after: [String]) async throws {
    try await withPeople { fixture, _ in
      let response = try await fixture.leaderboards.getLeaderboardRank(
        request(person, neighbors: neighbors), options: try await fixture.service.asOperator())
      let own = try #require(response.leaderboardEntry)
      let number = try #require(Int32(person.dropFirst()))
      #expect(own.personID == person)
      #expect(own.rank == (number + 1) / 2)
      #expect(response.entriesBefore.map(\.personID) == before)
      #expect(response.entriesAfter.map(\.personID) == after)
      #expect(response.totalCount == 8)
      #expect(response.asOf != nil)
    }
  }

  @Test("says nothing of who has no place, but counts the others")
  func absent() async throws {
    try await withPeople { fixture, _ in
      let options = try await fixture.service.asOperator()
      let none = try await fixture.leaderboards.getLeaderboardRank(request("p9"), options: options)
      #expect(none.leaderboardEntry == nil)
      #expect(none.entriesBefore.isEmpty && none.entriesAfter.isEmpty)
      #expect(none.totalCount == 8)
      let all = try await fixture.leaderboards.getLeaderboardRank(
        request("p9", all: true), options: options)
      #expect(all.leaderboardEntry?.rank == 5)
      #expect(all.entriesBefore.map(\.personID) == ["p8"])
    }
  }

  @Test("members of a profile read their own place, however far down, with one on each side")
  func participants() async throws {
    try await withPeople { fixture, profile in
      let options = try await fixture.service.asPerson("p7")
      let response = try await fixture.leaderboards.getLeaderboardRank(
        request("p7", neighbors: 10, profile: profile), options: options)
      #expect(response.leaderboardEntry?.rank == 4)
      #expect(response.entriesBefore.map(\.personID) == ["p6"])
      #expect(response.entriesAfter.map(\.personID) == ["p8"])
      for bad in [request("p6", profile: profile), request("p7")] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.leaderboards.getLeaderboardRank(bad, options: options)
        }
      }
    }
  }

  @Test("shows nothing of another organisation, and names the field that is wrong")
  func refused() async throws {
    try await withPeople { fixture, profile in
      let other = try await fixture.leaderboards.getLeaderboardRank(
        request("p1"), options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.leaderboardEntry == nil && other.totalCount == 0)
      let options = try await fixture.service.asOperator()
      for (bad, field) in [
        (request(""), "person_id"), (request("p1", neighbors: 11), "neighbor_count"),
        (request("p1", neighbors: -1), "neighbor_count"),
        (request("p1", profile: "x"), "profile_id"),
      ] {
        await expectFailure(.invalidArgument, field: field) {
          try await fixture.leaderboards.getLeaderboardRank(bad, options: options)
        }
      }
    }
  }
}

@Suite("LeaderboardService.WatchLeaderboard", .timeLimit(.minutes(10)))
struct WatchLeaderboardTests {
  @Test("sends the first places, then only what has changed")
  func changes() async throws {
    try await GamificationFixture.withTeams { fixture in
      let options = try await fixture.service.asOperator()
      try await fixture.leaderboards.watchLeaderboard(
        .may().with { $0.entriesMax = 3 }, options: options
      ) { responses in
        var iterator = responses.makeAsyncIterator()
        let first = try #require(try await iterator.next())
        #expect(first.complete)
        #expect(first.changedEntries.map(\.personID) == ["eve", "ada", "bob"])
        #expect(first.totalCount == 5)
        let start = try #require(first.asOf)
        try await fixture.award(earned(35, by: "dan", on: 7))
        let second = try #require(try await iterator.next())
        #expect(!second.complete)
        #expect(second.changedEntries.map(\.personID) == ["dan"])
        #expect(second.changedEntries.map(\.rank) == [3])
        #expect(second.removedPersonIDs == ["bob"])
        let end = try #require(second.asOf)
        #expect((start.seconds, start.nanos) < (end.seconds, end.nanos))
        try await fixture.service.addMember("stranger")
        try await fixture.award(earned(1, by: "stranger"))
        let third = try #require(try await iterator.next())
        #expect(third.changedEntries.isEmpty && third.removedPersonIDs.isEmpty)
        #expect(third.totalCount == 6)
      }
    }
  }

  @Test(
    "members of a profile watch as many places as they see, and none while they are few")
  func participants() async throws {
    try await GamificationFixture.with { fixture in
      let people = (1...4).map { "p\($0)" }
      let profile = try await fixture.makeTeam(people)
      for person in people { try await fixture.award(earned(5, by: person)) }
      try await fixture.leaderboards.watchLeaderboard(
        .may(profile: profile), options: try await fixture.service.asPerson("p2")
      ) { responses in
        var iterator = responses.makeAsyncIterator()
        let few = try #require(try await iterator.next())
        #expect(few.complete)
        #expect(few.changedEntries.map(\.personID) == ["p2"])
        try await fixture.service.addMember("p5", team: "red")
        _ = try await fixture.profiles.changeProfileMembers(
          GamificationV1.ChangeProfileMembersRequest(
            profileID: profile, assignPersonIDs: ["p5"]),
          options: try await fixture.service.asOperator())
        let enough = try #require(try await iterator.next())
        #expect(enough.complete)
        #expect(enough.changedEntries.map(\.personID) == ["p1", "p2", "p3"])
      }
    }
  }

  @Test("shows nothing of another organisation")
  func organizations() async throws {
    try await GamificationFixture.withTeams { fixture in
      let first = try await fixture.leaderboards.watchLeaderboard(
        .may(), options: try await fixture.service.asOperator(in: ServiceFixture.globex)
      ) { responses in try await responses.first { _ in true } }
      let response = try #require(first)
      #expect(response.complete && response.changedEntries.isEmpty && response.totalCount == 0)
    }
  }

  @Test("ends with the deadline of the call")
  func deadline() async throws {
    try await GamificationFixture.withTeams { fixture in
      var options = try await fixture.service.asOperator()
      options.timeout = .milliseconds(500)
      await expectFailure(.deadlineExceeded) {
        try await fixture.leaderboards.watchLeaderboard(.may(), options: options) { responses in
          for try await _ in responses {}
        }
      }
    }
  }

  @Test("refuses who may not see the board, and names the field that is wrong")
  func refused() async throws {
    try await GamificationFixture.withTeams { fixture in
      try await fixture.service.addMember("dan", grants: [(view, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.leaderboards.watchLeaderboard(
          .may(), options: try await fixture.service.asPerson("dan")
        ) { responses in try await responses.first { _ in true } }
      }
      for count in [-1, 301] as [Int32] {
        await expectFailure(.invalidArgument, field: "entries_max") {
          try await fixture.leaderboards.watchLeaderboard(
            .may().with { $0.entriesMax = count },
            options: try await fixture.service.asOperator()
          ) { responses in try await responses.first { _ in true } }
        }
      }
    }
  }
}
