import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private typealias Rules = GamificationV1.ProfileRules
private typealias Condition = GamificationV1.ProfileRules.PayCondition
private typealias Anomaly = GamificationV1.ProfileRules.AnomalyRule

private let view = Permission("gamification:metric:view")
private let viewProfile = Permission("gamification:profile:view")

/// 2026-05-05, shortly after midnight where the organisations are.
private let night = FixedWallClock(Timestamp(microseconds: 1_777_933_800_000_000))

/// A profile with the metrics Talk, Calls and Quality.
private struct Fixture {
  let base: GamificationFixture
  let profile: String
  let talk: String
  let calls: String
  let quality: String

  static func with(_ test: (Fixture) async throws -> Void) async throws {
    try await GamificationFixture.with(clock: night) { base in
      let profile = try await base.createProfile("Sales").profileID
      var ids: [String] = []
      let metrics = [
        ("Talk", "average_handle_time"), ("Calls", "interactions_handled"),
        ("Quality", "quality_score"),
      ]
      for (name, definition) in metrics {
        let metric = try await base.addMetric(profile, definition) {
          $0.displayName = name
          $0.objective = .rising
        }
        ids.append(metric.profileMetricID)
      }
      try await test(
        Fixture(base: base, profile: profile, talk: ids[0], calls: ids[1], quality: ids[2]))
    }
  }

  /// At least 80 of quality, or nothing else is paid.
  var guardRule: Condition {
    Condition(metricID: quality, subject: .person, comparison: .atLeast, threshold: 80)
  }

  /// One metric pays only for at least one of another.
  func gate(_ metric: String, _ gated: String) -> Condition {
    Condition(
      metricID: metric, subject: .person, comparison: .atLeast, threshold: 1,
      gatedMetricID: gated)
  }

  /// At most 30 percent short interactions, of at least 10.
  var anomaly: Anomaly {
    Anomaly(
      measureID: "interactions_short", wholeMeasureID: "interactions_handled", percentMax: 30,
      wholeMin: 10)
  }

  func update(
    _ conditions: [Condition] = [], _ anomalies: [Anomaly] = [], etag: String = "",
    from start: GoogleType.Date? = nil, requestID: String = ""
  ) async throws -> Rules {
    let response = try await base.profileRules.updateProfileRules(
      GamificationV1.UpdateProfileRulesRequest(
        profileRules: Rules(
          profileID: profile, conditions: conditions, anomalyRules: anomalies, etag: etag),
        startWorkday: start, requestID: requestID),
      options: try await base.service.asOperator())
    return try #require(response.profileRules)
  }

  func rules(on workday: GoogleType.Date? = nil) async throws -> Rules {
    let response = try await base.profileRules.getProfileRules(
      GamificationV1.GetProfileRulesRequest(profileID: profile, workday: workday),
      options: try await base.service.asOperator())
    return try #require(response.profileRules)
  }
}

@Suite("ProfileRulesService.GetProfileRules")
struct GetProfileRulesTests {
  @Test("answers version 0 without any rules, also before the first ones hold")
  func none() async throws {
    try await Fixture.with { fixture in
      #expect(try await fixture.rules() == Rules(profileID: fixture.profile, etag: "\"0\""))
      _ = try await fixture.update([fixture.guardRule], from: may(9))
      #expect(
        try await fixture.rules(on: may(8)) == Rules(profileID: fixture.profile, etag: "\"1\""))
      #expect(try await fixture.rules(on: may(9)).version == 1)
    }
  }

  @Test("answers what holds on a workday, to whoever may view metrics")
  func workdays() async throws {
    try await Fixture.with { fixture in
      let first = try await fixture.update([fixture.guardRule])
      _ = try await fixture.update([], [fixture.anomaly], from: may(20))
      _ = try await fixture.update(from: may(10))
      #expect(try await fixture.rules().conditions == first.conditions)
      #expect(try await fixture.rules(on: may(9)).etag == "\"3\"")
      // What was planned before for later is replaced.
      let later = try await fixture.rules(on: may(25))
      #expect(later.version == 3)
      #expect(later.conditions.isEmpty && later.anomalyRules.isEmpty)
      try await fixture.base.service.addMember("ada", grants: [(view, .own)])
      try await fixture.base.service.addMember("bob")
      let request = GamificationV1.GetProfileRulesRequest(profileID: fixture.profile)
      let seen = try await fixture.base.profileRules.getProfileRules(
        request, options: try await fixture.base.service.asPerson("ada"))
      #expect(seen.profileRules?.version == 1)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.base.profileRules.getProfileRules(
          request, options: try await fixture.base.service.asPerson("bob"))
      }
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.base.profileRules.getProfileRules(
          request,
          options: try await fixture.base.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }
}

@Suite("ProfileRulesService.UpdateProfileRules")
struct UpdateProfileRulesTests {
  @Test("replaces all rules, gives new ones ids, and keeps those of the others")
  func replaces() async throws {
    try await Fixture.with { fixture in
      var held = fixture.anomaly
      held.metricIDs = [fixture.talk, fixture.calls].sorted()
      let conditions = [fixture.guardRule, fixture.gate(fixture.talk, fixture.calls)]
      let first = try await fixture.update(
        conditions, [held, fixture.anomaly], requestID: uuid(1))
      #expect(first.version == 1)
      #expect(first.startWorkday == may(5))
      #expect(first.etag == "\"1\"")
      #expect(first.caller == "service:operator")
      #expect(first.updateTime != nil)
      let ids = first.conditions.map(\.ruleID) + first.anomalyRules.map(\.ruleID)
      #expect(Set(ids).count == 4)
      #expect(!ids.contains(""))
      func withoutIDs(_ rules: Rules) -> ([Condition], [Anomaly]) {
        let conditions = rules.conditions.map { rule in
          var rule = rule
          rule.ruleID = ""
          return rule
        }
        let anomalies = rules.anomalyRules.map { rule in
          var rule = rule
          rule.ruleID = ""
          return rule
        }
        return (conditions, anomalies)
      }
      #expect(withoutIDs(first).0 == conditions)
      #expect(withoutIDs(first).1 == [held, fixture.anomaly])
      #expect(try await fixture.rules() == first)
      let repeated = try await fixture.update(
        conditions, [held, fixture.anomaly], requestID: uuid(1))
      #expect(repeated == first)
      let same = try await fixture.update(first.conditions, first.anomalyRules, from: may(7))
      #expect(same == first, "nothing is other")
      var changed = first.conditions[1]
      changed.threshold = 2.5
      let second = try await fixture.update(
        [changed, fixture.guardRule], [first.anomalyRules[1]], etag: first.etag, from: may(7))
      #expect(second.version == 2)
      #expect(second.conditions[0] == changed)
      #expect(!ids.contains(second.conditions[1].ruleID))
      #expect(second.anomalyRules == [first.anomalyRules[1]])
      // A rule of an older version comes back.
      let third = try await fixture.update([first.conditions[0]], from: may(7))
      #expect(third.conditions == [first.conditions[0]])
    }
  }

  @Test("names what is wrong with a condition, and the metrics of a circle")
  func badConditions() async throws {
    try await Fixture.with { fixture in
      let good = fixture.guardRule
      func bad(_ change: (inout Condition) -> Void) -> [Condition] {
        var condition = fixture.gate(fixture.talk, fixture.calls)
        change(&condition)
        return [good, condition]
      }
      let cases: [(String, [Condition])] = [
        ("conditions[1].threshold", bad { $0.threshold = 1e13 }),
        ("conditions[1].threshold", bad { $0.threshold = .nan }),
        ("conditions[1].metric_id", bad { $0.metricID = "x" }),
        ("conditions[1].metric_id", bad { $0.metricID = uuid(7) }),
        ("conditions[1].gated_metric_id", bad { $0.gatedMetricID = uuid(7) }),
        ("conditions[1].gated_metric_id", bad { $0.gatedMetricID = fixture.talk }),
        ("conditions[1].subject", bad { $0.subject = .unrecognized(9) }),
        ("conditions[1].comparison", bad { $0.comparison = .unrecognized(9) }),
        ("conditions[1].rule_id", bad { $0.ruleID = "x" }),
        ("conditions[1].rule_id", bad { $0.ruleID = uuid(7) }),
        ("conditions", Array(repeating: good, count: 101)),
      ]
      for (field, conditions) in cases {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_rules.\(field)") {
          try await fixture.update(conditions)
        }
      }
      await expectFailure(
        .invalidArgument, "FIELD_REQUIRED", field: "profile_rules.conditions[1].threshold"
      ) { try await fixture.update(bad { $0.threshold = nil }) }
      let error = await #expect(throws: RPCStatus.self) {
        try await fixture.update([
          fixture.gate(fixture.talk, fixture.calls), fixture.gate(fixture.calls, fixture.quality),
          fixture.gate(fixture.quality, fixture.talk),
        ])
      }
      #expect(error?.fieldViolations.map(\.field) == ["profile_rules.conditions[2]"])
      let text = error?.fieldViolations.first?.description ?? ""
      #expect(text.contains("Quality -> Talk -> Calls -> Quality"))
      let version = try await fixture.rules().version
      #expect(version == 0)
    }
  }

  @Test("names what is wrong with an anomaly rule")
  func badAnomalies() async throws {
    try await Fixture.with { fixture in
      func bad(_ change: (inout Anomaly) -> Void) -> [Anomaly] {
        var rule = fixture.anomaly
        change(&rule)
        return [fixture.anomaly, rule]
      }
      let cases: [(String, [Anomaly])] = [
        ("anomaly_rules[1].measure_id", bad { $0.measureID = "joy" }),
        ("anomaly_rules[1].whole_measure_id", bad { $0.wholeMeasureID = "joy" }),
        ("anomaly_rules[1].whole_measure_id", bad { $0.wholeMeasureID = $0.measureID }),
        ("anomaly_rules[1].percent_max", bad { $0.percentMax = -1 }),
        ("anomaly_rules[1].whole_min", bad { $0.wholeMin = -1 }),
        ("anomaly_rules[1].metric_ids[0]", bad { $0.metricIDs = ["x"] }),
        ("anomaly_rules[1].metric_ids", bad { $0.metricIDs = [uuid(7)] }),
        ("anomaly_rules[1].rule_id", bad { $0.ruleID = uuid(7) }),
        ("anomaly_rules", Array(repeating: fixture.anomaly, count: 21)),
      ]
      for (field, rules) in cases {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_rules.\(field)") {
          try await fixture.update([], rules)
        }
      }
      await expectFailure(.notFound, "EXTERNAL_METRIC_NOT_FOUND") {
        try await fixture.update([], bad { $0.measureID = "external:\(uuid(7))" })
      }
      let stored = try await fixture.update([fixture.guardRule], [fixture.anomaly])
      var twice = stored.anomalyRules[0]
      twice.ruleID = stored.conditions[0].ruleID
      await expectFailure(
        .invalidArgument, "INVALID_FIELD", field: "profile_rules.anomaly_rules[0].rule_id"
      ) { try await fixture.update(stored.conditions, [twice]) }
    }
  }

  @Test("an external metric that a rule looks at stays")
  func externalMetrics() async throws {
    try await Fixture.with { fixture in
      let options = try await fixture.base.service.asOperator()
      let external = try #require(
        try await fixture.base.externalMetrics.createExternalMetric(
          GamificationV1.CreateExternalMetricRequest(
            externalMetric: GamificationV1.ExternalMetric(
              displayName: "Refunds", unit: .number, objectiveKind: .lowerIsBetter)),
          options: options
        ).externalMetric
      ).externalMetricID
      var rule = fixture.anomaly
      rule.measureID = "external:\(external)"
      let stored = try await fixture.update([], [rule])
      #expect(stored.anomalyRules.map(\.measureID) == ["external:\(external)"])
      await expectFailure(.failedPrecondition, "EXTERNAL_METRIC_IN_USE") {
        try await fixture.base.externalMetrics.deleteExternalMetric(
          GamificationV1.DeleteExternalMetricRequest(externalMetricID: external),
          options: options)
      }
    }
  }

  @Test("refuses an older etag, a workday that is over, and who may only view")
  func refused() async throws {
    try await Fixture.with { fixture in
      _ = try await fixture.update([fixture.guardRule], etag: "\"0\"")
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await fixture.update(etag: "\"0\"")
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_workday") {
        try await fixture.update(from: may(4))
      }
      let unknown = GamificationV1.UpdateProfileRulesRequest(
        profileRules: Rules(profileID: uuid(7)))
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await fixture.base.profileRules.updateProfileRules(
          unknown, options: try await fixture.base.service.asOperator())
      }
      try await fixture.base.service.addMember("ada", grants: [(viewProfile, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.base.profileRules.updateProfileRules(
          unknown, options: try await fixture.base.service.asPerson("ada"))
      }
    }
  }
}

@Suite("ProfileRulesService.ListProfileRulesVersions")
struct ListProfileRulesVersionsTests {
  private func list(
    _ fixture: Fixture, profile: String? = nil, token: String = ""
  ) async throws -> GamificationV1.ListProfileRulesVersionsResponse {
    try await fixture.base.profileRules.listProfileRulesVersions(
      GamificationV1.ListProfileRulesVersionsRequest(
        profileID: profile ?? fixture.profile, pageSize: 2, pageToken: token),
      options: try await fixture.base.service.asOperator())
  }

  @Test("lists what the rules were and are to be, newest first")
  func versions() async throws {
    try await Fixture.with { fixture in
      let none = try await list(fixture)
      #expect(none.profileRules.isEmpty)
      _ = try await fixture.update([fixture.guardRule])
      _ = try await fixture.update([], [fixture.anomaly], from: may(9))
      _ = try await fixture.update(from: may(7))
      let first = try await list(fixture)
      #expect(first.profileRules.map(\.version) == [3, 2])
      #expect(first.profileRules.map(\.startWorkday) == [may(7), may(9)])
      let second = try await list(fixture, token: first.nextPageToken)
      #expect(second.profileRules.map(\.conditions.count) == [1])
      #expect(second.nextPageToken.isEmpty)
      await expectFailure(.notFound, "PROFILE_NOT_FOUND") {
        try await list(fixture, profile: uuid(7))
      }
    }
  }
}
