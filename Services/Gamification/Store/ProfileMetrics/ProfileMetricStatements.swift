internal import GamificationDomain
internal import Kernel
internal import Postgres

struct CountProfileMetrics: Query {
  static let sql = """
    SELECT count(*) FROM gamification.profile_metric
    WHERE organization_id = $1 AND profile_id = $2
    """

  let organization: OrganizationID
  let profile: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

struct InsertProfileMetric: Statement {
  static let sql = """
    INSERT INTO gamification.profile_metric (
      organization_id, profile_metric_id, profile_id, metric_definition_id, position, create_time)
    VALUES ($1, $2, $3, $4, $5, $6)
    """

  let organization: OrganizationID
  let metric: ProfileMetric

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric.id)
    bindings.append(metric.profile)
    bindings.append(metric.definitionID)
    bindings.append(metric.position)
    bindings.append(metric.createTime)
  }
}

struct InsertProfileMetricVersion: Statement {
  static let sql = """
    INSERT INTO gamification.profile_metric_version (
      organization_id, profile_metric_id, version, start_workday,
      \(ProfileMetricSQL.settings()), caller, update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
      $20, $21, $22, $23, $24, $25, $26)
    """

  let organization: OrganizationID
  let metric: ProfileMetric

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric.id)
    bindings.append(metric.version)
    bindings.append(metric.start)
    metric.settings.bind(to: &bindings)
    bindings.append(metric.caller)
    bindings.append(metric.updateTime)
  }
}

/// Locks a metric; what is read of it comes after that, in a statement of its own.
struct LockProfileMetric: Statement {
  static let sql = """
    SELECT true FROM gamification.profile_metric
    WHERE organization_id = $1 AND profile_metric_id = $2
    FOR UPDATE
    """

  let organization: OrganizationID
  let id: ProfileMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// A metric as it is on a workday; its newest version without one.
struct SelectProfileMetric: Query {
  static let sql = """
    SELECT \(ProfileMetricSQL.columns)
    FROM \(ProfileMetricSQL.tables(workday: "$3"))
    WHERE metric.organization_id = $1 AND metric.profile_metric_id = $2
    """

  let organization: OrganizationID
  let id: ProfileMetricID
  let workday: Workday?

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(workday)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileMetric {
    try ProfileMetricSQL.metric(&row)
  }
}

/// The metrics of a profile on a workday, in their order, behind a place; their newest versions
/// without a workday.
struct SelectProfileMetrics: Query {
  static let sql = """
    SELECT \(ProfileMetricSQL.columns)
    FROM \(ProfileMetricSQL.tables(workday: "$3"))
    WHERE metric.organization_id = $1 AND metric.profile_id = $2 AND metric.position > $4
    ORDER BY metric.position
    LIMIT $5
    """

  let organization: OrganizationID
  let profile: ProfileID
  let workday: Workday?
  let position: Int32
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
    bindings.append(workday)
    bindings.append(position)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileMetric {
    try ProfileMetricSQL.metric(&row)
  }
}

struct SelectProfileMetricVersions: Query {
  static let sql = """
    SELECT \(ProfileMetricSQL.columns)
    FROM \(ProfileMetricSQL.versions)
    WHERE metric.organization_id = $1 AND metric.profile_metric_id = $2 AND version.version < $3
    ORDER BY version.version DESC
    LIMIT $4
    """

  let organization: OrganizationID
  let id: ProfileMetricID
  let version: Int64
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(version)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileMetric {
    try ProfileMetricSQL.metric(&row)
  }
}

/// The metrics of a profile in their order, also those that begin later.
struct SelectProfileMetricIDs: Query {
  static let sql = """
    SELECT profile_metric_id FROM gamification.profile_metric
    WHERE organization_id = $1 AND profile_id = $2
    ORDER BY position
    """

  let organization: OrganizationID
  let profile: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileMetricID {
    try row.read()
  }
}

struct UpdatePositions: Statement {
  static let sql = """
    UPDATE gamification.profile_metric AS metric
    SET position = place.number - 1
    FROM unnest($2::uuid[]) WITH ORDINALITY AS place (profile_metric_id, number)
    WHERE metric.organization_id = $1 AND metric.profile_metric_id = place.profile_metric_id
    """

  let organization: OrganizationID
  let order: [ProfileMetricID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(order)
  }
}

/// Locks a definition of the organisation against deletion.
struct LockDefinition: Statement {
  static let sql = """
    \(SelectDefinition.sql)
    FOR KEY SHARE
    """

  let select: SelectDefinition

  func bind(to bindings: inout Bindings) { select.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CustomDefinition {
    try SelectDefinition.decode(&row)
  }
}

/// Whether a profile has a metric with a definition.
struct SelectDefinitionIsUsed: Query {
  static let sql = """
    SELECT EXISTS (
      SELECT FROM gamification.profile_metric
      WHERE organization_id = $1 AND metric_definition_id = $2
      UNION ALL
      SELECT FROM gamification.leaderboard
      WHERE organization_id = $1 AND $2 = ANY (metric_ids))
    """

  let organization: OrganizationID
  let id: String

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}
