import GamificationDomain
import GamificationStore
import Kernel
import Messages
import ProtobufJSON
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("ExternalDataService.UploadExternalData")
struct UploadExternalDataTests {
  @Test("a total replaces, what is cumulative adds, in the order given, and no value deletes")
  func modes() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let first = try await fixture.upload([
        external(metric, 5), external(metric, 7), external(metric, 3, count: 2, .cumulative),
        external(metric, on: 5, 1),
      ])
      #expect(first == GamificationV1.ExternalDataSummary(changedCount: 4))
      #expect(try await fixture.stored(metric) == [10, 3])
      #expect(try await fixture.stored(metric, on: 5) == [1, 1])
      let again = try await fixture.upload([external(metric, on: 5, 1)])
      #expect(again == GamificationV1.ExternalDataSummary(unchangedCount: 1))
      let deleted = try await fixture.upload([external(metric, nil), external(metric, on: 6, nil)])
      #expect(deleted.changedCount == 1)
      #expect(deleted.unchangedCount == 1)
      #expect(try await fixture.stored(metric) == nil)
    }
  }

  @Test("reports items that are refused by their number, field and reason, and keeps the others")
  func failures() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let disabled = try await fixture.makeExternalMetric(enabled: false)
      let short = try await fixture.makeExternalMetric(retentionMonths: 1)
      var noDay = external(metric, 1)
      noDay.workday = nil
      var late = external(metric, 1)
      late.workday = GoogleType.Date(year: 2027, month: 5, day: 6)
      var latest = external(metric, 1)
      latest.workday = GoogleType.Date(year: 2027, month: 5, day: 5)
      var old = external(short, 1)
      old.workday = GoogleType.Date(year: 2026, month: 4, day: 3)
      let summary = try await fixture.upload([
        external(metric, 1), external("x", 1), external(metric, of: "", 1), noDay,
        external(metric, .nan), external(metric, 1, count: -1), external(metric, 1, .unspecified),
        external(uuid(7), 1), external(disabled, 1), external(metric, of: "bob", 1), old, late,
        latest,
      ])
      #expect(summary.changedCount == 2)
      #expect(summary.failedCount == 11)
      #expect(summary.failures.map(\.itemIndex) == Array(1...11))
      #expect(
        summary.failures.map(\.field) == [
          "external_metric_id", "person_id", "workday", "value", "count", "mode",
          "external_metric_id", "external_metric_id", "person_id", "workday", "workday",
        ])
      #expect(
        summary.failures.map(\.reason) == [
          .invalidField, .invalidField, .invalidField, .invalidField, .invalidField, .invalidField,
          .externalMetricNotFound, .externalMetricDisabled, .personNotFound, .workdayTooOld,
          .workdayTooLate,
        ])
      #expect(summary.failures.allSatisfy { !$0.message.isEmpty && $0.line == 0 })
      #expect(try await fixture.stored(metric) == [1, 1])
    }
  }

  @Test("a repeated request has one effect and the same answer")
  func repetition() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let items = [external(metric, 5, .cumulative), external(metric, of: "bob", 1)]
      let first = try await fixture.upload(items, requestID: uuid(1))
      #expect(try await fixture.upload(items, requestID: uuid(1)) == first)
      #expect(try await fixture.stored(metric) == [5, 1])
      await expectFailure(.invalidArgument, "REQUEST_ID_REUSED") {
        try await fixture.upload([external(metric, 6)], requestID: uuid(1))
      }
    }
  }

  @Test("loses nothing when many add to the same days at once")
  func concurrency() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<16 {
          let days: [Int32] = number.isMultiple(of: 2) ? [4, 5, 6] : [6, 5, 4]
          group.addTask {
            try await fixture.upload(
              days.map { external(metric, on: $0, 1, count: 1, .cumulative) })
          }
        }
        try await group.waitForAll()
      }
      for day: Int32 in 4...6 {
        #expect(try await fixture.stored(metric, on: day) == [16, 16])
      }
    }
  }

  @Test("refuses too many items, other organizations' metrics, and who may not edit")
  func refused() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "items") {
        try await fixture.upload(Array(repeating: external(metric, 1), count: 101))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "orphans") {
        try await fixture.upload([external(metric, 1)], orphans: .unrecognized(9))
      }
      try await fixture.service.addMember("ada", in: ServiceFixture.globex)
      let other = try await fixture.upload([external(metric, 1)], in: ServiceFixture.globex)
      #expect(other.failures.map(\.reason) == [.externalMetricNotFound])
      await expectFailure(.unavailable, "ORGANIZATION_UNKNOWN") {
        try await fixture.upload(
          [external(metric, 1)], in: OrganizationID(stored: "elsewhere"))
      }
      try await fixture.service.addMember(
        "eve", grants: [(externalDataView, .all), (externalDataEdit, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.externalData.uploadExternalData(
          GamificationV1.UploadExternalDataRequest(items: [external(metric, 1)]),
          options: try await fixture.service.asPerson("eve"))
      }
    }
  }
}

@Suite("ExternalDataService.StreamExternalData")
struct StreamExternalDataTests {
  private func stream(
    _ messages: [GamificationV1.StreamExternalDataRequest], _ fixture: GamificationFixture
  ) async throws -> GamificationV1.ExternalDataSummary {
    let response = try await fixture.externalData.streamExternalData(
      options: try await fixture.service.asOperator()
    ) { writer in
      for message in messages { try await writer.write(message) }
    }
    return try #require(response.summary)
  }

  @Test("counts over all messages, numbers items through the stream, and can be sent again")
  func totals() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let messages = [
        GamificationV1.StreamExternalDataRequest(
          items: (1...30).map { external(metric, on: $0, 1) } + [external("x", 1)]),
        GamificationV1.StreamExternalDataRequest(
          items: [external(metric, on: 4, 2), external(metric, of: "bob", 1)]),
      ]
      let first = try await stream(messages, fixture)
      #expect(first.changedCount == 31)
      #expect(first.failedCount == 2)
      #expect(first.failures.map(\.itemIndex) == [30, 32])
      let second = try await stream(messages, fixture)
      #expect(second.changedCount == 2)
      #expect(second.unchangedCount == 29)
      #expect(try await fixture.stored(metric) == [2, 1])
    }
  }

  @Test("passes over messages whose id it has seen, and counts them as it did then")
  func repetition() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let messages = (1...3).map { number in
        GamificationV1.StreamExternalDataRequest(
          items: [external(metric, 1, .cumulative), external("x", 1)],
          requestID: uuid(number))
      }
      let broken = try await stream(Array(messages[..<2]), fixture)
      #expect(broken.changedCount == 2)
      let whole = try await stream(messages, fixture)
      #expect(whole.changedCount == 3)
      #expect(whole.failures.map(\.itemIndex) == [1, 3, 5])
      #expect(try await stream(messages, fixture) == whole)
      #expect(try await fixture.stored(metric) == [3, 1])
    }
  }

  @Test("needs an id where a repetition would do more, and takes at most 1000 items a message")
  func refused() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "request_id") {
        try await stream(
          [GamificationV1.StreamExternalDataRequest(items: [external(metric, 1, .cumulative)])],
          fixture)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "request_id") {
        try await stream(
          [
            GamificationV1.StreamExternalDataRequest(
              items: [external(metric, 1)], orphans: .quarantine)
          ], fixture)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "items") {
        try await stream(
          [
            GamificationV1.StreamExternalDataRequest(
              items: Array(repeating: external(metric, 1), count: 1_001))
          ], fixture)
      }
      let many = try await stream(
        [
          GamificationV1.StreamExternalDataRequest(
            items: Array(repeating: external("x", 1), count: 1_000))
        ], fixture)
      #expect(many.failedCount == 1_000)
      #expect(many.failures.count == 100)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.externalData.streamExternalData(
          options: try await fixture.service.asPerson("ada")
        ) { writer in
          try await writer.write(
            GamificationV1.StreamExternalDataRequest(items: [external(metric, 1)]))
        }
      }
    }
  }
}

@Suite("ExternalDataService.SubmitExternalPoints")
struct SubmitExternalPointsTests {
  private let ids = UUIDv7Generator(clock: FixedWallClock(noon))

  /// What other systems send.
  private func points(
    score: String = "12.5", time: String = "2026-05-04T10:00:00Z", user: String = "ada",
    session: String = "abc"
  ) throws -> GamificationV1.ExternalPoints {
    let text = """
      {"userId": "\(user)", "timestamp": "\(time)", "score": \(score),
       "metadata": {"source": "crm", "session_id": "\(session)"}}
      """
    return try GamificationV1.ExternalPoints(jsonUTF8Bytes: Array(text.utf8))
  }

  private func submit(
    _ points: GamificationV1.ExternalPoints, to metric: String, _ fixture: GamificationFixture
  ) async throws -> GamificationV1.SubmitExternalPointsResponse {
    try await fixture.externalData.submitExternalPoints(
      GamificationV1.SubmitExternalPointsRequest(externalMetricID: metric, points: points),
      options: try await fixture.service.asOperator())
  }

  @Test("adds points once for each session, on the day in the organization's time zone")
  func sessions() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let first = try await submit(try points(), to: metric, fixture)
      #expect(first.workday == may(4))
      #expect(!first.repeatedSession)
      // It is not the time that makes a session another one.
      let repeated = try await submit(
        try points(time: "2026-05-05T10:00:00Z"), to: metric, fixture)
      #expect(repeated.workday == may(4))
      #expect(repeated.repeatedSession)
      #expect(try await fixture.stored(metric) == [12.5, 1])
      _ = try await submit(try points(score: "0.5", session: "def"), to: metric, fixture)
      #expect(try await fixture.stored(metric) == [13, 2])
      let night = try await submit(
        try points(time: "2026-05-04T22:00:00Z", session: "night"), to: metric, fixture)
      #expect(night.workday == may(5))
      let other = try await fixture.makeExternalMetric()
      #expect(try await !submit(try points(), to: other, fixture).repeatedSession)
    }
  }

  @Test("counts a session once when it comes many times at once")
  func concurrency() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let repeatedCount = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await submit(try points(), to: metric, fixture).repeatedSession ? 1 : 0
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(repeatedCount == 7)
      #expect(try await fixture.stored(metric) == [12.5, 1])
    }
  }

  @Test("forgets sessions whose points would be refused as too old")
  func oldSessions() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let then = noon.adding(.seconds(-400 * 86_400))
      let data = PostgresExternalDataRepository(
        pool: fixture.service.pool, books: RuleBooks(), ids: ids)
      _ = try await data.submit(
        in: ServiceFixture.acme,
        try ExternalPoints(
          metric: try ExternalMetricID(parsing: metric, field: "metric"),
          person: PersonID(stored: "ada"), time: then, score: 1, source: "", session: "old",
          field: "points"), field: "points",
        audit: AuditContext(caller: "service:test", id: ids.makeUUID()), at: then)
      #expect(try await submit(try points(session: "old"), to: metric, fixture).repeatedSession)
      #expect(try await !submit(try points(session: "new"), to: metric, fixture).repeatedSession)
      #expect(try await !submit(try points(session: "old"), to: metric, fixture).repeatedSession)
      #expect(try await submit(try points(session: "new"), to: metric, fixture).repeatedSession)
    }
  }

  @Test("what is refused can be sent again when it is put right")
  func refused() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      await expectFailure(.notFound, "EXTERNAL_METRIC_NOT_FOUND") {
        try await submit(try points(), to: uuid(7), fixture)
      }
      let disabled = try await fixture.makeExternalMetric(enabled: false)
      await expectFailure(.failedPrecondition, "EXTERNAL_METRIC_DISABLED") {
        try await submit(try points(), to: disabled, fixture)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "points.user_id") {
        try await submit(try points(user: "bob"), to: metric, fixture)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "points.timestamp") {
        try await submit(try points(time: "2028-01-01T00:00:00Z"), to: metric, fixture)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "points.score") {
        try await submit(try points(score: "\"NaN\""), to: metric, fixture)
      }
      await expectFailure(.invalidArgument) {
        try await submit(try points(session: ""), to: metric, fixture)
      }
      try await fixture.service.addMember("bob")
      let accepted = try await submit(try points(user: "bob"), to: metric, fixture)
      #expect(!accepted.repeatedSession)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.externalData.submitExternalPoints(
          GamificationV1.SubmitExternalPointsRequest(
            externalMetricID: metric, points: try points()),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }
}
