import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

/// 2026-05-05, shortly after midnight where the organisations are.
private let night = FixedWallClock(Timestamp(microseconds: 1_777_933_800_000_000))

/// All points for at most so many seconds.
func atMost(_ seconds: Double, points: Int32 = 100) -> GamificationV1.ProfileMetric.Objective {
  typealias Zone = GamificationV1.ProfileMetric.Zone
  return GamificationV1.ProfileMetric.Objective(
    kind: .lowerIsBetter,
    zones: [
      Zone(upperValue: seconds, lowerPoints: points, upperPoints: points, level: .target),
      Zone(lowerValue: seconds, lowerPoints: 0, upperPoints: 0, level: .out),
    ])
}

extension GamificationFixture {
  /// Adds a metric as the operator.
  @discardableResult
  func addMetric(
    _ profile: String, _ definition: String = "average_handle_time",
    from start: GoogleType.Date? = nil, requestID: String = "",
    _ change: (inout GamificationV1.ProfileMetric) -> Void = { _ in }
  ) async throws -> GamificationV1.ProfileMetric {
    var metric = GamificationV1.ProfileMetric(
      profileID: profile, metricDefinitionID: definition, objective: atMost(240))
    change(&metric)
    let response = try await profileMetrics.createProfileMetric(
      GamificationV1.CreateProfileMetricRequest(
        profileMetric: metric, startWorkday: start, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.profileMetric)
  }

  func update(
    _ metric: GamificationV1.ProfileMetric, _ paths: [String]? = nil,
    from start: GoogleType.Date? = nil
  ) async throws -> GamificationV1.ProfileMetric {
    let response = try await profileMetrics.updateProfileMetric(
      GamificationV1.UpdateProfileMetricRequest(
        profileMetric: metric,
        updateMask: paths.map { GoogleProtobuf.FieldMask(paths: $0) }, startWorkday: start),
      options: try await service.asOperator())
    return try #require(response.profileMetric)
  }

  func metric(
    _ id: String, on workday: GoogleType.Date? = nil
  ) async throws -> GamificationV1.ProfileMetric {
    let response = try await profileMetrics.getProfileMetric(
      GamificationV1.GetProfileMetricRequest(profileMetricID: id, workday: workday),
      options: try await service.asOperator())
    return try #require(response.profileMetric)
  }

  /// The versions of a metric, newest first.
  func versions(of id: String) async throws -> [GamificationV1.ProfileMetric] {
    try await profileMetrics.listProfileMetricVersions(
      GamificationV1.ListProfileMetricVersionsRequest(profileMetricID: id),
      options: try await service.asOperator()
    ).profileMetrics
  }

  /// The metrics of a profile in their order.
  func metrics(
    of profile: String, on workday: GoogleType.Date? = nil
  ) async throws -> [GamificationV1.ProfileMetric] {
    try await profileMetrics.listProfileMetrics(
      GamificationV1.ListProfileMetricsRequest(profileID: profile, workday: workday),
      options: try await service.asOperator()
    ).profileMetrics
  }

  func names(_ profile: String, on workday: GoogleType.Date? = nil) async throws -> [String] {
    try await metrics(of: profile, on: workday).map(\.displayName)
  }

  static func withProfile(
    _ test: (GamificationFixture, _ profile: String) async throws -> Void
  ) async throws {
    try await with(clock: night) { fixture in
      try await test(fixture, try await fixture.createProfile("Sales").profileID)
    }
  }
}
