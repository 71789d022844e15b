import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:profile:view")

@Suite("ProfileService.UpdateProfile")
struct UpdateProfileTests {
  private func update(
    _ profile: GamificationV1.Profile, _ paths: [String]? = nil, _ fixture: GamificationFixture
  ) async throws -> GamificationV1.Profile {
    let response = try await fixture.profiles.updateProfile(
      GamificationV1.UpdateProfileRequest(
        profile: profile, updateMask: paths.map { GoogleProtobuf.FieldMask(paths: $0) }),
      options: try await fixture.service.asOperator())
    return try #require(response.profile)
  }

  @Test("changes what the mask names, all with *, and what is set without one")
  func masks() async throws {
    try await GamificationFixture.with { fixture in
      var sent = try await fixture.createProfile("Sales")
      sent.etag = ""
      sent.displayName = "Field sales"
      sent.description = "Outbound"
      sent.divisionID = "north"
      let named = try await update(sent, ["description"], fixture)
      #expect(named.displayName == "Sales")
      #expect(named.description == "Outbound")
      #expect(named.divisionID.isEmpty)
      #expect(named.version == 2)
      let nameless = try await update(
        GamificationV1.Profile(profileID: sent.profileID, description: "Outbound"),
        ["description"], fixture)
      #expect(nameless == named)
      sent.description = ""
      let set = try await update(sent, nil, fixture)
      #expect(set.displayName == "Field sales")
      #expect(set.description == "Outbound")
      #expect(set.divisionID == "north")
      let all = try await update(
        GamificationV1.Profile(profileID: sent.profileID, displayName: "Sales"), ["*"], fixture)
      #expect(all.description.isEmpty)
      #expect(all.divisionID.isEmpty)
      #expect(all.visibleRanksMax == 10)
      #expect(all.version == 4)
      let same = try await update(all, ["*"], fixture)
      #expect(same == all)
      var output = all
      output.state = .inactive
      output.displayName = "Field sales"
      let kept = try await update(output, ["display_name", "state", "update_time"], fixture)
      #expect(kept.displayName == "Field sales")
      #expect(kept.state == .active, "what only the service sets stays")
    }
  }

  @Test("refuses the etag of an older version, an unknown path and a profile that is not there")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      let first = try await fixture.createProfile("Sales")
      var second = first
      second.displayName = "Service"
      second = try await update(second, nil, fixture)
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await update(first, ["display_name"], fixture)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "update_mask.paths[1]") {
        try await update(second, ["display_name", "metrics"], fixture)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile.display_name") {
        try await update(
          GamificationV1.Profile(profileID: first.profileID), ["display_name"], fixture)
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await update(
          GamificationV1.Profile(profileID: uuid(7), displayName: "a"), nil, fixture)
      }
      try await fixture.service.addMember("ada", grants: [(view, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.profiles.updateProfile(
          GamificationV1.UpdateProfileRequest(profile: second),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }

  @Test("of two changes of the same version at once one is made")
  func race() async throws {
    try await GamificationFixture.with { fixture in
      let first = try await fixture.createProfile("Sales")
      let made = await withTaskGroup(of: Bool.self) { group in
        for name in ["a", "b", "c", "d"] {
          group.addTask {
            var change = first
            change.displayName = name
            return (try? await update(change, nil, fixture)) != nil
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(made == 1)
    }
  }
}

@Suite("ProfileService.DeactivateProfile")
struct DeactivateProfileTests {
  @Test("takes a profile out of use once; its members stay")
  func deactivates() async throws {
    try await GamificationFixture.with { fixture in
      let profile = try await fixture.createProfile("Sales")
      try await fixture.service.addMember("ada")
      let options = try await fixture.service.asOperator()
      _ = try await fixture.profiles.changeProfileMembers(
        GamificationV1.ChangeProfileMembersRequest(
          profileID: profile.profileID, assignPersonIDs: ["ada"]), options: options)
      for _ in 1...2 {
        let response = try await fixture.profiles.deactivateProfile(
          GamificationV1.DeactivateProfileRequest(profileID: profile.profileID),
          options: options)
        #expect(response.profile?.state == .inactive)
        #expect(response.profile?.version == 2)
        #expect(response.profile?.memberCount == 1)
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.profiles.deactivateProfile(
          GamificationV1.DeactivateProfileRequest(profileID: uuid(7)), options: options)
      }
    }
  }
}

@Suite("ProfileService.ActivateProfile")
struct ActivateProfileTests {
  @Test("takes a profile into use again, and denies who may only view")
  func activates() async throws {
    try await GamificationFixture.with { fixture in
      let profile = try await fixture.createProfile("Sales")
      let options = try await fixture.service.asOperator()
      _ = try await fixture.profiles.deactivateProfile(
        GamificationV1.DeactivateProfileRequest(profileID: profile.profileID), options: options)
      let request = GamificationV1.ActivateProfileRequest(profileID: profile.profileID)
      let response = try await fixture.profiles.activateProfile(request, options: options)
      #expect(response.profile?.state == .active)
      #expect(response.profile?.version == 3)
      try await fixture.service.addMember("ada", grants: [(view, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.profiles.activateProfile(
          request, options: try await fixture.service.asPerson("ada"))
      }
    }
  }
}

@Suite("ProfileService.DeleteProfile")
struct DeleteProfileTests {
  @Test("deletes a profile that nobody is or was in, once, and no other")
  func deletes() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let first = try await fixture.createProfile("Default")
      let used = try await fixture.createProfile("Used")
      let unused = try await fixture.createProfile("Unused")
      try await fixture.service.addMember("ada")
      for people in [(["ada"], []), ([], ["ada"])] as [([String], [String])] {
        _ = try await fixture.profiles.changeProfileMembers(
          GamificationV1.ChangeProfileMembersRequest(
            profileID: used.profileID, assignPersonIDs: people.0, removePersonIDs: people.1,
            startWorkday: nil), options: options)
      }
      let delete = { (id: String) async throws in
        try await fixture.profiles.deleteProfile(
          GamificationV1.DeleteProfileRequest(profileID: id, requestID: ""), options: options)
      }
      await expectFailure(.failedPrecondition, "PROFILE_IS_DEFAULT") {
        try await delete(first.profileID)
      }
      for _ in 1...2 {
        _ = try await fixture.profiles.deleteProfile(
          GamificationV1.DeleteProfileRequest(profileID: unused.profileID, requestID: uuid(5)),
          options: options)
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") { try await delete(unused.profileID) }
      // Somebody who came and went on the same workday has left nothing.
      _ = try await delete(used.profileID)
      let listed = try await fixture.profiles.listProfiles(
        GamificationV1.ListProfilesRequest(), options: options)
      #expect(listed.profiles.map(\.displayName) == ["Default"])
    }
  }

  @Test("deletes the metrics of the profile with it")
  func metrics() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      try await fixture.createProfile("Default")
      let profile = try await fixture.createProfile("Sales").profileID
      let added = try await fixture.profileMetrics.createProfileMetric(
        GamificationV1.CreateProfileMetricRequest(
          profileMetric: GamificationV1.ProfileMetric(
            profileID: profile, metricDefinitionID: "interactions_handled",
            objective: .rising)), options: options)
      let metric = try #require(added.profileMetric).profileMetricID
      _ = try await fixture.profiles.deleteProfile(
        GamificationV1.DeleteProfileRequest(profileID: profile), options: options)
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.profileMetrics.getProfileMetric(
          GamificationV1.GetProfileMetricRequest(profileMetricID: metric), options: options)
      }
    }
  }

  @Test("keeps a profile that somebody is in")
  func used() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      try await fixture.createProfile("Default")
      let used = try await fixture.createProfile("Used")
      try await fixture.service.addMember("ada")
      _ = try await fixture.profiles.changeProfileMembers(
        GamificationV1.ChangeProfileMembersRequest(
          profileID: used.profileID, assignPersonIDs: ["ada"]), options: options)
      await expectFailure(.failedPrecondition, "PROFILE_IN_USE") {
        try await fixture.profiles.deleteProfile(
          GamificationV1.DeleteProfileRequest(profileID: used.profileID), options: options)
      }
    }
  }
}
