import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:metric:view")
private let edit = Permission("gamification:externalMetric:edit")

/// What a new metric must have.
private func minimal(_ name: String = "Sales") -> GamificationV1.ExternalMetric {
  GamificationV1.ExternalMetric(
    displayName: name, unit: .currency, unitName: "EUR", objectiveKind: .higherIsBetter)
}

extension GamificationFixture {
  /// Creates a metric as the operator.
  @discardableResult
  fileprivate func createExternalMetric(
    _ metric: GamificationV1.ExternalMetric = minimal(), requestID: String = ""
  ) async throws -> GamificationV1.ExternalMetric {
    let response = try await externalMetrics.createExternalMetric(
      GamificationV1.CreateExternalMetricRequest(externalMetric: metric, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.externalMetric)
  }
}

@Suite("ExternalMetricService.CreateExternalMetric")
struct CreateExternalMetricTests {
  @Test("stores what is set, with defaults for the rest, and once for repeated requests")
  func stores() async throws {
    try await GamificationFixture.with { fixture in
      let created = try await fixture.createExternalMetric(requestID: uuid(1))
      #expect(created.displayName == "Sales")
      #expect(created.unit == .currency)
      #expect(created.unitName == "EUR")
      #expect(created.precision == 0)
      #expect(created.objectiveKind == .higherIsBetter)
      #expect(created.enabled == true)
      #expect(created.retentionMonths == 13)
      #expect(created.etag == "\"1\"")
      #expect(try await fixture.createExternalMetric(requestID: uuid(1)) == created)
      let stored = try await fixture.externalMetrics.getExternalMetric(
        GamificationV1.GetExternalMetricRequest(externalMetricID: created.externalMetricID),
        options: try await fixture.service.asOperator())
      #expect(stored.externalMetric == created)
      let off = try await fixture.createExternalMetric(
        GamificationV1.ExternalMetric(
          displayName: "Calls back", unit: .seconds, precision: 5, objectiveKind: .targetArea,
          enabled: false, retentionMonths: 120))
      #expect(off.enabled == false)
      #expect(off.precision == 5)
      #expect(off.retentionMonths == 120)
    }
  }

  @Test("an organization has 50 at most, also when many are made at once")
  func limit() async throws {
    try await GamificationFixture.with { fixture in
      let made = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...6 {
          group.addTask {
            for number in 0..<10 {
              do {
                try await fixture.createExternalMetric()
              } catch let status as RPCStatus where status.reason == "TOO_MANY_EXTERNAL_METRICS" {
                #expect(status.code == .resourceExhausted)
                return number
              }
            }
            return 10
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(made == 50)
    }
  }

  @Test("names what is wrong, and denies who may only view")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      func changed(
        _ change: (inout GamificationV1.ExternalMetric) -> Void
      ) -> GamificationV1.ExternalMetric {
        var metric = minimal()
        change(&metric)
        return metric
      }
      let bad: [(String, GamificationV1.ExternalMetric)] = [
        ("display_name", changed { $0.displayName = "" }),
        ("unit", changed { $0.unit = .unspecified }),
        ("unit", changed { $0.unit = .unrecognized(9) }),
        ("unit_name", changed { $0.unit = .percent }),
        ("unit_name", changed { $0.unitName = String(repeating: "x", count: 21) }),
        ("precision", changed { $0.precision = 6 }),
        ("precision", changed { $0.precision = -1 }),
        ("objective_kind", changed { $0.objectiveKind = .unspecified }),
        ("retention_months", changed { $0.retentionMonths = 121 }),
      ]
      for (field, metric) in bad {
        await expectFailure(
          .invalidArgument, "INVALID_FIELD", field: "external_metric.\(field)"
        ) { try await fixture.createExternalMetric(metric) }
      }
      try await fixture.service.addMember("ada", grants: [(view, .all)])
      try await fixture.service.addMember("bob", grants: [(edit, .team(TeamID(stored: "red")))])
      for person in ["ada", "bob"] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.externalMetrics.createExternalMetric(
            GamificationV1.CreateExternalMetricRequest(externalMetric: minimal()),
            options: try await fixture.service.asPerson(person))
        }
      }
    }
  }
}

@Suite("ExternalMetricService.GetExternalMetric")
struct GetExternalMetricTests {
  @Test("answers to whoever may view metrics, and finds no other organization's")
  func found() async throws {
    try await GamificationFixture.with { fixture in
      let metric = try await fixture.createExternalMetric()
      let request = GamificationV1.GetExternalMetricRequest(
        externalMetricID: metric.externalMetricID)
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      try await fixture.service.addMember("bob")
      let response = try await fixture.externalMetrics.getExternalMetric(
        request, options: try await fixture.service.asPerson("ada"))
      #expect(response.externalMetric == metric)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.externalMetrics.getExternalMetric(
          request, options: try await fixture.service.asPerson("bob"))
      }
      await expectFailure(.notFound, "EXTERNAL_METRIC_NOT_FOUND") {
        try await fixture.externalMetrics.getExternalMetric(
          request, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }
}

@Suite("ExternalMetricService.ListExternalMetrics")
struct ListExternalMetricsTests {
  @Test("lists metrics oldest first, page by page")
  func pages() async throws {
    try await GamificationFixture.with { fixture in
      for name in ["a", "b", "c"] { try await fixture.createExternalMetric(minimal(name)) }
      let options = try await fixture.service.asOperator()
      let first = try await fixture.externalMetrics.listExternalMetrics(
        GamificationV1.ListExternalMetricsRequest(pageSize: 2), options: options)
      #expect(first.externalMetrics.map(\.displayName) == ["a", "b"])
      let second = try await fixture.externalMetrics.listExternalMetrics(
        GamificationV1.ListExternalMetricsRequest(pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.externalMetrics.map(\.displayName) == ["c"])
      #expect(second.nextPageToken.isEmpty)
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_token") {
        try await fixture.externalMetrics.listExternalMetrics(
          GamificationV1.ListExternalMetricsRequest(pageToken: first.nextPageToken),
          options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }
}

@Suite("ExternalMetricService.UpdateExternalMetric")
struct UpdateExternalMetricTests {
  @Test("changes what the mask names, and never the unit")
  func masks() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let metric = try await fixture.createExternalMetric()
      let update = {
        (change: GamificationV1.ExternalMetric, paths: [String]?) async throws in
        var change = change
        change.externalMetricID = metric.externalMetricID
        let response = try await fixture.externalMetrics.updateExternalMetric(
          GamificationV1.UpdateExternalMetricRequest(
            externalMetric: change,
            updateMask: paths.map { GoogleProtobuf.FieldMask(paths: $0) }), options: options)
        return try #require(response.externalMetric)
      }
      let set = try await update(
        GamificationV1.ExternalMetric(displayName: "Revenue", enabled: false), nil)
      #expect(set.displayName == "Revenue")
      #expect(set.enabled == false)
      #expect(set.unit == .currency)
      #expect(set.unitName == "EUR")
      #expect(set.etag == "\"2\"")
      let named = try await update(
        GamificationV1.ExternalMetric(displayName: "Other", precision: 2), ["precision"])
      #expect(named.displayName == "Revenue")
      #expect(named.precision == 2)
      let all = try await update(minimal(), ["*"])
      #expect(all.displayName == "Sales")
      #expect(all.enabled == true)
      #expect(all.precision == 0)
      #expect(all.retentionMonths == 13)
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "update_mask.paths[0]") {
        try await update(minimal(), ["unit"])
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "external_metric.unit") {
        try await update(
          GamificationV1.ExternalMetric(displayName: "Revenue", unit: .seconds), nil)
      }
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        var stale = metric
        stale.displayName = "Late"
        return try await update(stale, nil)
      }
      await expectFailure(.notFound, "EXTERNAL_METRIC_NOT_FOUND") {
        var unknown = minimal()
        unknown.externalMetricID = uuid(7)
        return try await fixture.externalMetrics.updateExternalMetric(
          GamificationV1.UpdateExternalMetricRequest(externalMetric: unknown), options: options)
      }
    }
  }
}

@Suite("ExternalMetricService.DeleteExternalMetric")
struct DeleteExternalMetricTests {
  @Test("deletes a metric once")
  func deletes() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let metric = try await fixture.createExternalMetric()
      let delete = { (requestID: String) async throws in
        try await fixture.externalMetrics.deleteExternalMetric(
          GamificationV1.DeleteExternalMetricRequest(
            externalMetricID: metric.externalMetricID, requestID: requestID), options: options)
      }
      _ = try await delete(uuid(1))
      _ = try await delete(uuid(1))
      await expectFailure(.notFound, "EXTERNAL_METRIC_NOT_FOUND") { try await delete("") }
      let listed = try await fixture.externalMetrics.listExternalMetrics(
        GamificationV1.ListExternalMetricsRequest(), options: options)
      #expect(listed.externalMetrics.isEmpty)
    }
  }
}
