internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of the rules of profiles have in common.
enum ProfileRulesSQL {
  /// Every version of the rules of every profile.
  static let select = """
    SELECT rules.profile_id, rules.condition_ids, rules.condition_metric_ids,
      rules.condition_subjects, rules.condition_comparisons, rules.condition_thresholds,
      rules.condition_gated_metric_ids, rules.anomaly_ids, rules.anomaly_measure_ids,
      rules.anomaly_whole_measure_ids, rules.anomaly_percents_max, rules.anomaly_wholes_min,
      rules.held_anomaly_ids, rules.held_metric_ids, rules.version, rules.start_workday,
      rules.caller, rules.update_time, (
        SELECT max(latest.version) FROM gamification.profile_rules_version AS latest
        WHERE latest.organization_id = rules.organization_id
          AND latest.profile_id = rules.profile_id
      )
    FROM gamification.profile_rules_version AS rules
    """

  static func rules(_ row: inout RowReader) throws(RowDecodingError) -> ProfileRules {
    let profile: ProfileID = try row.read()
    let settings = ProfileRuleSettings(
      stored: try conditions(&row), anomalyRules: try anomalyRules(&row))
    let change = ProfileRules.Change(
      version: try row.read(), start: try row.read(), caller: try row.read(),
      time: try row.read())
    return ProfileRules(
      of: profile, settings, change: change, newestVersion: try row.read())
  }

  private static func conditions(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [PayCondition] {
    let ids: [RuleID] = try row.readArray()
    let metrics: [ProfileMetricID] = try row.readArray()
    let subjects: [PayCondition.Subject] = try row.readArray()
    let comparisons: [PayCondition.Comparison] = try row.readArray()
    let thresholds: [Double] = try row.readArray()
    let gated: [ProfileMetricID?] = try row.readArrayOfOptionals()
    // A constraint of the table gives all of them one length.
    let count =
      [
        ids.count, metrics.count, subjects.count, comparisons.count, thresholds.count, gated.count,
      ].min() ?? 0
    return (0..<count).map { index in
      PayCondition(
        stored: ids[index], metric: metrics[index], subject: subjects[index],
        comparison: comparisons[index], threshold: thresholds[index],
        effect: gated[index].map { .gates($0) } ?? .guardsOthers)
    }
  }

  private static func anomalyRules(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [AnomalyRule] {
    let ids: [RuleID] = try row.readArray()
    let measures: [Measure] = try row.readArray()
    let wholes: [Measure] = try row.readArray()
    let percentsMax: [Double] = try row.readArray()
    let wholesMin: [Double] = try row.readArray()
    let held = try held(&row)
    let count =
      [ids.count, measures.count, wholes.count, percentsMax.count, wholesMin.count].min() ?? 0
    return (0..<count).map { index in
      AnomalyRule(
        stored: ids[index], suspicious: measures[index], of: wholes[index],
        percentMax: percentsMax[index], wholeMin: wholesMin[index],
        metrics: held[ids[index]] ?? [])
    }
  }

  private static func held(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [RuleID: Set<ProfileMetricID>] {
    let ids: [RuleID] = try row.readArray()
    let metrics: [ProfileMetricID] = try row.readArray()
    var held: [RuleID: Set<ProfileMetricID>] = [:]
    for (id, metric) in zip(ids, metrics) { held[id, default: []].insert(metric) }
    return held
  }
}

extension PayCondition.Subject: PostgresValue {}
extension PayCondition.Comparison: PostgresValue {}

struct InsertProfileRulesVersion: Statement {
  static let sql = """
    INSERT INTO gamification.profile_rules_version (
      organization_id, profile_id, version, start_workday, condition_ids, condition_metric_ids,
      condition_subjects, condition_comparisons, condition_thresholds,
      condition_gated_metric_ids, anomaly_ids, anomaly_measure_ids, anomaly_whole_measure_ids,
      anomaly_percents_max, anomaly_wholes_min, held_anomaly_ids, held_metric_ids, caller,
      update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    """

  let organization: OrganizationID
  let profile: ProfileID
  let settings: ProfileRuleSettings
  let change: ProfileRules.Change

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
    bindings.append(change.version)
    bindings.append(change.start)
    bind(settings.conditions, to: &bindings)
    bind(settings.anomalyRules, to: &bindings)
    bindings.append(change.caller)
    bindings.append(change.time)
  }

  private func bind(_ conditions: [PayCondition], to bindings: inout Bindings) {
    bindings.append(conditions.map(\.id))
    bindings.append(conditions.map(\.metric))
    bindings.append(conditions.map(\.subject))
    bindings.append(conditions.map(\.comparison))
    bindings.append(conditions.map(\.threshold))
    bindings.append(
      conditions.map { condition -> ProfileMetricID? in
        if case .gates(let metric) = condition.effect { metric } else { nil }
      })
  }

  private func bind(_ rules: [AnomalyRule], to bindings: inout Bindings) {
    bindings.append(rules.map(\.id))
    bindings.append(rules.map(\.suspicious))
    bindings.append(rules.map(\.whole))
    bindings.append(rules.map(\.percentMax))
    bindings.append(rules.map(\.wholeMin))
    let held = rules.flatMap { rule in rule.metrics.map { (rule: rule.id, metric: $0) } }
    bindings.append(held.map(\.rule))
    bindings.append(held.map(\.metric))
  }
}

/// The rules of a profile as they are on a workday; the newest without one.
struct SelectProfileRules: Query {
  static let sql = """
    \(ProfileRulesSQL.select)
    WHERE rules.organization_id = $1 AND rules.profile_id = $2
      AND ($3::date IS NULL OR rules.start_workday <= $3)
    ORDER BY rules.version DESC
    LIMIT 1
    """

  let organization: OrganizationID
  let profile: ProfileID
  let workday: Workday?

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
    bindings.append(workday)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileRules {
    try ProfileRulesSQL.rules(&row)
  }
}

struct SelectProfileRulesVersions: Query {
  static let sql = """
    \(ProfileRulesSQL.select)
    WHERE rules.organization_id = $1 AND rules.profile_id = $2 AND rules.version < $3
    ORDER BY rules.version DESC
    LIMIT $4
    """

  let organization: OrganizationID
  let profile: ProfileID
  let version: Int64
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
    bindings.append(version)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileRules {
    try ProfileRulesSQL.rules(&row)
  }
}

/// All rules that a profile has or had.
struct SelectRuleIDs: Query {
  static let sql = """
    SELECT DISTINCT unnest(condition_ids || anomaly_ids)
    FROM gamification.profile_rules_version
    WHERE organization_id = $1 AND profile_id = $2
    """

  let organization: OrganizationID
  let profile: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> RuleID { try row.read() }
}
