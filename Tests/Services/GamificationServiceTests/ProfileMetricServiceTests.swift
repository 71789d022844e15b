import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private typealias Metric = GamificationV1.ProfileMetric

private let view = Permission("gamification:metric:view")
private let viewProfile = Permission("gamification:profile:view")

@Suite("ProfileMetricService.CreateProfileMetric")
struct CreateProfileMetricTests {
  @Test("stores what is set, with the name of the definition, once for repeated requests")
  func stores() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      let filter = Metric.Filter(
        queueIDs: ["service", "sales"], mediaTypes: [.chat, .voice], initialDirection: .inbound)
      let created = try await fixture.addMetric(profile, requestID: uuid(1)) {
        $0.precision = 2
        $0.timeUnit = .minutes
        $0.filter = filter
      }
      #expect(created.displayName == "Average handle time")
      #expect(created.precision == 2)
      #expect(created.timeUnit == .minutes)
      #expect(created.objective == atMost(240))
      #expect(created.filter?.queueIDs == ["sales", "service"])
      #expect(created.filter?.mediaTypes == [.voice, .chat])
      #expect(created.filter?.initialDirection == .inbound)
      #expect(created.enabled == true)
      #expect(created.position == 0)
      #expect(created.version == 1)
      #expect(created.startWorkday == may(5))
      #expect(created.etag == "\"1\"")
      #expect(created.caller == "service:operator")
      #expect(try await fixture.metric(created.profileMetricID) == created)
      let repeated = try await fixture.addMetric(profile, requestID: uuid(1)) {
        $0.precision = 2
        $0.timeUnit = .minutes
        $0.filter = filter
      }
      #expect(repeated == created)
      let second = try await fixture.addMetric(profile, "quality_score", from: may(9)) {
        $0.displayName = "Quality"
        $0.objective = .rising
        $0.filter = Metric.Filter(formIDs: [uuid(900).uppercased()])
        $0.enabled = false
      }
      #expect(second.position == 1)
      #expect(second.startWorkday == may(9))
      #expect(second.enabled == false)
      #expect(second.filter?.formIDs == [uuid(900)])
      #expect(try await fixture.names(profile) == ["Average handle time"])
      #expect(try await fixture.names(profile, on: may(9)).count == 2)
    }
  }

  @Test("takes definitions of the organization and external metrics, which then stay")
  func ownDefinitions() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      let options = try await fixture.service.asOperator()
      let external = try #require(
        try await fixture.externalMetrics.createExternalMetric(
          GamificationV1.CreateExternalMetricRequest(
            externalMetric: GamificationV1.ExternalMetric(
              displayName: "Sales", unit: .currency, objectiveKind: .higherIsBetter)),
          options: options
        ).externalMetric
      ).externalMetricID
      let own = try #require(
        try await fixture.definitions.createMetricDefinition(
          GamificationV1.CreateMetricDefinitionRequest(
            metricDefinition: GamificationV1.MetricDefinition(
              displayName: "Lost", unit: .percent, dividendMeasureIDs: ["interactions_short"],
              divisorMeasureIDs: ["interactions_handled"])), options: options
        ).metricDefinition
      ).metricDefinitionID
      #expect(try await fixture.addMetric(profile, external).displayName == "Sales")
      let lost = try await fixture.addMetric(profile, own.uppercased())
      #expect(lost.metricDefinitionID == own)
      await expectFailure(.failedPrecondition, "EXTERNAL_METRIC_IN_USE") {
        try await fixture.externalMetrics.deleteExternalMetric(
          GamificationV1.DeleteExternalMetricRequest(externalMetricID: external),
          options: options)
      }
      await expectFailure(.failedPrecondition, "METRIC_DEFINITION_IN_USE") {
        try await fixture.definitions.deleteMetricDefinition(
          GamificationV1.DeleteMetricDefinitionRequest(metricDefinitionID: own),
          options: options)
      }
      let kept = try await fixture.definitions.getMetricDefinition(
        GamificationV1.GetMetricDefinitionRequest(metricDefinitionID: own), options: options)
      #expect(kept.metricDefinition?.displayName == "Lost")
    }
  }

  @Test("names the zone or the part of the filter that is wrong")
  func refused() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      typealias Change = (inout Metric) -> Void
      let bad: [(String, String, Change)] = [
        (
          "objective.zones[1].lower_value", "average_handle_time",
          {
            $0.objective?.zones[1].lowerValue = 250
          }
        ),
        (
          "objective.zones[1].upper_points", "average_handle_time",
          {
            $0.objective?.zones[1].upperPoints = 5
          }
        ),
        ("objective.kind", "punctuality", { $0.objective?.kind = .free }),
        ("objective.kind", "average_handle_time", { $0.objective?.kind = .unrecognized(9) }),
        ("filter.topics", "average_handle_time", { $0.filter = Metric.Filter(topics: ["a"]) }),
        (
          "filter.form_ids", "average_handle_time",
          {
            $0.filter = Metric.Filter(formIDs: [uuid(900)])
          }
        ),
        (
          "filter.queue_ids[0]", "average_handle_time",
          {
            $0.filter = Metric.Filter(queueIDs: ["no space"])
          }
        ),
        (
          "filter.media_types[0]", "average_handle_time",
          {
            $0.filter = Metric.Filter(mediaTypes: [.unspecified])
          }
        ),
        ("time_unit", "interactions_handled", { $0.timeUnit = .hours }),
        ("precision", "average_handle_time", { $0.precision = 6 }),
        ("metric_definition_id", "average_handle_time", { $0.metricDefinitionID = "" }),
      ]
      for (field, definition, change) in bad {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_metric.\(field)") {
          try await fixture.addMetric(profile, definition, change)
        }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_workday") {
        try await fixture.addMetric(profile, from: may(4))
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") { try await fixture.addMetric(uuid(7)) }
      for definition in ["joy", uuid(7)] {
        await expectFailure(.notFound, "METRIC_DEFINITION_NOT_FOUND") {
          try await fixture.addMetric(profile, definition)
        }
      }
      #expect(try await fixture.names(profile).isEmpty)
      try await fixture.service.addMember("ada", grants: [(viewProfile, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.profileMetrics.createProfileMetric(
          GamificationV1.CreateProfileMetricRequest(
            profileMetric: Metric(
              profileID: profile, metricDefinitionID: "average_handle_time",
              objective: atMost(240))),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }

  @Test("a profile has 50 metrics at most, also when many are added at once")
  func limit() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      let made = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...6 {
          group.addTask {
            for number in 0..<10 {
              do {
                try await fixture.addMetric(profile)
              } catch let status as RPCStatus where status.reason == "TOO_MANY_PROFILE_METRICS" {
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
      let listed = try await fixture.profileMetrics.listProfileMetrics(
        GamificationV1.ListProfileMetricsRequest(profileID: profile),
        options: try await fixture.service.asOperator())
      #expect(listed.profileMetrics.map(\.position) == Array(0..<50))
    }
  }
}

@Suite("ProfileMetricService.GetProfileMetric")
struct GetProfileMetricTests {
  @Test("answers what holds on a workday, to whoever may view metrics")
  func workdays() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      var metric = try await fixture.addMetric(profile)
      let id = metric.profileMetricID
      metric.objective = atMost(200)
      metric.etag = ""
      _ = try await fixture.update(metric, from: may(20))
      metric.objective = atMost(220)
      _ = try await fixture.update(metric, from: may(10))
      #expect(try await fixture.metric(id).objective == atMost(240))
      let today = try await fixture.metric(id, on: may(9))
      #expect(today.version == 1)
      #expect(today.etag == "\"3\"", "that of the newest version, so that a change can be made")
      #expect(try await fixture.metric(id, on: may(10)).objective == atMost(220))
      // What was planned before for later is replaced.
      #expect(try await fixture.metric(id, on: may(25)).objective == atMost(220))
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.metric(id, on: may(4))
      }
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.metric(uuid(7))
      }
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      try await fixture.service.addMember("bob")
      let request = GamificationV1.GetProfileMetricRequest(profileMetricID: id)
      let seen = try await fixture.profileMetrics.getProfileMetric(
        request, options: try await fixture.service.asPerson("ada"))
      #expect(seen.profileMetric?.version == 1)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.profileMetrics.getProfileMetric(
          request, options: try await fixture.service.asPerson("bob"))
      }
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.profileMetrics.getProfileMetric(
          request, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }
}
