package import Kernel

/// What a profile says of its metrics together.
///
/// Source: domain.md rows G20 to G22.
package struct ProfileRuleSettings: Hashable, Sendable {
  package let conditions: [PayCondition]
  /// At most ``anomalyRulesMax``.
  package let anomalyRules: [AnomalyRule]

  package static var anomalyRulesMax: Int { 20 }

  package static var none: ProfileRuleSettings {
    ProfileRuleSettings(stored: [], anomalyRules: [])
  }

  /// Checks the rules of a profile with metrics of some names.
  ///
  /// - Throws: ``ValidationError`` that names the rule below `field`.
  package init(
    conditions: [PayCondition], anomalyRules: [AnomalyRule], names: [ProfileMetricID: String],
    field: String
  ) throws(ValidationError) {
    _ = try ConditionPlan(conditions, names: names, field: "\(field).conditions")
    guard anomalyRules.count <= Self.anomalyRulesMax else {
      throw ValidationError(
        field: "\(field).anomaly_rules",
        reason: "must have at most \(Self.anomalyRulesMax) rules")
    }
    for (index, rule) in anomalyRules.enumerated() {
      guard rule.metrics.isSubset(of: names.keys) else {
        throw ValidationError(
          field: "\(field).anomaly_rules[\(index)].metric_ids",
          reason: "must name metrics of the profile only")
      }
    }
    let rules =
      conditions.enumerated().map { ("conditions[\($0)]", $1.id) }
      + anomalyRules.enumerated().map { ("anomaly_rules[\($0)]", $1.id) }
    var ids: Set<RuleID> = []
    for (place, id) in rules where !ids.insert(id).inserted {
      throw ValidationError(
        field: "\(field).\(place).rule_id", reason: "must not be that of another rule")
    }
    self.init(stored: conditions, anomalyRules: anomalyRules)
  }

  /// Adopts rules that were checked when they were stored.
  package init(stored conditions: [PayCondition], anomalyRules: [AnomalyRule]) {
    self.conditions = conditions
    self.anomalyRules = anomalyRules
  }

  /// The external metrics whose measures anomaly rules look at.
  package var externalMetrics: Set<ExternalMetricID> {
    Set(anomalyRules.flatMap { [$0.suspicious, $0.whole] }.compactMap(\.externalMetric))
  }
}

/// The rules of a profile from a workday on.
package struct ProfileRules: Hashable, Sendable {
  /// What a version has besides its rules.
  package struct Change: Hashable, Sendable {
    /// Counts the changes, from 1.
    package let version: Int64
    /// The first workday that the version holds on: until the next one with a higher number.
    package let start: Workday
    /// ``Caller/key`` of who made the version.
    package let caller: String
    package let time: Timestamp

    package init(version: Int64, start: Workday, caller: String, time: Timestamp) {
      self.version = version
      self.start = start
      self.caller = caller
      self.time = time
    }
  }

  package let profile: ProfileID
  package let settings: ProfileRuleSettings
  /// How they came about; `nil` when nobody has made any for the workday.
  package let change: Change?
  /// The highest version that there is, 0 for none; one that is planned may have it.
  package let newestVersion: Int64

  package init(
    of profile: ProfileID, _ settings: ProfileRuleSettings, change: Change, newestVersion: Int64
  ) {
    self.profile = profile
    self.settings = settings
    self.change = change
    self.newestVersion = newestVersion
  }

  /// No rules, before any that there may be.
  package init(noneOf profile: ProfileID, newestVersion: Int64 = 0) {
    self.profile = profile
    settings = .none
    change = nil
    self.newestVersion = newestVersion
  }

  package var etag: ETag { ETag(version: newestVersion) }

  /// What follows on the newest version, with other rules from a workday on; the same when they
  /// hold by then and nothing is other.
  package func changing(
    _ settings: ProfileRuleSettings, from start: Workday, caller: String, at now: Timestamp
  ) -> ProfileRules {
    let isEarlier = change.map { start < $0.start } ?? false
    guard settings != self.settings || isEarlier else { return self }
    let version = newestVersion + 1
    // Who has waited for another change has an older time.
    let time = change.map { max(now, $0.time) } ?? now
    return ProfileRules(
      of: profile, settings,
      change: Change(version: version, start: start, caller: caller, time: time),
      newestVersion: version)
  }
}
