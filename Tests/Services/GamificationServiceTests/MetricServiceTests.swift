import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:metric:view")
private let edit = Permission("gamification:metric:edit")

@Suite("MetricService.GetMetric")
struct GetMetricTests {
  @Test("answers a built-in metric to whoever may view metrics, in any scope")
  func found() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      let response = try await fixture.metrics.getMetric(
        GamificationV1.GetMetricRequest(metricID: "average_handle_time"),
        options: try await fixture.service.asPerson("ada"))
      let metric = try #require(response.metric)
      #expect(metric.displayName == "Average handle time")
      #expect(metric.unit == .seconds)
      #expect(metric.scoring == .workday)
      #expect(metric.ratio)
      #expect(metric.objective?.zones.count == 3)
      #expect(
        metric.objective?.zones.first
          == GamificationV1.Zone(upperValue: 120, lowerPoints: 100, upperPoints: 100))
    }
  }

  @Test("denies who may not view metrics and finds nothing that does not exist")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.service.addMember("ada", grants: [(edit, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.metrics.getMetric(
          GamificationV1.GetMetricRequest(metricID: "quality_score"),
          options: try await fixture.service.asPerson("ada"))
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await fixture.metrics.getMetric(
          GamificationV1.GetMetricRequest(metricID: "happiness"),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("MetricService.ListMetrics")
struct ListMetricsTests {
  @Test("lists all metrics by id, page by page")
  func pages() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let first = try await fixture.metrics.listMetrics(
        GamificationV1.ListMetricsRequest(pageSize: 3), options: options)
      let second = try await fixture.metrics.listMetrics(
        GamificationV1.ListMetricsRequest(pageSize: 3, pageToken: first.nextPageToken),
        options: options)
      #expect(
        first.metrics.map(\.metricID) == [
          "average_handle_time", "interactions_handled", "learning_completions",
        ])
      #expect(second.metrics.map(\.metricID) == ["quality_score"])
      #expect(second.nextPageToken.isEmpty)
    }
  }

  @Test("refuses a bad page, another organisation's token and callers without the permission")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      let page = try await fixture.metrics.listMetrics(
        GamificationV1.ListMetricsRequest(pageSize: 1),
        options: try await fixture.service.asOperator())
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_token") {
        try await fixture.metrics.listMetrics(
          GamificationV1.ListMetricsRequest(pageToken: page.nextPageToken),
          options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "page_size") {
        try await fixture.metrics.listMetrics(
          GamificationV1.ListMetricsRequest(pageSize: -1),
          options: try await fixture.service.asOperator())
      }
      try await fixture.service.addMember("ada")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.metrics.listMetrics(
          GamificationV1.ListMetricsRequest(),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }
}

@Suite("MetricService.UpdateMetric")
struct UpdateMetricTests {
  private func request(
    name: String = "Pace", zones: [GamificationV1.Zone], paths: [String]? = nil
  ) -> GamificationV1.UpdateMetricRequest {
    GamificationV1.UpdateMetricRequest(
      metric: GamificationV1.Metric(
        metricID: "average_handle_time", displayName: name,
        objective: GamificationV1.Objective(zones: zones)),
      updateMask: paths.map { GoogleProtobuf.FieldMask(paths: $0) })
  }

  private let flat = [
    GamificationV1.Zone(upperValue: 60, lowerPoints: 7, upperPoints: 7),
    GamificationV1.Zone(lowerValue: 60, lowerPoints: -3, upperPoints: -3),
  ]

  @Test("changes name and objective for this organisation only, and later facts follow")
  func changes() async throws {
    try await GamificationFixture.with { fixture in
      let early = handleTime(total: 50, count: 1, by: "ada", on: 4)
      try await fixture.record([early])
      let response = try await fixture.metrics.updateMetric(
        request(zones: flat), options: try await fixture.service.asOperator())
      #expect(response.metric?.displayName == "Pace")
      #expect(response.metric?.objective?.zones == flat)
      #expect(response.metric?.unit == .seconds)

      let repeated = try await fixture.record([
        early, handleTime(total: 600, count: 10, by: "ada", on: 5),
        handleTime(total: 601, count: 10, by: "ada", on: 6),
      ])
      #expect(repeated.unchangedCount == 1)
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(scorecard.metricResults.map(\.displayName) == ["Pace"])
      #expect(scorecard.workdayPoints.map(\.pointsHundredths) == [10_000, 700, -300])

      let others = try await fixture.metrics.getMetric(
        GamificationV1.GetMetricRequest(metricID: "average_handle_time"),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(others.metric?.displayName == "Average handle time")
      #expect(others.metric?.objective?.zones.count == 3)
    }
  }

  @Test("changes only what the mask names, and keeps what was changed before")
  func mask() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let named = try await fixture.metrics.updateMetric(
        request(name: "Pace", zones: flat, paths: ["display_name"]), options: options)
      #expect(named.metric?.displayName == "Pace")
      #expect(named.metric?.objective?.zones.count == 3)
      let scored = try await fixture.metrics.updateMetric(
        request(name: "Other", zones: flat, paths: ["objective"]), options: options)
      #expect(scored.metric?.displayName == "Pace")
      #expect(scored.metric?.objective?.zones == flat)
      let all = try await fixture.metrics.updateMetric(
        request(name: "Speed", zones: [flat[1]], paths: ["*"]), options: options)
      #expect(all.metric?.displayName == "Speed")
      #expect(all.metric?.objective?.zones == [flat[1]])
    }
  }

  @Test("names the zone or the path that is wrong")
  func invalid() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      let gap = flat + [GamificationV1.Zone(lowerValue: 70, upperValue: 80)]
      await expectFailure(
        .invalidArgument, "INVALID_FIELD", field: "metric.objective.zones[1].upper_value"
      ) {
        try await fixture.metrics.updateMetric(request(zones: gap), options: options)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "update_mask.paths[1]") {
        try await fixture.metrics.updateMetric(
          request(zones: flat, paths: ["objective", "unit"]), options: options)
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "metric.display_name") {
        try await fixture.metrics.updateMetric(
          request(name: String(repeating: "x", count: 101), zones: flat), options: options)
      }
    }
  }

  @Test("denies who may only view, and finds nothing that does not exist")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.service.addMember("ada", grants: [(view, .all)])
      try await fixture.service.addMember(
        "bob", grants: [(edit, .team(TeamID(stored: "red")))])
      for caller in ["ada", "bob"] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.metrics.updateMetric(
            request(zones: flat), options: try await fixture.service.asPerson(caller))
        }
      }
      var unknown = request(zones: flat)
      unknown.metric?.metricID = "happiness"
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await fixture.metrics.updateMetric(
          unknown, options: try await fixture.service.asOperator())
      }
    }
  }
}
