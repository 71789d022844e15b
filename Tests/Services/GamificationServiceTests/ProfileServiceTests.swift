import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:profile:view")
private let update = Permission("gamification:profile:update")

extension GamificationFixture {
  /// Creates a profile as the operator.
  @discardableResult
  func createProfile(
    _ name: String, requestID: String = "", in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> GamificationV1.Profile {
    let response = try await profiles.createProfile(
      GamificationV1.CreateProfileRequest(
        profile: GamificationV1.Profile(displayName: name), requestID: requestID),
      options: try await service.asOperator(in: organization))
    return try #require(response.profile)
  }
}

@Suite("ProfileService.CreateProfile")
struct CreateProfileTests {
  @Test("stores what is set, and the first profile is the default one")
  func stores() async throws {
    try await GamificationFixture.with { fixture in
      let sent = GamificationV1.Profile(
        displayName: "Sales", description: "Outbound", divisionID: "north",
        reportingIntervals: [
          GamificationV1.ReportingInterval(granularity: .week, value: 2),
          GamificationV1.ReportingInterval(granularity: .month, value: 3),
        ], visibleRanksMax: 25)
      let options = try await fixture.service.asOperator()
      let created = try #require(
        try await fixture.profiles.createProfile(
          GamificationV1.CreateProfileRequest(profile: sent), options: options
        ).profile)
      #expect(created.displayName == "Sales")
      #expect(created.description == "Outbound")
      #expect(created.divisionID == "north")
      #expect(created.reportingIntervals == sent.reportingIntervals)
      #expect(created.visibleRanksMax == 25)
      #expect(created.state == .active)
      #expect(created.organizationDefault)
      #expect(created.version == 1)
      #expect(created.etag == "\"1\"")
      let stored = try await fixture.profiles.getProfile(
        GamificationV1.GetProfileRequest(profileID: created.profileID), options: options)
      #expect(stored.profile == created)
      let second = try await fixture.createProfile("Service")
      #expect(!second.organizationDefault)
      #expect(second.visibleRanksMax == 10)
      let other = try await fixture.createProfile("Sales", in: ServiceFixture.globex)
      #expect(other.organizationDefault)
    }
  }

  @Test("creates one profile for repeated requests")
  func repeated() async throws {
    try await GamificationFixture.with { fixture in
      let first = try await fixture.createProfile("Sales", requestID: uuid(1))
      let second = try await fixture.createProfile("Sales", requestID: uuid(1))
      #expect(first == second)
      let listed = try await fixture.profiles.listProfiles(
        GamificationV1.ListProfilesRequest(), options: try await fixture.service.asOperator())
      #expect(listed.profiles.count == 1)
    }
  }

  @Test("names what is wrong, and denies who may only view")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let bad: [(String, GamificationV1.Profile)] = [
        (
          "profile.display_name",
          GamificationV1.Profile(displayName: String(repeating: "x", count: 101))
        ),
        ("profile.division_id", GamificationV1.Profile(displayName: "a", divisionID: "no space")),
        (
          "profile.visible_ranks_max",
          GamificationV1.Profile(displayName: "a", visibleRanksMax: 301)
        ),
        ("profile.display_name", GamificationV1.Profile()),
        (
          "profile.reporting_intervals[0].granularity",
          GamificationV1.Profile(
            displayName: "a",
            reportingIntervals: [
              GamificationV1.ReportingInterval(granularity: .unrecognized(9), value: 1)
            ])
        ),
        (
          "profile.reporting_intervals[0].value",
          GamificationV1.Profile(
            displayName: "a",
            reportingIntervals: [
              GamificationV1.ReportingInterval(granularity: .month, value: 4)
            ])
        ),
      ]
      for (field, profile) in bad {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.profiles.createProfile(
            GamificationV1.CreateProfileRequest(profile: profile), options: options)
        }
      }
      await expectFailure(.invalidArgument, "FIELD_REQUIRED", field: "profile") {
        try await fixture.profiles.createProfile(
          GamificationV1.CreateProfileRequest(), options: options)
      }
      try await fixture.service.addMember("ada", grants: [(view, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.profiles.createProfile(
          GamificationV1.CreateProfileRequest(
            profile: GamificationV1.Profile(displayName: "a")),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }

  /// Creates profiles until there are too many; tells how many were created.
  private func create(
    _ count: Int, _ name: String, _ fixture: GamificationFixture
  ) async throws -> Int {
    for number in 0..<count {
      do {
        try await fixture.createProfile(name)
      } catch let status as RPCStatus where status.reason == "TOO_MANY_PROFILES" {
        #expect(status.code == .resourceExhausted)
        return number
      }
    }
    return count
  }

  @Test("an organization has 200 profiles besides the default one, also when many are made at once")
  func limit() async throws {
    try await GamificationFixture.with { fixture in
      let made = try await withThrowingTaskGroup(of: Int.self) { group in
        for caller in 1...6 {
          group.addTask { try await create(35, "Profile of \(caller)", fixture) }
        }
        return try await group.reduce(0, +)
      }
      #expect(made == 201)
      let listed = try await fixture.profiles.listProfiles(
        GamificationV1.ListProfilesRequest(pageSize: 1_000),
        options: try await fixture.service.asOperator())
      #expect(listed.profiles.count == 201)
      #expect(listed.profiles.count { $0.organizationDefault } == 1)
    }
  }
}

@Suite("ProfileService.GetProfile")
struct GetProfileTests {
  @Test("answers to whoever may view profiles, in any scope, and finds no other organization's")
  func found() async throws {
    try await GamificationFixture.with { fixture in
      let profile = try await fixture.createProfile("Sales")
      let request = GamificationV1.GetProfileRequest(profileID: profile.profileID)
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      try await fixture.service.addMember("bob")
      let response = try await fixture.profiles.getProfile(
        request, options: try await fixture.service.asPerson("ada"))
      #expect(response.profile?.displayName == "Sales")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.profiles.getProfile(
          request, options: try await fixture.service.asPerson("bob"))
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.profiles.getProfile(
          request, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_id") {
        try await fixture.profiles.getProfile(
          GamificationV1.GetProfileRequest(profileID: "sales"),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("ProfileService.ListProfiles")
struct ListProfilesTests {
  @Test("lists profiles oldest first, page by page, and those in a state")
  func pages() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      for name in ["a", "b", "c"] { try await fixture.createProfile(name) }
      let first = try await fixture.profiles.listProfiles(
        GamificationV1.ListProfilesRequest(pageSize: 2), options: options)
      #expect(first.profiles.map(\.displayName) == ["a", "b"])
      let second = try await fixture.profiles.listProfiles(
        GamificationV1.ListProfilesRequest(pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.profiles.map(\.displayName) == ["c"])
      #expect(second.nextPageToken.isEmpty)
      _ = try await fixture.profiles.deactivateProfile(
        GamificationV1.DeactivateProfileRequest(profileID: first.profiles[1].profileID),
        options: options)
      for (state, names) in [(.active, ["a", "c"]), (.inactive, ["b"])]
        as [(GamificationV1.Profile.State, [String])]
      {
        let filtered = try await fixture.profiles.listProfiles(
          GamificationV1.ListProfilesRequest(state: state), options: options)
        #expect(filtered.profiles.map(\.displayName) == names)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_token") {
        try await fixture.profiles.listProfiles(
          GamificationV1.ListProfilesRequest(pageToken: first.nextPageToken, state: .active),
          options: options)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "state") {
        try await fixture.profiles.listProfiles(
          GamificationV1.ListProfilesRequest(state: .unrecognized(9)), options: options)
      }
    }
  }
}

@Suite("ProfileService.ListProfileVersions")
struct ListProfileVersionsTests {
  @Test("lists what a profile was, newest first, and who changed it")
  func versions() async throws {
    try await GamificationFixture.with { fixture in
      let profile = try await fixture.createProfile("Sales")
      try await fixture.service.addMember("ada", grants: [(update, .all)])
      _ = try await fixture.profiles.updateProfile(
        GamificationV1.UpdateProfileRequest(
          profile: GamificationV1.Profile(
            profileID: profile.profileID, displayName: "Field sales")),
        options: try await fixture.service.asPerson("ada"))
      let options = try await fixture.service.asOperator()
      _ = try await fixture.profiles.deactivateProfile(
        GamificationV1.DeactivateProfileRequest(profileID: profile.profileID), options: options)
      let first = try await fixture.profiles.listProfileVersions(
        GamificationV1.ListProfileVersionsRequest(profileID: profile.profileID, pageSize: 2),
        options: options)
      #expect(first.profileVersions.map { $0.profile?.version } == [3, 2])
      #expect(first.profileVersions.map { $0.profile?.state } == [.inactive, .active])
      #expect(first.profileVersions.map(\.caller) == ["service:operator", "person:ada"])
      let second = try await fixture.profiles.listProfileVersions(
        GamificationV1.ListProfileVersionsRequest(
          profileID: profile.profileID, pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.profileVersions.map { $0.profile?.displayName } == ["Sales"])
      #expect(second.nextPageToken.isEmpty)
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.profiles.listProfileVersions(
          GamificationV1.ListProfileVersionsRequest(profileID: uuid(7)), options: options)
      }
    }
  }
}
