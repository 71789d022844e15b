internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of settings have in common.
private enum SettingsSQL {
  static let select = """
    SELECT version.version, (
        SELECT max(latest.version) FROM gamification.settings_version AS latest
        WHERE latest.organization_id = version.organization_id
      ), version.start_workday, version.active, version.automatic_assignment,
      version.floor_policy, version.decay, version.decay_days, version.settlement_lag_minutes,
      version.fact_window_days, version.rescore_window_days, version.personal_best_start_workday,
      version.caller, version.update_time
    FROM gamification.settings_version AS version
    """

  static func version(_ row: inout RowReader) throws(RowDecodingError) -> SettingsVersion {
    let (version, newest): (Int64, Int64) = (try row.read(), try row.read())
    let start: Workday = try row.read()
    let settings = GamificationSettings(
      isActive: try row.read(), assignsAutomatically: try row.read(), floor: try row.read(),
      decay: try decay(&row), settlementLag: SettlementLag(stored: try row.read()),
      factWindow: AttributionWindow(stored: try row.read()),
      rescoreWindow: AttributionWindow(stored: try row.read()),
      personalBestStart: try row.readOptional())
    return SettingsVersion(
      settings: settings, version: version, newestVersion: newest, start: start,
      caller: try row.read(), updateTime: try row.read())
  }

  private static func decay(_ row: inout RowReader) throws(RowDecodingError) -> Decay {
    let name: String = try row.read()
    let days: Int32? = try row.readOptional()
    switch (name, days) {
    case ("days", let days?): return .afterDays(days)
    case ("monthly", _): return .monthly
    default: return .never
    }
  }
}

extension FloorPolicy: PostgresValue {}

extension Decay {
  /// The column `decay`.
  var name: String {
    switch self {
    case .never: "never"
    case .afterDays: "days"
    case .monthly: "monthly"
    }
  }
}

/// All versions of the settings of an organisation, in their order.
struct SelectSettingsVersions: Query {
  static let sql = """
    \(SettingsSQL.select)
    WHERE version.organization_id = $1
    ORDER BY version.version
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SettingsVersion {
    try SettingsSQL.version(&row)
  }
}

/// A page of the versions, newest first, before a version.
struct SelectSettingsPage: Query {
  static let sql = """
    \(SettingsSQL.select)
    WHERE version.organization_id = $1 AND version.version < $2
    ORDER BY version.version DESC
    LIMIT $3
    """

  let organization: OrganizationID
  let version: Int64
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(version)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SettingsVersion {
    try SettingsSQL.version(&row)
  }
}

struct InsertSettingsVersion: Statement {
  static let sql = """
    INSERT INTO gamification.settings_version (
      organization_id, version, start_workday, active, automatic_assignment, floor_policy, decay,
      decay_days, settlement_lag_minutes, fact_window_days, rescore_window_days,
      personal_best_start_workday, caller, update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    """

  let organization: OrganizationID
  let version: SettingsVersion

  func bind(to bindings: inout Bindings) {
    let settings = version.settings
    bindings.append(organization)
    bindings.append(version.version)
    bindings.append(version.start)
    bindings.append(settings.isActive)
    bindings.append(settings.assignsAutomatically)
    bindings.append(settings.floor)
    bindings.append(settings.decay.name)
    bindings.append(settings.decay.days)
    bindings.append(settings.settlementLag.minutes)
    bindings.append(settings.factWindow.days)
    bindings.append(settings.rescoreWindow.days)
    bindings.append(settings.personalBestStart)
    bindings.append(version.caller)
    bindings.append(version.updateTime)
  }
}

/// What holds by a workday, and is to hold from an earlier one on.
struct BackdatedRange: Sendable {
  let organization: OrganizationID
  let start: Workday
  let end: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(start)
    bindings.append(end)
  }
}

/// Lets what was set up before points were earned hold from a workday on: of several versions the
/// newest.
struct BackdateMetricVersions: Statement {
  static let sql = """
    UPDATE gamification.profile_metric_version
    SET start_workday = $2
    WHERE organization_id = $1 AND start_workday > $2 AND start_workday <= $3
    """

  let range: BackdatedRange

  func bind(to bindings: inout Bindings) { range.bind(to: &bindings) }
}

/// Lets the rules between metrics hold from a workday on: of several versions the newest.
struct BackdateProfileRules: Statement {
  static let sql = """
    UPDATE gamification.profile_rules_version
    SET start_workday = $2
    WHERE organization_id = $1 AND start_workday > $2 AND start_workday <= $3
    """

  let range: BackdatedRange

  func bind(to bindings: inout Bindings) { range.bind(to: &bindings) }
}

/// Lets people be in their first profiles from a workday on.
struct BackdateStays: Statement {
  static let sql = """
    UPDATE gamification.profile_stay AS stay
    SET start_workday = $2
    WHERE stay.organization_id = $1 AND stay.start_workday > $2 AND stay.start_workday <= $3
      AND NOT EXISTS (
        SELECT FROM gamification.profile_stay AS earlier
        WHERE earlier.organization_id = $1 AND earlier.person_id = stay.person_id
          AND earlier.start_workday < stay.start_workday)
    """

  let range: BackdatedRange

  func bind(to bindings: inout Bindings) { range.bind(to: &bindings) }
}
