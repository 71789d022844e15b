import GamificationDomain
import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private typealias Request = GamificationV1.ListLeaderboardEntriesRequest
private let view = Permission("gamification:leaderboard:view")

@Suite("LeaderboardService.ListLeaderboardEntries")
struct ListLeaderboardEntriesTests {
  private func entries(
    _ request: Request, _ fixture: GamificationFixture, as person: String? = nil
  ) async throws -> [GamificationV1.LeaderboardEntry] {
    let options =
      if let person {
        try await fixture.service.asPerson(person)
      } else {
        try await fixture.service.asOperator()
      }
    return try await fixture.leaderboards.listLeaderboardEntries(request, options: options)
      .leaderboardEntries
  }

  @Test(
    "ranks ties by the policy, and orders them by time, then by name, then by id",
    arguments: [
      (.unspecified, [1, 2, 2, 2, 2, 6]), (.modifiedCompetition, [1, 5, 5, 5, 5, 6]),
      (.dense, [1, 2, 2, 2, 2, 3]), (.ordinal, [1, 2, 3, 4, 5, 6]),
    ] as [(GamificationV1.TiePolicy, [Int32])])
  func ranks(policy: GamificationV1.TiePolicy, ranks: [Int32]) async throws {
    try await GamificationFixture.with { fixture in
      for (person, name) in [
        ("p1", "émile"), ("p2", "Zoe"), ("p3", "Anna"), ("p4", "Anna"), ("p5", ""), ("p6", ""),
        ("p7", "zero"),
      ] {
        try await fixture.service.addMember(person, name: name)
      }
      try await fixture.award(
        earned(9, by: "p5", at: 9), earned(5, by: "p1", at: 1), earned(5, by: "p2", at: 2),
        earned(5, by: "p4", at: 2), earned(5, by: "p3", at: 2), earned(2, by: "p6"),
        earned(0, by: "p7"), earned(7, by: "stranger"))
      let shown = try await entries(.may(ties: policy), fixture)
      #expect(shown.map(\.personID) == ["p5", "p1", "p3", "p4", "p2", "p6"])
      #expect(shown.map(\.rank) == ranks)
      #expect(shown.map(\.displayName) == ["", "émile", "Anna", "Anna", "Zoe", ""])
      #expect(shown.map(\.pointsHundredths) == [900, 500, 500, 500, 500, 200])
      #expect(shown.first?.reachTime == GoogleProtobuf.Timestamp(seconds: 1_780_272_009))
      let all = try await entries(.may(all: true), fixture)
      #expect(all.map(\.personID) == ["p5", "p1", "p3", "p4", "p2", "p6", "p7"])
    }
  }

  @Test("ranks over everybody, whatever the size of the page", arguments: [1, 2, 3, 7] as [Int32])
  func pages(size: Int32) async throws {
    try await GamificationFixture.with { fixture in
      for (number, points) in [8.0, 7, 7, 7, 3, 3, 1].enumerated() {
        try await fixture.service.addMember("p\(number)")
        try await fixture.award(earned(points, by: "p\(number)"))
      }
      let options = try await fixture.service.asOperator()
      var (shown, token, calls): ([GamificationV1.LeaderboardEntry], String, Int) = ([], "", 0)
      repeat {
        let page = try await fixture.leaderboards.listLeaderboardEntries(
          .may().with {
            $0.pageSize = size
            $0.pageToken = token
          }, options: options)
        #expect(page.totalCount == 7)
        #expect(page.asOf != nil)
        shown += page.leaderboardEntries
        token = page.nextPageToken
        calls += 1
      } while !token.isEmpty && calls < 10
      #expect(shown.map(\.rank) == [1, 2, 2, 2, 5, 5, 7])
      #expect(shown.map(\.personID) == (0..<7).map { "p\($0)" })
    }
  }

  @Test("counts all metrics, those with a definition, or that of one profile")
  func metrics() async throws {
    try await GamificationFixture.withTeams { fixture in
      let sales = try await fixture.createProfile("Sales").profileID
      let service = try await fixture.createProfile("Service").profileID
      try await fixture.addMetric(Earned.handled, "interactions_handled", to: sales)
      try await fixture.addMetric(Earned.quality, "interactions_handled", to: service)
      try await fixture.award(earned(70, by: "bob", metric: Earned.quality))
      func points(_ metric: String) async throws -> [String] {
        try await entries(.may(metric: metric, team: "red"), fixture)
          .map { "\($0.personID) \($0.pointsHundredths / 100)" }
      }
      #expect(try await points("") == ["bob 90", "ada 50", "cleo 20"])
      #expect(try await points("interactions_handled") == ["bob 90", "ada 50", "cleo 20"])
      #expect(try await points("\(Earned.handled)") == ["ada 50", "bob 20", "cleo 20"])
      #expect(try await points("\(Earned.quality)".uppercased()) == ["bob 70"])
      #expect(try await points("quality_score") == [], "no profile has such a metric")
    }
  }

  @Test("ranks only the members of the division, team or profile that is named")
  func scopes() async throws {
    try await GamificationFixture.withTeams { fixture in
      let profile = try await fixture.createProfile("Sales").profileID
      _ = try await fixture.profiles.changeProfileMembers(
        GamificationV1.ChangeProfileMembersRequest(
          profileID: profile, assignPersonIDs: ["eve", "bob", "dan"]),
        options: try await fixture.service.asOperator())
      for (request, people, ranks) in [
        (.may(), ["eve", "ada", "bob", "cleo", "dan"], [1, 2, 3, 3, 5]),
        (.may(division: "north"), ["ada", "bob", "cleo", "dan"], [1, 2, 2, 4]),
        (.may(team: "red"), ["ada", "bob", "cleo"], [1, 2, 2]),
        (.may(division: "south", team: "red"), [], []),
        (.may(profile: profile), ["eve", "bob", "dan"], [1, 2, 3]),
        (.may(division: "north", profile: profile), ["bob", "dan"], [1, 2]),
      ] as [(Request, [String], [Int32])] {
        let shown = try await entries(request, fixture)
        #expect(shown.map(\.personID) == people)
        #expect(shown.map(\.rank) == ranks)
      }
    }
  }

  @Test("opens the boards whose members the caller may all see")
  func access() async throws {
    try await GamificationFixture.withTeams { fixture in
      let service = fixture.service
      try await service.addMember(
        "lead", grants: [(view, .team(TeamID(stored: "red"))), (view, .own)])
      try await service.addMember(
        "head", grants: [(view, .division(DivisionID(stored: "north")))])
      try await service.addMember(
        "boss", division: "north", team: "blue", grants: [(view, .reports)])
      try await service.addMember(
        "dan", name: "Dan", division: "north", team: "blue", manager: "boss",
        grants: [(view, .own)])
      try await service.addMember(
        "eve", name: "Eve", division: "south", team: "green", grants: [(view, .own)])
      try await service.addMember(
        "bob", name: "Bert", division: "north", team: "red", manager: "boss",
        grants: [(view, .own)])
      for (caller, request) in [
        ("lead", .may(team: "red")), ("head", .may(division: "north")),
        ("head", .may(team: "blue")), ("boss", .may(team: "blue")), ("eve", .may(team: "green")),
      ] as [(String, Request)] {
        let shown = try await entries(request, fixture, as: caller)
        #expect(!shown.isEmpty)
        #expect(shown.allSatisfy { !$0.personID.isEmpty }, "few people, but the caller sees them")
      }
      for (caller, request) in [
        ("lead", .may()), ("lead", .may(team: "blue")), ("lead", .may(division: "north")),
        ("head", .may(division: "south")), ("boss", .may(team: "red")), ("bob", .may(team: "red")),
        ("boss", .may(team: "nothing")), ("dan", .may()), ("dan", .may(team: "blue")),
      ] as [(String, Request)] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await entries(request, fixture, as: caller)
        }
      }
    }
  }

  @Test("members of a profile see its first places, on whatever days, if it has five members")
  func participants() async throws {
    try await GamificationFixture.with { fixture in
      let people = (1...6).map { "p\($0)" }
      let profile = try await fixture.makeTeam(people)
      for (number, person) in people.enumerated() where number < 5 {
        try await fixture.award(earned(Double(90 - number), by: person, on: 4))
      }
      for (number, person) in people.enumerated() where number < 4 {
        try await fixture.award(earned(Double(number), by: person, on: 31))
      }
      let request = Request.may(profile: profile)
      let options = try await fixture.service.asPerson("p5")
      let page = try await fixture.leaderboards.listLeaderboardEntries(request, options: options)
      #expect(page.leaderboardEntries.map(\.personID) == ["p1", "p2", "p3"])
      #expect(page.nextPageToken.isEmpty)
      #expect(page.totalCount == 5)
      let first = try await fixture.leaderboards.listLeaderboardEntries(
        request.with { $0.pageSize = 2 }, options: options)
      let second = try await fixture.leaderboards.listLeaderboardEntries(
        request.with { $0.pageToken = first.nextPageToken }, options: options)
      #expect(second.leaderboardEntries.map(\.personID) == ["p3"])
      // Only three have points on the last day; it shows what two longer ranges would tell too.
      let last = try await entries(request.with { $0.startWorkday = may(31) }, fixture, as: "p3")
      #expect(last.map(\.personID) == ["p4", "p3", "p2"])
      #expect(last.map(\.pointsHundredths) == [300, 200, 100])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await entries(request.with { $0.teamID = "red" }, fixture, as: "p3")
      }
    }
  }

  @Test("members of a profile of fewer than five see nothing but their own points, on any days")
  func small() async throws {
    try await GamificationFixture.with { fixture in
      let people = (1...4).map { "p\($0)" }
      let profile = try await fixture.makeTeam(people)
      for (number, person) in people.enumerated() {
        try await fixture.award(earned(Double(number), by: person, on: 4))
      }
      let options = try await fixture.service.asPerson("p3")
      let request = Request.may(profile: profile)
      for days in [1, 5, 31] as [Int32] {
        let page = try await fixture.leaderboards.listLeaderboardEntries(
          request.with { $0.endWorkday = may(days) }, options: options)
        #expect(page.leaderboardEntries.map(\.personID) == (days < 5 ? [] : ["p3"]))
        #expect(page.leaderboardEntries.map(\.rank) == (days < 5 ? [] : [0]))
        #expect(page.totalCount == 0)
        #expect(page.nextPageToken.isEmpty)
      }
      let rank = try await fixture.leaderboards.getLeaderboardRank(
        GamificationV1.GetLeaderboardRankRequest.may(profile: profile)
          .with { $0.personID = "p3" }, options: options)
      #expect(rank.leaderboardEntry?.pointsHundredths == 200)
      #expect(rank.leaderboardEntry?.rank == 0)
      #expect(rank.entriesBefore.isEmpty && rank.entriesAfter.isEmpty && rank.totalCount == 0)
    }
  }

  @Test("shows nothing of another organisation")
  func organizations() async throws {
    try await GamificationFixture.withTeams { fixture in
      #expect(try await entries(.may(), fixture).count == 5)
      let options = try await fixture.service.asOperator(in: ServiceFixture.globex)
      try await fixture.award(earned(9, by: "ada"), in: ServiceFixture.globex)
      try await fixture.service.addMember("ada", in: ServiceFixture.globex)
      let response = try await fixture.leaderboards.listLeaderboardEntries(
        .may(), options: options)
      #expect(response.leaderboardEntries.map(\.pointsHundredths) == [900])
    }
  }

  @Test("shows what was recorded, and who is called otherwise or has left, after a second")
  func fresh() async throws {
    try await GamificationFixture.withTeams { fixture in
      #expect(try await entries(.may(team: "red"), fixture).map(\.displayName).first == "Zoe")
      try await fixture.award(earned(80, by: "cleo", on: 6))
      try await fixture.service.addMember("cleo", name: "C.", division: "north", team: "red")
      try await fixture.service.addMember("bob", name: "Bert", division: "north", team: "blue")
      let end = ContinuousClock.now + .seconds(10)
      var shown = try await entries(.may(team: "red"), fixture)
      while shown.first?.displayName != "C.", ContinuousClock.now < end {
        shown = try await entries(.may(team: "red"), fixture)
      }
      #expect(shown.map(\.personID) == ["cleo", "ada"])
      #expect(shown.map(\.pointsHundredths) == [10_000, 5_000])
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await GamificationFixture.withTeams { fixture in
      let options = try await fixture.service.asOperator()
      let page = try await fixture.leaderboards.listLeaderboardEntries(
        .may().with { $0.pageSize = 1 }, options: options)
      for (bad, field) in [
        (
          .may().with { $0.endWorkday = GoogleType.Date(year: 2026, month: 4, day: 30) },
          "end_workday"
        ),
        (.may(division: "a b"), "division_id"), (.may(team: "a b"), "team_id"),
        (.may(profile: "sales"), "profile_id"),
        (.may(ties: .unrecognized(9)), "tie_policy"),
        (.may().with { $0.pageSize = -1 }, "page_size"),
        (.may(metric: String(repeating: "m", count: 65)), "metric_id"),
        (.may(team: "red").with { $0.pageToken = page.nextPageToken }, "page_token"),
        (.may(ties: .dense).with { $0.pageToken = page.nextPageToken }, "page_token"),
        (.may().with { $0.pageToken = "x" }, "page_token"),
      ] as [(Request, String)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.leaderboards.listLeaderboardEntries(bad, options: options)
        }
      }
      for unknown in ["happiness", uuid(9)] {
        await expectFailure(.notFound, "METRIC_NOT_FOUND") {
          try await fixture.leaderboards.listLeaderboardEntries(
            .may(metric: unknown), options: options)
        }
      }
    }
  }
}
