import Kernel
import Messages
import RPC
import Synchronization
import TestSupport
import Testing
import WellKnownMessages

private typealias Metric = GamificationV1.ProfileMetric

/// A clock that tests move from one workday of May 2026 to another.
private final class MovableClock: WallClock {
  private let day = Mutex(Int64(5))

  func move(to day: Int64) { self.day.withLock { $0 = day } }

  /// Shortly after midnight where the organisations are.
  func now() -> Timestamp {
    let days = day.withLock { $0 } - 5
    return Timestamp(microseconds: 1_777_933_800_000_000 + days * 86_400_000_000)
  }
}

extension GamificationFixture {
  fileprivate func copy(
    _ id: String, to profile: String, from start: GoogleType.Date? = nil, requestID: String = ""
  ) async throws -> GamificationV1.ProfileMetric {
    let response = try await profileMetrics.copyProfileMetric(
      GamificationV1.CopyProfileMetricRequest(
        profileMetricID: id, profileID: profile, startWorkday: start, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.profileMetric)
  }

  fileprivate func link(
    _ id: String, to profile: String, from start: GoogleType.Date? = nil, requestID: String = ""
  ) async throws -> GamificationV1.ProfileMetric {
    let response = try await profileMetrics.linkProfileMetric(
      GamificationV1.LinkProfileMetricRequest(
        profileMetricID: id, profileID: profile, startWorkday: start, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.profileMetric)
  }

  fileprivate func unlink(
    _ id: String, from start: GoogleType.Date? = nil, requestID: String = ""
  ) async throws -> GamificationV1.ProfileMetric {
    let response = try await profileMetrics.unlinkProfileMetric(
      GamificationV1.UnlinkProfileMetricRequest(
        profileMetricID: id, startWorkday: start, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.profileMetric)
  }

  /// Changes for how many seconds there are points.
  @discardableResult
  fileprivate func change(
    _ id: String, to seconds: Double, from start: GoogleType.Date? = nil
  ) async throws -> GamificationV1.ProfileMetric {
    try await update(
      GamificationV1.ProfileMetric(profileMetricID: id, objective: atMost(seconds)), from: start)
  }

  /// For how many seconds a metric has points on a workday.
  fileprivate func seconds(_ id: String, on day: Int32) async throws -> Double? {
    try await metric(id, on: may(day)).objective?.zones.first?.upperValue
  }

  fileprivate func isLinked(_ id: String, on day: Int32) async throws -> Bool {
    try await !metric(id, on: may(day)).linkedProfileMetricID.isEmpty
  }

  /// What a metric is told of besides where it is and since when.
  fileprivate static func settings(
    _ metric: GamificationV1.ProfileMetric
  ) -> GamificationV1.ProfileMetric {
    GamificationV1.ProfileMetric(
      metricDefinitionID: metric.metricDefinitionID, displayName: metric.displayName,
      precision: metric.precision, timeUnit: metric.timeUnit, objective: metric.objective,
      filter: metric.filter, enabled: metric.enabled, multipliers: metric.multipliers,
      dailyCap: metric.dailyCap)
  }

  /// Two profiles, the first with a metric for at most 240 seconds.
  fileprivate static func withMetric(
    _ test: (GamificationFixture, MovableClock, _ source: String, _ other: String) async throws
      -> Void
  ) async throws {
    let clock = MovableClock()
    try await with(clock: clock) { fixture in
      let other = try await fixture.createProfile("Service").profileID
      let sales = try await fixture.createProfile("Sales").profileID
      let source = try await fixture.addMetric(sales) { $0.displayName = "Talk" }
      try await test(fixture, clock, source.profileMetricID, other)
    }
  }
}

@Suite("ProfileMetricService.CopyProfileMetric")
struct CopyProfileMetricTests {
  @Test("has the settings of that workday at the end of the other profile, and goes its own way")
  func copies() async throws {
    try await GamificationFixture.withMetric { fixture, _, _, other in
      try await fixture.addMetric(other) { $0.displayName = "First" }
      let profile = try await fixture.createProfile("Third").profileID
      let source = try await fixture.addMetric(profile) {
        $0.precision = 2
        $0.timeUnit = .minutes
        $0.filter = Metric.Filter(queueIDs: ["sales"])
        $0.multipliers = [
          Metric.Multiplier(selector: .queueID("sales"), factorThousandths: 1_200)
        ]
        $0.dailyCap = Metric.DailyCap(pointsMax: 50)
        $0.enabled = false
      }
      let id = source.profileMetricID
      let copied = try await fixture.copy(id, to: other, requestID: uuid(1))
      #expect(GamificationFixture.settings(copied) == GamificationFixture.settings(source))
      #expect(copied.profileMetricID != id)
      #expect(copied.profileID == other)
      #expect(copied.position == 1)
      #expect(copied.version == 1)
      #expect(copied.linkedProfileMetricID.isEmpty)
      #expect(try await fixture.metric(copied.profileMetricID) == copied)
      #expect(try await fixture.copy(id, to: other, requestID: uuid(1)) == copied)
      try await fixture.change(id, to: 100, from: may(7))
      let later = try await fixture.copy(id, to: other, from: may(9))
      #expect(later.startWorkday == may(9))
      #expect(later.objective == atMost(100))
      #expect(try await fixture.seconds(copied.profileMetricID, on: 9) == 240)
      try await fixture.change(copied.profileMetricID, to: 90)
      #expect(try await fixture.seconds(id, on: 6) == 240)
    }
  }

  @Test("refuses the same profile, a full one, and what is not there")
  func refused() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      let sales = try await fixture.metric(source).profileID
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_id") {
        try await fixture.copy(source, to: sales)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_workday") {
        try await fixture.copy(source, to: other, from: may(4))
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.copy(source, to: uuid(7))
      }
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.copy(uuid(7), to: other)
      }
      let planned = try await fixture.addMetric(sales, from: may(9)).profileMetricID
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.copy(planned, to: other, from: may(8))
      }
      for _ in 0..<50 { try await fixture.addMetric(other) }
      await expectFailure(.resourceExhausted, "TOO_MANY_PROFILE_METRICS") {
        try await fixture.copy(source, to: other)
      }
      try await fixture.service.addMember(
        "ada", grants: [(Permission("gamification:profile:view"), .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.profileMetrics.copyProfileMetric(
          GamificationV1.CopyProfileMetricRequest(profileMetricID: source, profileID: other),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }
}

@Suite("ProfileMetricService.LinkProfileMetric")
struct LinkProfileMetricTests {
  @Test("has all versions of the metric that it follows, at a place of its own")
  func follows() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      try await fixture.change(source, to: 230, from: may(20))
      try await fixture.addMetric(other) { $0.displayName = "First" }
      let linked = try await fixture.link(source, to: other, requestID: uuid(1))
      let id = linked.profileMetricID
      #expect(linked.linkedProfileMetricID == source)
      #expect(linked.unlinkWorkday == nil)
      #expect(linked.position == 1)
      #expect(linked.displayName == "Talk")
      #expect(try await fixture.metric(id) == linked)
      #expect(try await fixture.link(source, to: other, requestID: uuid(1)) == linked)
      #expect(try await fixture.seconds(id, on: 20) == 230)
      try await fixture.change(source, to: 200, from: may(10))
      #expect(try await fixture.seconds(id, on: 9) == 240)
      #expect(try await fixture.seconds(id, on: 10) == 200)
      #expect(try await fixture.seconds(id, on: 20) == 200)
      _ = try await fixture.update(Metric(profileMetricID: source, enabled: false))
      #expect(try await fixture.metric(id, on: may(5)).enabled == true)
      #expect(try await fixture.metric(id, on: may(6)).enabled == false)
      _ = try await fixture.update(
        Metric(profileMetricID: source, displayName: "Calls", precision: 3, enabled: true))
      #expect(try await fixture.metric(id).displayName == "Calls")
      let versions = try await fixture.versions(of: id)
      let followed = try await fixture.versions(of: source)
      #expect(versions.count == 5)
      #expect(
        versions.map(GamificationFixture.settings) == followed.map(GamificationFixture.settings))
      #expect(versions.map(\.startWorkday) == followed.map(\.startWorkday))
      #expect(versions.map(\.version) == followed.map(\.version))
      #expect(versions.map(\.updateTime) == followed.map(\.updateTime))
      #expect(versions.allSatisfy { $0.linkedProfileMetricID == source })
      #expect(try await fixture.names(other) == ["First", "Calls"])
      let order = try await fixture.metrics(of: other).reversed().map(\.profileMetricID)
      _ = try await fixture.profileMetrics.reorderProfileMetrics(
        GamificationV1.ReorderProfileMetricsRequest(profileID: other, profileMetricIDs: order),
        options: try await fixture.service.asOperator())
      #expect(try await fixture.names(other) == ["Calls", "First"])
      #expect(try await fixture.metric(source).position == 0)
    }
  }

  @Test("begins on its workday, and changes from before hold from then on")
  func begins() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      try await fixture.change(source, to: 220, from: may(7))
      try await fixture.change(source, to: 210, from: may(12))
      let id = try await fixture.link(source, to: other, from: may(9)).profileMetricID
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.metric(id, on: may(8))
      }
      #expect(try await fixture.seconds(id, on: 9) == 220)
      #expect(try await fixture.seconds(id, on: 12) == 210)
      try await fixture.change(source, to: 200, from: may(6))
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.metric(id, on: may(8))
      }
      #expect(try await fixture.seconds(id, on: 9) == 200)
      #expect(try await fixture.versions(of: id).map(\.startWorkday) == [may(9), may(12), may(9)])
    }
  }

  @Test("refuses changes of its own, chains, and the same profile")
  func refused() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      let linked = try await fixture.link(source, to: other)
      await expectFailure(.failedPrecondition, "PROFILE_METRIC_LINKED") {
        try await fixture.change(linked.profileMetricID, to: 100)
      }
      let third = try await fixture.createProfile("Third").profileID
      await expectFailure(.failedPrecondition, "PROFILE_METRIC_LINKED") {
        try await fixture.link(linked.profileMetricID, to: third)
      }
      let copied = try await fixture.copy(linked.profileMetricID, to: third)
      #expect(copied.linkedProfileMetricID.isEmpty)
      let sales = try await fixture.metric(source).profileID
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_id") {
        try await fixture.link(source, to: sales)
      }
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.link(uuid(7), to: other)
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.link(source, to: uuid(7))
      }
    }
  }

  @Test("misses no version of those that are made while it is linked")
  func concurrency() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      let linked = try await withThrowingTaskGroup(of: String?.self) { group in
        for number in 1...12 {
          group.addTask {
            try await fixture.change(source, to: 240 - Double(number))
            return nil
          }
          if number.isMultiple(of: 3) {
            group.addTask { try await fixture.link(source, to: other).profileMetricID }
          }
        }
        return try await group.reduce(into: []) { ids, id in ids += id.map { [$0] } ?? [] }
      }
      #expect(linked.count == 4)
      let versions = try await fixture.versions(of: source).map(\.objective)
      #expect(versions.count == 13)
      for id in linked {
        let followed = try await fixture.versions(of: id).map(\.objective)
        #expect(followed == Array(versions.prefix(followed.count)))
      }
    }
  }

  @Test("keeps its settings, and has them for itself, when the other profile is deleted")
  func deleted() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      let id = try await fixture.link(source, to: other).profileMetricID
      let sales = try await fixture.metric(source).profileID
      _ = try await fixture.profiles.deleteProfile(
        GamificationV1.DeleteProfileRequest(profileID: sales),
        options: try await fixture.service.asOperator())
      let kept = try await fixture.metric(id)
      #expect(kept.objective == atMost(240))
      #expect(kept.linkedProfileMetricID.isEmpty)
      #expect(try await fixture.change(id, to: 100).version == 2)
    }
  }
}

@Suite("ProfileMetricService.UnlinkProfileMetric")
struct UnlinkProfileMetricTests {
  @Test("has settings of its own from the workday on, and follows up to it")
  func planned() async throws {
    try await GamificationFixture.withMetric { fixture, clock, source, other in
      let id = try await fixture.link(source, to: other).profileMetricID
      let unlinked = try await fixture.unlink(id, from: may(8), requestID: uuid(1))
      #expect(unlinked.startWorkday == may(8))
      #expect(unlinked.linkedProfileMetricID.isEmpty)
      #expect(unlinked.objective == atMost(240))
      #expect(try await fixture.unlink(id, from: may(8), requestID: uuid(1)) == unlinked)
      #expect(try await fixture.metric(id).unlinkWorkday == may(8))
      try await fixture.change(source, to: 200, from: may(6))
      #expect(try await fixture.seconds(id, on: 7) == 200)
      #expect(try await fixture.isLinked(id, on: 7))
      #expect(try await fixture.seconds(id, on: 8) == 200, "the settings that it has then")
      #expect(try await fixture.isLinked(id, on: 8) == false)
      try await fixture.change(source, to: 100, from: may(9))
      #expect(try await fixture.seconds(id, on: 9) == 200)
      await expectFailure(.failedPrecondition, "PROFILE_METRIC_LINKED") {
        try await fixture.change(id, to: 90, from: may(8))
      }
      clock.move(to: 8)
      try await fixture.change(id, to: 90)
      try await fixture.change(source, to: 80)
      #expect(try await fixture.seconds(id, on: 5) == 240)
      #expect(try await fixture.seconds(id, on: 7) == 200)
      #expect(try await fixture.isLinked(id, on: 7))
      #expect(try await fixture.seconds(id, on: 8) == 90)
      #expect(try await fixture.versions(of: id).map(\.version) == [5, 4, 3, 2, 1])
      await expectFailure(.failedPrecondition, "PROFILE_METRIC_NOT_LINKED") {
        try await fixture.unlink(id)
      }
      let third = try await fixture.createProfile("Third").profileID
      #expect(try await fixture.link(id, to: third).objective == atMost(90))
    }
  }

  @Test("at once it can be changed the same day")
  func today() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      let id = try await fixture.link(source, to: other).profileMetricID
      let unlinked = try await fixture.unlink(id)
      #expect(unlinked.version == 2)
      #expect(unlinked.caller == "service:operator")
      try await fixture.change(id, to: 90)
      #expect(try await fixture.seconds(source, on: 5) == 240)
      #expect(try await fixture.seconds(id, on: 5) == 90)
    }
  }

  @Test("may come earlier than was planned, and not later")
  func earlier() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, other in
      try await fixture.change(source, to: 200, from: may(9))
      let id = try await fixture.link(source, to: other, from: may(6)).profileMetricID
      let planned = try await fixture.unlink(id, from: may(10))
      #expect(planned.objective == atMost(200))
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_workday") {
        try await fixture.unlink(id, from: may(11))
      }
      #expect(try await fixture.unlink(id, from: may(10)) == planned)
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_workday") {
        try await fixture.unlink(id, from: may(5))
      }
      let earlier = try await fixture.unlink(id, from: may(7))
      #expect(earlier.objective == atMost(240))
      #expect(try await fixture.seconds(id, on: 10) == 240)
      #expect(try await fixture.isLinked(id, on: 6))
      #expect(try await fixture.isLinked(id, on: 7) == false)
    }
  }

  @Test("is refused for what is not linked or not there")
  func refused() async throws {
    try await GamificationFixture.withMetric { fixture, _, source, _ in
      await expectFailure(.failedPrecondition, "PROFILE_METRIC_NOT_LINKED") {
        try await fixture.unlink(source)
      }
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.unlink(uuid(7))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_metric_id") {
        try await fixture.unlink("x")
      }
    }
  }
}
