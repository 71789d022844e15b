import Messages
import RPC
import TestSupport
import Testing

private typealias Metric = GamificationV1.ProfileMetric

@Suite("Profiles that get the metrics of another one")
struct CopiedProfileTests {
  private func create(
    _ fixture: GamificationFixture, copying profile: String
  ) async throws -> String {
    let response = try await fixture.profiles.createProfile(
      GamificationV1.CreateProfileRequest(
        profile: GamificationV1.Profile(displayName: "Copy"), copyProfileID: profile),
      options: try await fixture.service.asOperator())
    return try #require(response.profile).profileID
  }

  @Test("have those that are enabled, in their order, as they are today")
  func copies() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      try await fixture.addMetric(profile) { $0.displayName = "a" }
      try await fixture.addMetric(profile) {
        $0.displayName = "off"
        $0.enabled = false
      }
      let second = try await fixture.addMetric(profile, "quality_score") {
        $0.displayName = "b"
        $0.objective = .rising
        $0.dailyCap = Metric.DailyCap(eventsMax: 3)
      }
      try await fixture.addMetric(profile, from: may(6)) { $0.displayName = "later" }
      _ = try await fixture.update(
        Metric(profileMetricID: second.profileMetricID, displayName: "planned"), from: may(6))
      let copy = try await create(fixture, copying: profile)
      let metrics = try await fixture.metrics(of: copy)
      #expect(metrics.map(\.displayName) == ["a", "b"])
      #expect(metrics.map(\.position) == [0, 1])
      #expect(metrics.map(\.startWorkday) == [may(5), may(5)])
      #expect(metrics.map(\.dailyCap) == [nil, Metric.DailyCap(eventsMax: 3)])
      let originals = try await fixture.metrics(of: profile).map(\.profileMetricID)
      #expect(Set(originals).isDisjoint(with: metrics.map(\.profileMetricID)))
      #expect(try await fixture.names(copy, on: may(6)) == ["a", "b"])
      _ = try await fixture.update(
        Metric(profileMetricID: metrics[0].profileMetricID, displayName: "own"))
      #expect(try await fixture.names(profile) == ["a", "off", "b"])
      #expect(try await fixture.addMetric(copy).position == 2)
    }
  }

  @Test("are not made of one that is not there, and have no metrics without one")
  func refused() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      try await fixture.addMetric(profile)
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await create(fixture, copying: uuid(7))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "copy_profile_id") {
        try await create(fixture, copying: "x")
      }
      let listed = try await fixture.profiles.listProfiles(
        GamificationV1.ListProfilesRequest(), options: try await fixture.service.asOperator())
      #expect(listed.profiles.count == 1)
      let empty = try await create(fixture, copying: "")
      let names = try await fixture.names(empty)
      #expect(names.isEmpty)
    }
  }
}
