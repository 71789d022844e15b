import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:profile:view")
private let viewScorecard = Permission("gamification:scorecard:view")

/// 2026-05-04 22:30 UTC, which is the 5th of May where the organisations are.
private let evening = FixedWallClock(Timestamp(microseconds: 1_777_933_800_000_000))

/// Two profiles, and people whom the directory knows.
private struct Membership {
  let fixture: GamificationFixture
  let sales: String
  let service: String

  static func with(_ test: (Membership) async throws -> Void) async throws {
    try await GamificationFixture.with(clock: evening) { fixture in
      let membership = Membership(
        fixture: fixture, sales: try await fixture.createProfile("Sales").profileID,
        service: try await fixture.createProfile("Service").profileID)
      for person in ["ada", "bob", "cleo"] {
        try await fixture.service.addMember(person, team: person == "cleo" ? "blue" : "red")
      }
      try await test(membership)
    }
  }

  @discardableResult
  func change(
    _ profile: String, assign: [String] = [], remove: [String] = [],
    from start: GoogleType.Date? = nil, move: Bool = false, requestID: String = ""
  ) async throws -> GamificationV1.ChangeProfileMembersResponse {
    try await fixture.profiles.changeProfileMembers(
      GamificationV1.ChangeProfileMembersRequest(
        profileID: profile, assignPersonIDs: assign, removePersonIDs: remove,
        startWorkday: start, move: move, requestID: requestID),
      options: try await fixture.service.asOperator())
  }

  /// The members on a workday.
  func members(_ profile: String, on workday: GoogleType.Date? = nil) async throws -> [String] {
    try await fixture.profiles.listProfileMembers(
      GamificationV1.ListProfileMembersRequest(profileID: profile, workday: workday),
      options: try await fixture.service.asOperator()
    ).profileStays.map(\.personID)
  }

  /// Somebody's stays in May: profile, first and last day.
  func stays(of person: String) async throws -> [String] {
    try await fixture.profiles.listProfileStays(
      GamificationV1.ListProfileStaysRequest(
        personID: person, startWorkday: may(1), endWorkday: may(31)),
      options: try await fixture.service.asOperator()
    ).profileStays.map { stay in
      let start = stay.startWorkday?.day ?? 0
      let end = stay.endWorkday.map { String($0.day) } ?? ""
      return "\(stay.profileDisplayName) \(start)-\(end)"
    }
  }
}

@Suite("ProfileService.ChangeProfileMembers")
struct ChangeProfileMembersTests {
  @Test("takes people in from today in the organization's time zone on, and out again")
  func today() async throws {
    try await Membership.with { membership in
      let result = try await membership.change(membership.sales, assign: ["ada", "bob"])
      #expect(result.assignedCount == 2)
      #expect(result.movedCount == 0)
      #expect(result.startWorkday == may(5))
      #expect(try await membership.members(membership.sales) == ["ada", "bob"])
      #expect(try await membership.members(membership.sales, on: may(4)) == [])
      let again = try await membership.change(membership.sales, assign: ["ada", "cleo"])
      #expect(again.assignedCount == 1)
      let removal = try await membership.change(
        membership.sales, remove: ["ada", "nobody"], from: may(10))
      #expect(removal.removedCount == 1)
      #expect(try await membership.stays(of: "ada") == ["Sales 5-9"])
      #expect(try await membership.members(membership.sales, on: may(10)) == ["bob", "cleo"])
    }
  }

  @Test("moves people only when it is asked to, and a workday has one profile")
  func moves() async throws {
    try await Membership.with { membership in
      try await membership.change(membership.sales, assign: ["ada", "bob"])
      await expectFailure(.failedPrecondition, "ASSIGNED_ELSEWHERE") {
        try await membership.change(membership.service, assign: ["cleo", "ada", "bob"])
      }
      #expect(try await membership.members(membership.service) == [])
      let later = try await membership.change(
        membership.service, assign: ["cleo", "ada"], from: may(8), move: true)
      #expect(later.assignedCount == 1)
      #expect(later.movedCount == 1)
      #expect(try await membership.stays(of: "ada") == ["Sales 5-7", "Service 8-"])
      try await membership.change(membership.service, assign: ["bob"], move: true)
      #expect(try await membership.stays(of: "bob") == ["Service 5-"])
      #expect(try await membership.members(membership.sales) == ["ada"])
    }
  }

  @Test("replaces what was planned from that workday on")
  func plans() async throws {
    try await Membership.with { membership in
      try await membership.change(membership.sales, assign: ["ada"])
      try await membership.change(membership.service, assign: ["ada"], from: may(20), move: true)
      try await membership.change(membership.sales, remove: ["ada"], from: may(12))
      #expect(try await membership.stays(of: "ada") == ["Sales 5-11", "Service 20-"])
      await expectFailure(.failedPrecondition, "ASSIGNED_ELSEWHERE") {
        try await membership.change(membership.sales, assign: ["ada"], from: may(9))
      }
      let moved = try await membership.change(
        membership.sales, assign: ["ada"], from: may(9), move: true)
      #expect(moved.movedCount == 1)
      #expect(try await membership.stays(of: "ada") == ["Sales 5-"])
      try await membership.change(membership.sales, remove: ["ada"], from: may(20))
      let extended = try await membership.change(membership.sales, assign: ["ada"])
      #expect(extended.extendedCount == 1)
      #expect(extended.assignedCount == 0)
      #expect(try await membership.stays(of: "ada") == ["Sales 5-"])
      try await membership.change(membership.service, assign: ["ada"], from: may(6), move: true)
      try await membership.change(membership.sales, assign: ["ada"], from: may(6), move: true)
      #expect(try await membership.stays(of: "ada") == ["Sales 5-5", "Sales 6-"])
      #expect(try await membership.members(membership.service, on: may(6)) == [])
    }
  }

  @Test("takes out who is to come later")
  func planned() async throws {
    try await Membership.with { membership in
      try await membership.change(membership.sales, assign: ["ada", "bob"], from: may(20))
      let result = try await membership.change(membership.sales, remove: ["ada"])
      #expect(result.removedCount == 1)
      #expect(try await membership.members(membership.sales, on: may(31)) == ["bob"])
    }
  }

  @Test("a profile has 2,000 members at most on every workday")
  func limit() async throws {
    try await Membership.with { membership in
      let fixture = membership.fixture.service
      let first = try await fixture.replica.cursor() + 1
      let people = (1...2_001).map { "agent-\($0)" }
      try await fixture.replica.apply(
        people.enumerated().map { index, person in
          .member(
            ReplicaMember(
              organization: ServiceFixture.acme, person: PersonID(stored: person),
              displayName: person, division: nil, team: nil, manager: nil, isActive: true,
              version: first + Int64(index)))
        }, cursor: first + Int64(people.count))
      try await membership.change(membership.sales, assign: Array(people.prefix(2_000)))
      // They stay for a while, and another one may come when they are gone.
      try await membership.change(
        membership.sales, remove: Array(people.prefix(2_000)), from: may(31))
      await expectFailure(.resourceExhausted, "TOO_MANY_MEMBERS") {
        try await membership.change(membership.sales, assign: Array(people.suffix(1)))
      }
      let later = try await membership.change(
        membership.sales, assign: Array(people.suffix(1)), from: may(31))
      #expect(later.assignedCount == 1)
      // On no workday there are more than 2,000, so that changes go on.
      let removal = try await membership.change(membership.sales, remove: ["agent-1"])
      #expect(removal.removedCount == 1)
      let back = try await membership.change(membership.sales, assign: ["agent-1"])
      #expect(back.assignedCount == 1)
    }
  }

  @Test("answers a repeated request as before, and changes nothing again")
  func repeated() async throws {
    try await Membership.with { membership in
      let first = try await membership.change(
        membership.sales, assign: ["ada"], requestID: uuid(1))
      try await membership.change(membership.sales, remove: ["ada"])
      let second = try await membership.change(
        membership.sales, assign: ["ada"], requestID: uuid(1))
      #expect(first == second)
      #expect(try await membership.members(membership.sales) == [])
    }
  }

  @Test("names who cannot come, and then takes nobody")
  func refused() async throws {
    try await Membership.with { membership in
      let replica = membership.fixture.service.replica
      let version = try await replica.cursor() + 1
      try await replica.apply(
        [
          .member(
            ReplicaMember(
              organization: ServiceFixture.acme, person: PersonID(stored: "gone"),
              displayName: "gone", division: nil, team: nil, manager: nil, isActive: false,
              version: version))
        ], cursor: version)
      let cases: [(String, [String], [String], GoogleType.Date?)] = [
        ("assign_person_ids[1]", ["ada", "stranger"], [], nil),
        ("assign_person_ids[1]", ["ada", "gone"], [], nil),
        ("assign_person_ids[0]", ["no space"], [], nil),
        ("assign_person_ids", [], [], nil),
        ("remove_person_ids[0]", ["ada"], ["ada"], nil),
        ("assign_person_ids", Array(repeating: "ada", count: 2_001), [], nil),
        ("start_workday", ["ada"], [], may(4)),
        ("start_workday", ["ada"], [], GoogleType.Date(year: 2027, month: 5, day: 7)),
        ("start_workday", ["ada"], [], GoogleType.Date(year: 2027, month: 2, day: 29)),
      ]
      for (field, assign, remove, start) in cases {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await membership.change(
            membership.sales, assign: assign, remove: remove, from: start)
        }
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await membership.change(uuid(7), assign: ["ada"])
      }
      #expect(try await membership.members(membership.sales) == [])
      try await membership.fixture.service.addMember("dan", grants: [(view, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await membership.fixture.profiles.changeProfileMembers(
          GamificationV1.ChangeProfileMembersRequest(
            profileID: membership.sales, assignPersonIDs: ["ada"]),
          options: try await membership.fixture.service.asPerson("dan"))
      }
    }
  }

  @Test("a person whom many move at once is in one profile afterwards")
  func race() async throws {
    try await Membership.with { membership in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<12 {
          group.addTask {
            try await membership.change(
              number.isMultiple(of: 2) ? membership.sales : membership.service,
              assign: number.isMultiple(of: 3) ? ["ada", "bob"] : ["bob", "ada"],
              from: may(Int32(5 + number % 4)), move: true)
          }
        }
        try await group.waitForAll()
      }
      for day in 5...31 as ClosedRange<Int32> {
        let sales = try await membership.members(membership.sales, on: may(day))
        let service = try await membership.members(membership.service, on: may(day))
        #expect(Set(sales).isDisjoint(with: service))
        if day == 31 { #expect(Set(sales + service) == ["ada", "bob"]) }
      }
    }
  }
}

@Suite("ProfileService.ValidateProfileMembers")
struct ValidateProfileMembersTests {
  @Test("sorts people by what they are on the workday, and tells how much room there is")
  func sorts() async throws {
    try await Membership.with { membership in
      let fixture = membership.fixture
      try await membership.change(membership.sales, assign: ["ada"])
      try await membership.change(membership.service, assign: ["bob"], from: may(7))
      let options = try await fixture.service.asOperator()
      let validate = { (start: GoogleType.Date?) async throws in
        try await fixture.profiles.validateProfileMembers(
          GamificationV1.ValidateProfileMembersRequest(
            profileID: membership.sales, personIDs: ["cleo", "ada", "bob", "stranger", "ada"],
            startWorkday: start), options: options)
      }
      for start in [nil, may(7)] {
        let found = try await validate(start)
        #expect(found.unassignedPersonIDs == ["cleo"])
        #expect(found.assignedPersonIDs == ["ada"])
        #expect(found.assignedElsewhere.map(\.personID) == ["bob"])
        #expect(found.assignedElsewhere.map(\.profileID) == [membership.service])
        #expect(found.invalidPersonIDs == ["stranger"])
        #expect(found.roomCount == 1_999)
      }
      try await membership.change(membership.service, remove: ["bob"], from: may(9))
      #expect(try await validate(may(9)).unassignedPersonIDs == ["cleo", "bob"])
      await expectFailure(.invalidArgument, "FIELD_REQUIRED", field: "person_ids") {
        try await fixture.profiles.validateProfileMembers(
          GamificationV1.ValidateProfileMembersRequest(profileID: membership.sales),
          options: options)
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.profiles.validateProfileMembers(
          GamificationV1.ValidateProfileMembersRequest(profileID: uuid(7), personIDs: ["ada"]),
          options: options)
      }
    }
  }
}

@Suite("ProfileService.ListProfileMembers")
struct ListProfileMembersTests {
  @Test("lists whom the caller may see, page by page")
  func pages() async throws {
    try await Membership.with { membership in
      let fixture = membership.fixture
      try await membership.change(membership.sales, assign: ["cleo", "bob", "ada"])
      let options = try await fixture.service.asOperator()
      let first = try await fixture.profiles.listProfileMembers(
        GamificationV1.ListProfileMembersRequest(profileID: membership.sales, pageSize: 2),
        options: options)
      #expect(first.profileStays.map(\.personID) == ["ada", "bob"])
      #expect(first.profileStays.first?.profileDisplayName == "Sales")
      #expect(first.profileStays.first?.startWorkday == may(5))
      let second = try await fixture.profiles.listProfileMembers(
        GamificationV1.ListProfileMembersRequest(
          profileID: membership.sales, pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.profileStays.map(\.personID) == ["cleo"])
      try await fixture.service.addMember(
        "lead", grants: [(view, .team(TeamID(stored: "red")))])
      let seen = try await fixture.profiles.listProfileMembers(
        GamificationV1.ListProfileMembersRequest(profileID: membership.sales),
        options: try await fixture.service.asPerson("lead"))
      #expect(seen.profileStays.map(\.personID) == ["ada", "bob"])
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await membership.members(uuid(7))
      }
    }
  }
}

@Suite("ProfileService.ListProfileStays")
struct ListProfileStaysTests {
  @Test("tells in which profiles somebody is over a range, to whoever may see the scorecard")
  func stays() async throws {
    try await Membership.with { membership in
      let fixture = membership.fixture
      try await membership.change(membership.sales, assign: ["ada"])
      try await membership.change(membership.service, assign: ["ada"], from: may(8), move: true)
      try await membership.change(membership.service, remove: ["ada"], from: may(20))
      try await fixture.service.addMember("ada", team: "red", grants: [(viewScorecard, .own)])
      let ask = { (person: String, days: ClosedRange<Int32>, token: String) async throws in
        try await fixture.profiles.listProfileStays(
          GamificationV1.ListProfileStaysRequest(
            personID: person, startWorkday: may(days.lowerBound),
            endWorkday: may(days.upperBound), pageSize: 1, pageToken: token),
          options: try await fixture.service.asPerson("ada"))
      }
      let first = try await ask("ada", 7...19, "")
      #expect(first.profileStays.map(\.profileDisplayName) == ["Sales"])
      let second = try await ask("ada", 7...19, first.nextPageToken)
      #expect(second.profileStays.map(\.profileDisplayName) == ["Service"])
      #expect(second.profileStays.first?.endWorkday == may(19))
      #expect(second.nextPageToken.isEmpty)
      #expect(try await ask("ada", 20...31, "").profileStays.isEmpty)
      #expect(try await ask("ada", 8...8, "").profileStays.count == 1)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await ask("bob", 1...31, "")
      }
    }
  }
}
