import GamificationDomain
import Kernel
import Testing

@Suite("ProfileRules")
struct ProfileRulesTests {
  private let profile = ProfileID(uuid: UUIDBits(high: 1, low: 2))

  private func anomaly(_ number: UInt64) throws -> AnomalyRule {
    try AnomalyRule(
      id: ruleID(number), suspicious: .interactionsShort, of: .interactionsHandled,
      percentMax: 30, wholeMin: 10, metrics: [metricID(1)], field: "rule")
  }

  private func settings(_ numbers: UInt64...) throws -> ProfileRuleSettings {
    try ProfileRuleSettings(
      conditions: [], anomalyRules: try numbers.map { try anomaly($0) },
      names: [metricID(1): "Talk"], field: "rules")
  }

  @Test("begin with version 0, and no rules on none are no change")
  func none() {
    let rules = ProfileRules(noneOf: profile)
    #expect(rules.etag == ETag(version: 0))
    let now = Timestamp(microseconds: 5)
    #expect(rules.changing(.none, from: monday, caller: "x", at: now) == rules)
  }

  @Test("a change makes a version, also when only its workday is earlier")
  func versions() throws {
    let first = ProfileRules(noneOf: profile).changing(
      try settings(1), from: monday.adding(days: 3), caller: "x",
      at: Timestamp(microseconds: 9))
    #expect(first.change?.version == 1)
    let later = first.changing(
      try settings(1), from: monday.adding(days: 5), caller: "y",
      at: Timestamp(microseconds: 10))
    #expect(later == first)
    let earlier = first.changing(
      try settings(1), from: monday, caller: "y", at: Timestamp(microseconds: 3))
    #expect(earlier.change?.version == 2)
    #expect(earlier.change?.start == monday)
    #expect(earlier.change?.time == Timestamp(microseconds: 9), "time does not go back")
  }

  @Test("there is each rule once, for metrics of the profile")
  func refusals() throws {
    let twice = #expect(throws: ValidationError.self) { try settings(1, 2, 1) }
    #expect(twice?.field == "rules.anomaly_rules[2].rule_id")
    let rule = try anomaly(1)
    let foreign = #expect(throws: ValidationError.self) {
      try ProfileRuleSettings(
        conditions: [], anomalyRules: [rule], names: [:], field: "rules")
    }
    #expect(foreign?.field == "rules.anomaly_rules[0].metric_ids")
  }
}

@Suite("ProfileMetricLink")
struct ProfileMetricLinkTests {
  private func metric(_ link: ProfileMetricLink?, from start: Workday) throws -> ProfileMetric {
    let definition = MetricDefinition(
      id: "hold", displayName: "Hold", unit: .seconds, formula: .sum(of: [.holdSeconds]))
    return ProfileMetric(
      id: metricID(1), profile: ProfileID(uuid: UUIDBits(high: 1, low: 2)), definitionID: "hold",
      settings: try ProfileMetricSettings(
        displayName: "", precision: 0, timeUnit: nil, kind: .binary,
        objective: try .binary(target: 90, points: 10, field: "objective"), filter: .everything,
        isEnabled: true, of: definition, field: "metric"),
      position: 0, version: 2, newestVersion: 4, start: start, caller: "person:ada",
      createTime: Timestamp(microseconds: 1), updateTime: Timestamp(microseconds: 5), link: link)
  }

  @Test("holds up to the workday on which it ends")
  func ends() throws {
    let link = ProfileMetricLink(to: metricID(9), until: monday.adding(days: 2))
    let followed = try metric(link, from: monday)
    #expect(followed.followed == link)
    #expect(try metric(link, from: monday.adding(days: 2)).followed == nil)
    #expect(throws: GamificationError.profileMetricLinked(metricID(1), to: metricID(9))) {
      try followed.checkIsOwn(on: monday.adding(days: 1))
    }
    try followed.checkIsOwn(on: monday.adding(days: 2))
    try metric(nil, from: monday).checkIsOwn(on: monday)
  }

  @Test("ends with a version that has the settings of that workday")
  func unlinking() throws {
    let linked = try metric(ProfileMetricLink(to: metricID(9)), from: monday)
    let own = try linked.unlinking(
      from: monday.adding(days: 3), today: monday, caller: "person:bob",
      at: Timestamp(microseconds: 9))
    #expect(own.settings == linked.settings)
    #expect(own.version == 5)
    #expect(own.start == monday.adding(days: 3))
    #expect(own.caller == "person:bob")
    #expect(own.followed == nil)
    let later = #expect(throws: ValidationError.self) {
      try own.unlinking(
        from: monday.adding(days: 4), today: monday, caller: "x", at: Timestamp(microseconds: 9))
    }
    #expect(later?.field == "start_workday")
    #expect(throws: GamificationError.profileMetricNotLinked(metricID(1))) {
      try own.unlinking(
        from: monday.adding(days: 3), today: monday.adding(days: 3), caller: "x",
        at: Timestamp(microseconds: 9))
    }
  }
}
