import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:metric:view")
private let edit = Permission("gamification:metric:edit")

/// Interactions that were transferred or short, by all that were handled.
private func lost(_ name: String = "Lost") -> GamificationV1.MetricDefinition {
  GamificationV1.MetricDefinition(
    displayName: name, unit: .percent,
    dividendMeasureIDs: ["interactions_transferred", "interactions_short"],
    divisorMeasureIDs: ["interactions_handled"])
}

extension GamificationFixture {
  /// Creates a definition as the operator.
  @discardableResult
  fileprivate func define(
    _ definition: GamificationV1.MetricDefinition = lost(), requestID: String = ""
  ) async throws -> GamificationV1.MetricDefinition {
    let response = try await definitions.createMetricDefinition(
      GamificationV1.CreateMetricDefinitionRequest(
        metricDefinition: definition, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.metricDefinition)
  }

  fileprivate func makeExternalMetric() async throws -> String {
    let response = try await externalMetrics.createExternalMetric(
      GamificationV1.CreateExternalMetricRequest(
        externalMetric: GamificationV1.ExternalMetric(
          displayName: "Sales", unit: .currency, objectiveKind: .higherIsBetter)),
      options: try await service.asOperator())
    return try #require(response.externalMetric).externalMetricID
  }
}

@Suite("MetricDefinitionService.CreateMetricDefinition")
struct CreateMetricDefinitionTests {
  @Test("makes ratios and sums with the factor of their units, once for repeated requests")
  func makes() async throws {
    try await GamificationFixture.with { fixture in
      let ratio = try await fixture.define(requestID: uuid(1))
      #expect(ratio.formula == .ratio)
      #expect(ratio.factor == 100)
      #expect(ratio.filterParts == [.queues, .mediaTypes, .initialDirection])
      #expect(!ratio.builtIn)
      #expect(ratio.createTime != nil)
      #expect(try await fixture.define(requestID: uuid(1)) == ratio)
      let stored = try await fixture.definitions.getMetricDefinition(
        GamificationV1.GetMetricDefinitionRequest(
          metricDefinitionID: ratio.metricDefinitionID),
        options: try await fixture.service.asOperator())
      #expect(stored.metricDefinition == ratio)
      let hourly = try await fixture.define(
        GamificationV1.MetricDefinition(
          displayName: "Pace", unit: .number, dividendMeasureIDs: ["interactions_handled"],
          divisorMeasureIDs: ["on_queue_seconds"]))
      #expect(hourly.factor == 3_600)
      let sum = try await fixture.define(
        GamificationV1.MetricDefinition(
          displayName: "Off the phone", unit: .seconds,
          dividendMeasureIDs: ["hold_seconds", "after_call_work_seconds"]))
      #expect(sum.formula == .sum)
      #expect(sum.factor == 1)
      let external = try await fixture.makeExternalMetric()
      let perCall = try await fixture.define(
        GamificationV1.MetricDefinition(
          displayName: "Sales per call", unit: .currency,
          dividendMeasureIDs: ["external:\(external)"],
          divisorMeasureIDs: ["interactions_handled"]))
      #expect(perCall.filterParts.isEmpty)
    }
  }

  @Test("names what does not fit together, and denies who may only view")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      let bad: [(String, GamificationV1.MetricDefinition)] = [
        (
          "dividend_measure_ids[1]",
          GamificationV1.MetricDefinition(
            displayName: "a", unit: .number, dividendMeasureIDs: ["hold_seconds", "joy"])
        ),
        (
          "dividend_measure_ids", GamificationV1.MetricDefinition(displayName: "a", unit: .number)
        ),
        (
          "dividend_measure_ids",
          GamificationV1.MetricDefinition(
            displayName: "a", unit: .number,
            dividendMeasureIDs: ["hold_seconds", "interactions_handled"])
        ),
        (
          "unit",
          GamificationV1.MetricDefinition(
            displayName: "a", unit: .percent, dividendMeasureIDs: ["hold_seconds"],
            divisorMeasureIDs: ["interactions_handled"])
        ),
        (
          "divisor_measure_ids",
          GamificationV1.MetricDefinition(
            displayName: "a", unit: .number, dividendMeasureIDs: ["hold_seconds"],
            divisorMeasureIDs: Array(repeating: "hold_seconds", count: 11))
        ),
        (
          "unit",
          GamificationV1.MetricDefinition(
            displayName: "a", unit: .unrecognized(9), dividendMeasureIDs: ["hold_seconds"])
        ),
      ]
      for (field, definition) in bad {
        await expectFailure(
          .invalidArgument, "INVALID_FIELD", field: "metric_definition.\(field)"
        ) { try await fixture.define(definition) }
      }
      await expectFailure(.notFound, "EXTERNAL_METRIC_NOT_FOUND") {
        try await fixture.define(
          GamificationV1.MetricDefinition(
            displayName: "a", unit: .number, dividendMeasureIDs: ["external:\(uuid(7))"]))
      }
      try await fixture.service.addMember("ada", grants: [(view, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.definitions.createMetricDefinition(
          GamificationV1.CreateMetricDefinitionRequest(metricDefinition: lost()),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }

  @Test("an organization has 200 of its own, also when many are made at once")
  func limit() async throws {
    try await GamificationFixture.with { fixture in
      let made = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...6 {
          group.addTask {
            for number in 0..<35 {
              do {
                try await fixture.define()
              } catch let status as RPCStatus
                where status.reason == "TOO_MANY_METRIC_DEFINITIONS"
              {
                return number
              }
            }
            return 35
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(made == 200)
    }
  }
}

@Suite("MetricDefinitionService.GetMetricDefinition")
struct GetMetricDefinitionTests {
  @Test("answers built-in definitions and those of the own organization")
  func found() async throws {
    try await GamificationFixture.with { fixture in
      let own = try await fixture.define()
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      let builtIn = try await fixture.definitions.getMetricDefinition(
        GamificationV1.GetMetricDefinitionRequest(metricDefinitionID: "average_handle_time"),
        options: try await fixture.service.asPerson("ada")
      ).metricDefinition
      #expect(builtIn?.builtIn == true)
      #expect(builtIn?.unit == .seconds)
      #expect(builtIn?.dividendMeasureIDs == ["handle_seconds"])
      #expect(builtIn?.divisorMeasureIDs == ["interactions_handled"])
      #expect(builtIn?.createTime == nil)
      for id in [own.metricDefinitionID, "joy"] {
        await expectFailure(.notFound, "METRIC_DEFINITION_NOT_FOUND") {
          try await fixture.definitions.getMetricDefinition(
            GamificationV1.GetMetricDefinitionRequest(metricDefinitionID: id),
            options: try await fixture.service.asOperator(in: ServiceFixture.globex))
        }
      }
    }
  }
}

@Suite("MetricDefinitionService.ListMetricDefinitions")
struct ListMetricDefinitionsTests {
  /// All pages of a size: the ids, and how many pages there were.
  private func pages(
    _ size: Int32, _ fixture: GamificationFixture
  ) async throws -> (ids: [String], count: Int) {
    var (ids, token, count): ([String], String, Int) = ([], "", 0)
    repeat {
      let page = try await fixture.definitions.listMetricDefinitions(
        GamificationV1.ListMetricDefinitionsRequest(pageSize: size, pageToken: token),
        options: try await fixture.service.asOperator())
      #expect(page.metricDefinitions.count <= Int(size))
      ids += page.metricDefinitions.map(\.metricDefinitionID)
      token = page.nextPageToken
      count += 1
    } while !token.isEmpty && count < 50
    return (ids, count)
  }

  @Test("lists the built-in ones by id, then the organization's, whatever the size of the pages")
  func pages() async throws {
    try await GamificationFixture.with { fixture in
      let builtIn = try await pages(1_000, fixture).ids
      #expect(builtIn.count == 14)
      #expect(builtIn == builtIn.sorted())
      #expect(try await pages(14, fixture).count == 1)
      #expect(try await pages(7, fixture).count == 2)
      var all = builtIn
      for name in ["a", "b", "c"] {
        all.append(try await fixture.define(lost(name)).metricDefinitionID)
      }
      for (size, count) in [(1, 17), (2, 9), (7, 3), (14, 2), (15, 2), (17, 1), (100, 1)]
        as [(Int32, Int)]
      {
        let found = try await pages(size, fixture)
        #expect(found.ids == all)
        #expect(found.count == count, "pages of \(size)")
      }
    }
  }
}

@Suite("MetricDefinitionService.DeleteMetricDefinition")
struct DeleteMetricDefinitionTests {
  @Test("deletes a definition once, and no built-in one")
  func deletes() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let delete = { (id: String, requestID: String) async throws in
        try await fixture.definitions.deleteMetricDefinition(
          GamificationV1.DeleteMetricDefinitionRequest(
            metricDefinitionID: id, requestID: requestID), options: options)
      }
      let own = try await fixture.define().metricDefinitionID
      for _ in 1...2 { _ = try await delete(own, uuid(1)) }
      for id in [own, "joy"] {
        await expectFailure(.notFound, "METRIC_DEFINITION_NOT_FOUND") { try await delete(id, "") }
      }
      await expectFailure(.failedPrecondition, "METRIC_DEFINITION_BUILT_IN") {
        try await delete("average_handle_time", "")
      }
    }
  }

  @Test("an external metric stays as long as a definition is made of it")
  func uses() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let external = try await fixture.makeExternalMetric()
      let own = try await fixture.define(
        GamificationV1.MetricDefinition(
          displayName: "Mean", unit: .number, dividendMeasureIDs: ["interactions_handled"],
          divisorMeasureIDs: ["external_count:\(external)"]))
      let delete = {
        try await fixture.externalMetrics.deleteExternalMetric(
          GamificationV1.DeleteExternalMetricRequest(externalMetricID: external),
          options: options)
      }
      await expectFailure(.failedPrecondition, "EXTERNAL_METRIC_IN_USE") { try await delete() }
      _ = try await fixture.definitions.deleteMetricDefinition(
        GamificationV1.DeleteMetricDefinitionRequest(
          metricDefinitionID: own.metricDefinitionID), options: options)
      _ = try await delete()
    }
  }
}
