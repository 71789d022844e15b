import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@testable import GamificationStore

private let view = Permission("gamification:scorecard:view")

/// Noon on 4 May 2026 where the organisations are.
private let clock = FixedWallClock(noon)

extension GamificationFixture {
  fileprivate func allTime(
    of person: String = "ada", through end: GoogleType.Date? = nil, as caller: String? = nil
  ) async throws -> GamificationV1.GetAllTimePointsResponse {
    try await scorecards.getAllTimePoints(
      GamificationV1.GetAllTimePointsRequest(personID: person, endWorkday: end),
      options: try await options(caller))
  }

  fileprivate func best(
    of scope: GamificationV1.GetBestPointsRequest.Scope? = nil, as caller: String? = nil
  ) async throws -> GamificationV1.GetBestPointsResponse {
    try await scorecards.getBestPoints(
      GamificationV1.GetBestPointsRequest(scope: scope), options: try await options(caller))
  }

  private func options(_ caller: String?) async throws -> CallOptions {
    if let caller { try await service.asPerson(caller) } else { try await service.asOperator() }
  }

  /// Five people of the default profile, of whom Ada and Bob share the best day.
  fileprivate func makePeople() async throws {
    try await service.addMember("lead", grants: [(view, .reports)])
    for person in ["ada", "bob", "cleo", "dan", "eve"] {
      try await service.addMember(
        person, name: person.uppercased(), manager: person == "ada" ? "lead" : nil,
        grants: [(view, .own)])
    }
    try await record(
      // 4 May 2026 is a Monday.
      [handled(40, by: "ada", on: 3), handled(90, by: "ada", on: 5)],
      [handled(90, by: "bob", on: 6), handled(60, by: "cleo", on: 4)],
      [handled(60, by: "cleo", on: 10), handled(1, by: "dan"), handled(1, by: "eve")])
  }

  fileprivate func defaultProfile() async throws -> String {
    let profiles = try await profiles.listProfiles(.init(), options: try await options(nil))
    return try #require(profiles.profiles.first).profileID
  }
}

private func june(_ day: Int32) -> GoogleType.Date {
  GoogleType.Date(year: 2026, month: 6, day: day)
}

@Suite("ScorecardService.GetAllTimePoints")
struct GetAllTimePointsTests {
  @Test("has everything up to a workday, of months before and of its own month")
  func points() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record([
        handled(10, by: "ada", on: 1), handled(20, by: "ada", on: 31),
        handled(7, by: "bob", on: 3),
        .init(
          personID: "ada", workday: june(1),
          content: .measurement(.init(measureID: "interactions_handled", amount: 5))),
        .init(
          personID: "ada", workday: june(2),
          content: .measurement(.init(measureID: "interactions_handled", amount: 6))),
      ])
      for (end, points) in [
        (may(1), 1_000), (may(30), 1_000), (may(31), 3_000), (june(1), 3_500), (june(2), 4_100),
        (june(30), 4_100), (GoogleType.Date(year: 2027, month: 1, day: 1), 4_100),
        (GoogleType.Date(year: 2026, month: 4, day: 30), 0),
      ] as [(GoogleType.Date, Int64)] {
        let answer = try await fixture.allTime(through: end)
        #expect(answer.pointsHundredths == points)
        #expect(answer.endWorkday == end)
        #expect(answer.asOfTime != nil)
      }
      #expect(try await fixture.allTime(of: "nobody").pointsHundredths == 0)
    }
  }

  @Test("follows every change, up to today unless a day is named")
  func changes() async throws {
    try await GamificationFixture.with(clock: clock) { fixture in
      try await fixture.activate()
      try await fixture.record([handled(10, by: "ada", on: 3)])
      #expect(try await fixture.allTime().pointsHundredths == 1_000)
      try await fixture.record([handled(4, by: "ada", on: 3), handled(9, by: "ada", on: 4)])
      try await fixture.record([handled(50, by: "ada", on: 5)])
      let today = try await fixture.allTime()
      #expect(today.pointsHundredths == 1_300)
      #expect(today.endWorkday == may(4))
      #expect(try await fixture.allTime(through: may(5)).pointsHundredths == 6_300)
    }
  }

  @Test("is open to the person and to managers, and names what is wrong")
  func access() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.makePeople()
      for caller in ["ada", "lead"] {
        #expect(try await fixture.allTime(as: caller).pointsHundredths == 13_000)
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.allTime(as: "bob")
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "person_id") {
        try await fixture.allTime(of: "no spaces")
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "end_workday") {
        try await fixture.allTime(through: .init(year: 2026, month: 13, day: 1))
      }
    }
  }
}

@Suite("ScorecardService.GetBestPoints")
struct GetBestPointsTests {
  @Test("has the best day, week and month of a person")
  func person() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.makePeople()
      let answer = try await fixture.best(of: .personID("cleo"), as: "cleo")
      #expect(!answer.suppressed)
      #expect(answer.startWorkday == nil)
      let best = answer.bestPoints
      #expect(best.map(\.granularity) == [.day, .week, .month])
      #expect(best.map(\.pointsHundredths) == [6_000, 12_000, 12_000])
      #expect(best.map(\.startWorkday) == [may(4), may(4), may(1)])
      #expect(best.map(\.endWorkday) == [may(4), may(10), may(31)])
      #expect(best.map(\.holderCount) == [1, 1, 1])
      #expect(try await fixture.best(of: .personID("nobody")).bestPoints.isEmpty)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.best(of: .personID("cleo"), as: "lead")
      }
    }
  }

  @Test("of a profile and the organisation, with all who hold it")
  func groups() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.makePeople()
      // The directory does not tell of them.
      try await fixture.record([handled(500, by: "stranger")])
      let profile = try await fixture.defaultProfile()
      for scope in [nil, .profileID(profile)] as [GamificationV1.GetBestPointsRequest.Scope?] {
        let best = try await fixture.best(of: scope).bestPoints
        #expect(best.map(\.pointsHundredths) == [9_000, 12_000, 13_000])
        #expect(best.map { $0.holders.map(\.personID) } == [["ada", "bob"], ["cleo"], ["ada"]])
        #expect(best[0].holders.map(\.displayName) == ["ADA", "BOB"])
        #expect(best[0].holders.map(\.startWorkday) == [may(5), may(6)])
        #expect(best[0].startWorkday == may(5))
      }
    }
  }

  @Test("follows corrections, also down")
  func corrections() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.makePeople()
      #expect(try await fixture.best().bestPoints.first?.pointsHundredths == 9_000)
      try await fixture.record([handled(10, by: "ada", on: 5), handled(80, by: "bob", on: 6)])
      let best = try await fixture.best().bestPoints
      #expect(best.map(\.pointsHundredths) == [8_000, 12_000, 12_000])
      #expect(best.map { $0.holders.map(\.personID) } == [["bob"], ["cleo"], ["cleo"]])
      try await fixture.record([handled(95, by: "dan", on: 20)])
      let raised = try await fixture.best().bestPoints
      #expect(raised.first?.holders.map(\.personID) == ["dan"])
    }
  }

  @Test("names holders to whom may see them, and to everybody of their own profile")
  func names() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.makePeople()
      let profile = try await fixture.defaultProfile()
      let all = try await fixture.best(as: "lead").bestPoints
      #expect(all.map(\.holderCount) == [2, 1, 1])
      #expect(all.map { $0.holders.map(\.personID) } == [["ada"], [], ["ada"]])
      let own = try await fixture.best(of: .profileID(profile), as: "eve").bestPoints
      #expect(own.map { $0.holders.map(\.personID) } == [["ada", "bob"], ["cleo"], ["ada"]])
      let created = try await fixture.profiles.createProfile(
        .init(profile: .init(displayName: "Other")),
        options: try await fixture.service.asOperator())
      let other = try #require(created.profile).profileID
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.best(of: .profileID(other), as: "eve")
      }
      #expect(try await fixture.best(of: .profileID(other)).bestPoints.isEmpty)
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.best(of: .profileID(uuid(7)))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_id") {
        try await fixture.best(of: .profileID("x"))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "person_id") {
        try await fixture.best(of: .personID(""))
      }
    }
  }

  @Test("says nothing to others of fewer than five people with points")
  func suppression() async throws {
    try await GamificationFixture.withPoints { fixture in
      for person in ["ada", "bob", "cleo", "dan", "eve"] {
        try await fixture.service.addMember(person, grants: [(view, .own)])
      }
      try await fixture.record(
        ["ada", "bob", "cleo", "dan"].map { handled(5, by: $0) })
      let few = try await fixture.best(as: "ada")
      #expect(few.suppressed)
      #expect(few.bestPoints.isEmpty)
      #expect(try await fixture.best().bestPoints.count == 3)
      try await fixture.record([handled(1, by: "eve")])
      let enough = try await fixture.best(as: "ada")
      #expect(!enough.suppressed)
      #expect(enough.bestPoints.map(\.holderCount) == [4, 4, 4])
      #expect(enough.bestPoints.map { $0.holders.map(\.personID) } == [["ada"], ["ada"], ["ada"]])
    }
  }

  @Test("begins anew with the day that the settings name")
  func start() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.makePeople()
      func begin(_ day: GoogleType.Date?, _ paths: [String]?) async throws {
        let changed = try await fixture.settings.updateGamificationSettings(
          .init(
            gamificationSettings: .init(personalBestStartWorkday: day),
            updateMask: paths.map { .init(paths: $0) }),
          options: try await fixture.service.asOperator())
        #expect(changed.gamificationSettings?.personalBestStartWorkday == day)
        #expect(changed.gamificationSettings?.active == true)
      }
      try await begin(may(6), nil)
      let best = try await fixture.best()
      #expect(best.startWorkday == may(6))
      // The week and the month had begun before.
      #expect(best.bestPoints.map(\.granularity) == [.day])
      #expect(best.bestPoints.map(\.pointsHundredths) == [9_000])
      #expect(best.bestPoints.first?.holders.map(\.personID) == ["bob"])
      try await begin(nil, ["personal_best_start_workday"])
      #expect(try await fixture.best().bestPoints.count == 3)
      // All that was ever earned stays.
      #expect(try await fixture.allTime().pointsHundredths == 13_000)
      await expectFailure(
        .invalidArgument, "INVALID_FIELD",
        field: "gamification_settings.personal_best_start_workday"
      ) {
        try await begin(GoogleType.Date(year: 2026, month: 2, day: 30), nil)
      }
    }
  }

  @Test("is not there for an organisation that the directory has not told of")
  func unknown() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator(in: OrganizationID(stored: "nowhere"))
      await expectFailure(.unavailable, "ORGANIZATION_UNKNOWN") {
        try await fixture.scorecards.getBestPoints(.init(), options: options)
      }
    }
  }

  @Test("is made in steps for many people, in the background too")
  func steps() async throws {
    try await GamificationFixture.withPoints { fixture in
      for start in [0, 200] {
        try await fixture.record((start..<(start + 200)).map { handled(5, by: "p\($0)") })
      }
      try await fixture.record([handled(8, by: "zoe")])
      do {
        _ = try await fixture.best(of: .personID("zoe"))
      } catch let error as RPCStatus {
        // Unless the job was quicker.
        #expect(error.code == .unavailable)
        #expect(error.reason == "RECORDS_NOT_READY")
      }
      try await eventually {
        let answer = try? await fixture.best(of: .personID("zoe"))
        return answer?.bestPoints.first?.pointsHundredths == 800
      }
      #expect(try await fixture.allTime(of: "p399").pointsHundredths == 500)
    }
  }
}
