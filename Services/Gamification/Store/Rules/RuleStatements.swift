internal import GamificationDomain
internal import Kernel
internal import Postgres

/// The locks that keep the rules of an organisation as they are while workdays are scored.
private enum RuleLock {
  /// A number that no other advisory lock of the schema is made with.
  static let seed = 1_208_731

  static func sql(_ function: String) -> String {
    "SELECT FROM \(function)(hashtextextended($1, \(seed)))"
  }
}

/// Keeps others from changing the rules of an organisation until the transaction ends.
struct KeepRules: Statement {
  static let sql = RuleLock.sql("pg_advisory_xact_lock_shared")

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }
}

/// Waits for everybody who scores workdays of an organisation, and keeps others from it until the
/// transaction ends.
struct LockRules: Statement {
  static let sql = RuleLock.sql("pg_advisory_xact_lock")

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }
}

/// Notes that the rules of an organisation have changed.
struct UpsertRuleRevision: Statement {
  static let sql = """
    INSERT INTO gamification.rule_revision AS stored (organization_id, revision)
    VALUES ($1, 1)
    ON CONFLICT ON CONSTRAINT rule_revision_pkey DO UPDATE SET revision = stored.revision + 1
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }
}

/// What a transaction that scores workdays must know of now.
struct SelectScoringTime: Query {
  struct Row: Sendable {
    /// 0 while nobody has made any rules.
    let revision: Int64
    let today: Workday
    /// The last workday whose points are final.
    let finalThrough: Workday
  }

  /// A workday is provisional for the settlement lag that holds on it, at most two days.
  ///
  /// So one that is final stays final when the lag of later ones is longer. Today is always
  /// provisional.
  static let sql = """
    SELECT coalesce(rule.revision, 0), place.today, (
        SELECT min(place.today - back)
        FROM generate_series(0, 3) AS back
        WHERE $2 < ((place.today - back + 1)::timestamp AT TIME ZONE place.time_zone)
          + make_interval(mins => coalesce((
            SELECT version.settlement_lag_minutes FROM gamification.settings_version AS version
            WHERE version.organization_id = $1 AND version.start_workday <= place.today - back
            ORDER BY version.version DESC
            LIMIT 1), $3))
      ) - 1
    FROM (
        SELECT own.organization_id, own.time_zone, ($2 AT TIME ZONE own.time_zone)::date AS today
        FROM gamification.replica_organization AS own
        WHERE own.organization_id = $1
      ) AS place
      LEFT JOIN gamification.rule_revision AS rule ON rule.organization_id = place.organization_id
    """

  let organization: OrganizationID
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(now)
    bindings.append(SettlementLag.standard.minutes)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    Row(revision: try row.read(), today: try row.read(), finalThrough: try row.read())
  }
}

/// From when on a profile was active or not, as a workday of the organisation.
struct SelectProfileStates: Query {
  struct Row: Sendable {
    let profile: ProfileID
    let isDefault: Bool
    let state: ProfileRulebook.StateChange
  }

  /// A profile is activated at once, and deactivated at the end of the workday.
  static let sql = """
    SELECT profile.profile_id, profile.organization_default,
      (version.update_time AT TIME ZONE organization.time_zone)::date
        + CASE WHEN version.state = 'active' THEN 0 ELSE 1 END,
      version.state
    FROM gamification.profile AS profile
      JOIN gamification.profile_version AS version
        ON version.organization_id = profile.organization_id
        AND version.profile_id = profile.profile_id
      JOIN gamification.replica_organization AS organization
        ON organization.organization_id = profile.organization_id
    WHERE profile.organization_id = $1
    ORDER BY profile.profile_id, version.version
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    let (profile, isDefault): (ProfileID, Bool) = (try row.read(), try row.read())
    let start: Workday = try row.read()
    let state: PerformanceProfile.State = try row.read()
    return Row(
      profile: profile, isDefault: isDefault,
      state: ProfileRulebook.StateChange(start: start, isActive: state == .active))
  }
}

/// Every version of every metric of every profile.
struct SelectMetricHistories: Query {
  static let sql = """
    SELECT \(ProfileMetricSQL.columns)
    FROM \(ProfileMetricSQL.versions)
    WHERE metric.organization_id = $1
    ORDER BY metric.profile_id, metric.position, version.version
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileMetric {
    try ProfileMetricSQL.metric(&row)
  }
}

/// Every version of the rules between the metrics of every profile.
struct SelectAllProfileRules: Query {
  static let sql = """
    \(ProfileRulesSQL.select)
    WHERE rules.organization_id = $1
    ORDER BY rules.profile_id, rules.version
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileRules {
    try ProfileRulesSQL.rules(&row)
  }
}

/// Every definition that an organisation has made.
struct SelectAllDefinitions: Query {
  static let sql = """
    \(DefinitionSQL.select)
    WHERE organization_id = $1
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CustomDefinition {
    try DefinitionSQL.definition(&row)
  }
}

/// Every external metric.
struct SelectAllExternalMetrics: Query {
  static let sql = """
    \(ExternalMetricSQL.select)
    WHERE organization_id = $1
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExternalMetric {
    try ExternalMetricSQL.metric(&row)
  }
}
