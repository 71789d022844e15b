import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private typealias Metric = GamificationV1.ProfileMetric

/// 2026-05-05, shortly after midnight where the organisations are.
private let night = FixedWallClock(Timestamp(microseconds: 1_777_933_800_000_000))

extension GamificationV1.ProfileMetric.Objective {
  /// A point for each of the first 100.
  static var rising: Self {
    Self(
      kind: .free,
      zones: [
        Metric.Zone(upperValue: 0, lowerPoints: 0, upperPoints: 0),
        Metric.Zone(lowerValue: 0, upperValue: 100, lowerPoints: 0, upperPoints: 100),
        Metric.Zone(lowerValue: 100, lowerPoints: 100, upperPoints: 100),
      ])
  }
}

/// A profile with metrics of these names, in this order.
private struct Fixture {
  let base: GamificationFixture
  let profile: String
  var metrics: [Metric] = []

  private let definition: String

  static func with(
    _ names: [String], definition: String = "interactions_handled",
    _ test: (Fixture) async throws -> Void
  ) async throws {
    try await GamificationFixture.with(clock: night) { base in
      var fixture = Fixture(
        base: base, profile: try await base.createProfile("Sales").profileID,
        definition: definition)
      for name in names { fixture.metrics.append(try await fixture.add(name)) }
      try await test(fixture)
    }
  }

  private init(base: GamificationFixture, profile: String, definition: String) {
    self.base = base
    self.profile = profile
    self.definition = definition
  }

  func add(_ name: String, _ change: (inout Metric) -> Void = { _ in }) async throws -> Metric {
    var metric = Metric(
      profileID: profile, metricDefinitionID: definition, displayName: name,
      objective: .rising)
    change(&metric)
    let response = try await base.profileMetrics.createProfileMetric(
      GamificationV1.CreateProfileMetricRequest(profileMetric: metric),
      options: try await base.service.asOperator())
    return try #require(response.profileMetric)
  }

  func update(
    _ metric: Metric, _ paths: [String]? = nil, from start: GoogleType.Date? = nil
  ) async throws -> Metric {
    let response = try await base.profileMetrics.updateProfileMetric(
      GamificationV1.UpdateProfileMetricRequest(
        profileMetric: metric,
        updateMask: paths.map { GoogleProtobuf.FieldMask(paths: $0) }, startWorkday: start),
      options: try await base.service.asOperator())
    return try #require(response.profileMetric)
  }

  func reorder(_ order: [String]) async throws -> [String] {
    try await base.profileMetrics.reorderProfileMetrics(
      GamificationV1.ReorderProfileMetricsRequest(profileID: profile, profileMetricIDs: order),
      options: try await base.service.asOperator()
    ).profileMetricIDs
  }

  func list(
    size: Int32 = 0, token: String = ""
  ) async throws -> GamificationV1.ListProfileMetricsResponse {
    try await base.profileMetrics.listProfileMetrics(
      GamificationV1.ListProfileMetricsRequest(
        profileID: profile, pageSize: size, pageToken: token),
      options: try await base.service.asOperator())
  }
}

@Suite("ProfileMetricService.UpdateProfileMetric")
struct UpdateProfileMetricTests {
  @Test("changes what the mask names, all with *, and what is set without one")
  func masks() async throws {
    try await Fixture.with(["Calls"]) { fixture in
      var metric = fixture.metrics[0]
      metric.etag = ""
      metric.displayName = "Handled"
      metric.precision = 1
      metric.filter = Metric.Filter(queueIDs: ["sales"])
      let named = try await fixture.update(metric, ["precision", "filter", "position"])
      #expect(named.displayName == "Calls")
      #expect(named.precision == 1)
      #expect(named.filter?.queueIDs == ["sales"])
      #expect(named.version == 2)
      #expect(named.startWorkday == may(5))
      let set = try await fixture.update(
        Metric(profileMetricID: metric.profileMetricID, displayName: "Handled"))
      #expect(set.displayName == "Handled")
      #expect(set.precision == 1)
      #expect(set.objective == metric.objective)
      let cleared = try await fixture.update(
        Metric(profileMetricID: metric.profileMetricID), ["filter"])
      #expect(cleared.filter == nil)
      let all = try await fixture.update(
        Metric(profileMetricID: metric.profileMetricID, objective: metric.objective), ["*"])
      #expect(all.displayName == "Interactions handled")
      #expect(all.precision == 0)
      #expect(try await fixture.update(all, ["*"]) == all)
    }
  }

  @Test("keeps topics and how they are meant, and nothing of that without topics")
  func topics() async throws {
    try await Fixture.with([], definition: "detected_topics") { fixture in
      let metric = try await fixture.add("Topics") {
        $0.filter = Metric.Filter(topics: ["refund", "complaint"], topicMatch: .any)
      }
      #expect(metric.filter?.topics == ["complaint", "refund"])
      #expect(metric.filter?.topicMatch == .any)
      let cleared = try await fixture.update(
        Metric(
          profileMetricID: metric.profileMetricID,
          filter: Metric.Filter(initialDirection: .outbound, topicMatch: .any)))
      #expect(cleared.filter == Metric.Filter(initialDirection: .outbound))
      #expect(try await fixture.update(cleared, ["*"]) == cleared)
    }
  }

  @Test("disables a metric from tomorrow on, and enables it at once")
  func enabling() async throws {
    try await Fixture.with(["Calls"]) { fixture in
      let id = fixture.metrics[0].profileMetricID
      let off = try await fixture.update(Metric(profileMetricID: id, enabled: false))
      #expect(off.enabled == false)
      #expect(off.startWorkday == may(6))
      #expect(try await fixture.list().profileMetrics.first?.enabled == true)
      #expect(try await fixture.update(Metric(profileMetricID: id, enabled: false)) == off)
      let on = try await fixture.update(Metric(profileMetricID: id, enabled: true))
      #expect(on.startWorkday == may(5))
      #expect(try await fixture.list().profileMetrics.first?.version == 3)
    }
  }

  @Test("refuses an older etag, what cannot change, and a metric that is not there")
  func refused() async throws {
    try await Fixture.with(["Calls"]) { fixture in
      let first = fixture.metrics[0]
      var change = first
      change.displayName = "Handled"
      _ = try await fixture.update(change)
      await expectFailure(.aborted, "ETAG_MISMATCH") { try await fixture.update(change) }
      let id = first.profileMetricID
      let bad: [(String, Metric, [String]?)] = [
        ("profile_metric.profile_id", Metric(profileMetricID: id, profileID: uuid(7)), nil),
        (
          "profile_metric.metric_definition_id",
          Metric(profileMetricID: id, metricDefinitionID: "quality_score"), nil
        ),
        ("update_mask.paths[0]", Metric(profileMetricID: id), ["profile_id"]),
        ("profile_metric.objective", Metric(profileMetricID: id), ["objective"]),
      ]
      for (field, metric, paths) in bad {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.update(metric, paths)
        }
      }
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.update(Metric(profileMetricID: uuid(7), displayName: "a"))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_workday") {
        try await fixture.update(Metric(profileMetricID: id, displayName: "a"), from: may(1))
      }
    }
  }
}

@Suite("ProfileMetricService.ListProfileMetrics")
struct ListProfileMetricsTests {
  @Test("lists the metrics in their order, page by page")
  func pages() async throws {
    try await Fixture.with(["a", "b", "c"]) { fixture in
      let first = try await fixture.list(size: 2)
      #expect(first.profileMetrics.map(\.displayName) == ["a", "b"])
      let second = try await fixture.list(size: 2, token: first.nextPageToken)
      #expect(second.profileMetrics.map(\.displayName) == ["c"])
      #expect(second.nextPageToken.isEmpty)
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.base.profileMetrics.listProfileMetrics(
          GamificationV1.ListProfileMetricsRequest(profileID: uuid(7)),
          options: try await fixture.base.service.asOperator())
      }
    }
  }
}

@Suite("ProfileMetricService.ReorderProfileMetrics")
struct ReorderProfileMetricsTests {
  private func names(_ fixture: Fixture) async throws -> [String] {
    try await fixture.list().profileMetrics.map(\.displayName)
  }

  @Test("puts all metrics into another order")
  func reorders() async throws {
    try await Fixture.with(["a", "b", "c"]) { fixture in
      let ids = fixture.metrics.map { $0.profileMetricID }
      let order: [String] = [ids[2], ids[0], ids[1]]
      let answered = try await fixture.reorder(order)
      #expect(answered == order)
      let names = try await names(fixture)
      #expect(names == ["c", "a", "b"])
    }
  }

  @Test("refuses an order that misses or repeats some")
  func refused() async throws {
    try await Fixture.with(["a", "b", "c"]) { fixture in
      let ids = fixture.metrics.map { $0.profileMetricID }
      let bad: [[String]] = [
        Array(ids.dropLast()), [ids[0], ids[0], ids[1]], ids + [ids[0]], ids + [uuid(7)],
      ]
      for order in bad {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_metric_ids") {
          try await fixture.reorder(order)
        }
      }
      let names = try await names(fixture)
      #expect(names == ["a", "b", "c"])
    }
  }
}

@Suite("ProfileMetricService.ListProfileMetricVersions")
struct ListProfileMetricVersionsTests {
  @Test("lists what a metric was and is to be, newest first")
  func versions() async throws {
    try await Fixture.with(["a"]) { fixture in
      let id = fixture.metrics[0].profileMetricID
      _ = try await fixture.update(
        Metric(profileMetricID: id, displayName: "b"), from: may(9))
      _ = try await fixture.update(
        Metric(profileMetricID: id, displayName: "c"), from: may(7))
      let options = try await fixture.base.service.asOperator()
      let first = try await fixture.base.profileMetrics.listProfileMetricVersions(
        GamificationV1.ListProfileMetricVersionsRequest(profileMetricID: id, pageSize: 2),
        options: options)
      #expect(first.profileMetrics.map(\.displayName) == ["c", "b"])
      #expect(first.profileMetrics.map(\.startWorkday) == [may(7), may(9)])
      let second = try await fixture.base.profileMetrics.listProfileMetricVersions(
        GamificationV1.ListProfileMetricVersionsRequest(
          profileMetricID: id, pageSize: 2, pageToken: first.nextPageToken), options: options)
      #expect(second.profileMetrics.map(\.displayName) == ["a"])
      #expect(second.nextPageToken.isEmpty)
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.base.profileMetrics.listProfileMetricVersions(
          GamificationV1.ListProfileMetricVersionsRequest(profileMetricID: uuid(7)),
          options: options)
      }
    }
  }
}
