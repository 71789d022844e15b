internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension ProfileRuleSettings {
  /// Reads all rules of a profile; those without an id get one.
  ///
  /// - Throws: ``ValidationError`` that names the field of the rule that is wrong.
  init(
    _ message: GamificationV1.ProfileRules, in context: ProfileRulesContext,
    _ makeIDs: any IDGenerator, field: String
  ) throws(ValidationError) {
    // Before they are read, so that nobody makes the service read many.
    guard message.conditions.count <= ConditionPlan.conditionsMax else {
      throw ValidationError(
        field: "\(field).conditions",
        reason: "must have at most \(ConditionPlan.conditionsMax) conditions")
    }
    guard message.anomalyRules.count <= Self.anomalyRulesMax else {
      throw ValidationError(
        field: "\(field).anomaly_rules",
        reason: "must have at most \(Self.anomalyRulesMax) rules")
    }
    var conditions: [PayCondition] = []
    for (index, condition) in message.conditions.enumerated() {
      let path = "\(field).conditions[\(index)]"
      let id = try context.ruleID(condition.ruleID, makeIDs, field: "\(path).rule_id")
      conditions.append(try PayCondition(condition, id: id, field: path))
    }
    var anomalyRules: [AnomalyRule] = []
    for (index, rule) in message.anomalyRules.enumerated() {
      let path = "\(field).anomaly_rules[\(index)]"
      let id = try context.ruleID(rule.ruleID, makeIDs, field: "\(path).rule_id")
      anomalyRules.append(try AnomalyRule(rule, id: id, field: path))
    }
    try self.init(
      conditions: conditions, anomalyRules: anomalyRules, names: context.names, field: field)
  }
}

extension ProfileRulesContext {
  fileprivate func ruleID(
    _ text: String, _ makeIDs: any IDGenerator, field: String
  ) throws(ValidationError) -> RuleID {
    guard !text.isEmpty else { return makeIDs.makeID() }
    let id = try RuleID(parsing: text, field: field)
    guard ruleIDs.contains(id) else {
      throw ValidationError(field: field, reason: "is not a rule of the profile")
    }
    return id
  }
}

extension PayCondition {
  fileprivate init(
    _ message: GamificationV1.ProfileRules.PayCondition, id: RuleID, field: String
  ) throws(ValidationError) {
    guard let subject = Subject(message.subject) else {
      throw ValidationError(field: "\(field).subject", reason: "must be the person or the team")
    }
    guard let comparison = Comparison(message.comparison) else {
      throw ValidationError(field: "\(field).comparison", reason: "must be at least or at most")
    }
    guard let threshold = message.threshold else {
      throw ValidationError(field: "\(field).threshold", reason: "is required")
    }
    try self.init(
      id: id, metric: try ProfileMetricID(parsing: message.metricID, field: "\(field).metric_id"),
      subject: subject, comparison: comparison, threshold: threshold,
      effect: message.gatedMetricID.isEmpty
        ? .guardsOthers
        : .gates(
          try ProfileMetricID(parsing: message.gatedMetricID, field: "\(field).gated_metric_id")),
      field: field)
  }
}

extension AnomalyRule {
  fileprivate init(
    _ message: GamificationV1.ProfileRules.AnomalyRule, id: RuleID, field: String
  ) throws(ValidationError) {
    guard let percentMax = message.percentMax else {
      throw ValidationError(field: "\(field).percent_max", reason: "is required")
    }
    let limit = ProfileLimits.metricsPerProfileMax
    guard message.metricIDs.count <= limit else {
      throw ValidationError(
        field: "\(field).metric_ids", reason: "must have at most \(limit) metrics")
    }
    var metrics: Set<ProfileMetricID> = []
    for (index, text) in message.metricIDs.enumerated() {
      metrics.insert(
        try ProfileMetricID(parsing: text, field: "\(field).metric_ids[\(index)]"))
    }
    try self.init(
      id: id,
      suspicious: try Measure(parsing: message.measureID, field: "\(field).measure_id"),
      of: try Measure(parsing: message.wholeMeasureID, field: "\(field).whole_measure_id"),
      percentMax: percentMax, wholeMin: message.wholeMin, metrics: metrics, field: field)
  }
}

extension Measure {
  fileprivate init(parsing text: String, field: String) throws(ValidationError) {
    guard let measure = Measure(text: text) else {
      throw ValidationError(field: field, reason: "is not a measure")
    }
    self = measure
  }
}

extension PayCondition.Subject {
  fileprivate init?(_ subject: GamificationV1.ProfileRules.Subject) {
    switch subject {
    case .person: self = .person
    case .team: self = .team
    case .unspecified, .unrecognized: return nil
    }
  }
}

extension PayCondition.Comparison {
  fileprivate init?(_ comparison: GamificationV1.ProfileRules.Comparison) {
    switch comparison {
    case .atLeast: self = .atLeast
    case .atMost: self = .atMost
    case .unspecified, .unrecognized: return nil
    }
  }
}

extension GamificationV1.ProfileRules {
  init(_ rules: ProfileRules) {
    self.init(
      profileID: rules.profile.description,
      conditions: rules.settings.conditions.map { PayCondition($0) },
      anomalyRules: rules.settings.anomalyRules.map { AnomalyRule($0) },
      version: rules.change?.version ?? 0,
      startWorkday: rules.change.map { GoogleType.Date($0.start) }, etag: rules.etag.text,
      updateTime: rules.change.map { GoogleProtobuf.Timestamp($0.time) },
      caller: rules.change?.caller ?? "")
  }
}

extension GamificationV1.ProfileRules.PayCondition {
  fileprivate init(_ condition: PayCondition) {
    let subject: GamificationV1.ProfileRules.Subject =
      switch condition.subject {
      case .person: .person
      case .team: .team
      }
    let comparison: GamificationV1.ProfileRules.Comparison =
      switch condition.comparison {
      case .atLeast: .atLeast
      case .atMost: .atMost
      }
    let gated =
      switch condition.effect {
      case .guardsOthers: ""
      case .gates(let metric): metric.description
      }
    self.init(
      ruleID: condition.id.description, metricID: condition.metric.description, subject: subject,
      comparison: comparison, threshold: condition.threshold, gatedMetricID: gated)
  }
}

extension GamificationV1.ProfileRules.AnomalyRule {
  fileprivate init(_ rule: AnomalyRule) {
    self.init(
      ruleID: rule.id.description, measureID: rule.suspicious.text,
      wholeMeasureID: rule.whole.text, percentMax: rule.percentMax, wholeMin: rule.wholeMin,
      metricIDs: rule.metrics.map(\.description).sorted())
  }
}
