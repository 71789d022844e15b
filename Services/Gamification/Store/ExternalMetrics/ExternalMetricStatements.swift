internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of external metrics have in common.
enum ExternalMetricSQL {
  static let select = """
    SELECT external_metric_id, display_name, unit, unit_name, precision, objective_kind, enabled,
      retention_months, version, create_time, update_time
    FROM gamification.external_metric
    """

  static func metric(_ row: inout RowReader) throws(RowDecodingError) -> ExternalMetric {
    let id: ExternalMetricID = try row.read()
    let settings = ExternalMetricSettings(
      stored: try row.read(), unit: try row.read(), unitName: try row.read(),
      precision: try row.read(), kind: try row.read(), isEnabled: try row.read(),
      retentionMonths: try row.read())
    return ExternalMetric(
      id: id, settings: settings, version: try row.read(), createTime: try row.read(),
      updateTime: try row.read())
  }
}

extension MetricDefinition.Unit: PostgresValue {}
extension ObjectiveKind: PostgresValue {}

struct CountExternalMetrics: Query {
  static let sql = "SELECT count(*) FROM gamification.external_metric WHERE organization_id = $1"

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

struct InsertExternalMetric: Statement {
  static let sql = """
    INSERT INTO gamification.external_metric (
      organization_id, external_metric_id, display_name, unit, unit_name, precision,
      objective_kind, enabled, retention_months, version, create_time, update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    """

  let organization: OrganizationID
  let metric: ExternalMetric

  func bind(to bindings: inout Bindings) {
    let settings = metric.settings
    bindings.append(organization)
    bindings.append(metric.id)
    bindings.append(settings.displayName)
    bindings.append(settings.unit)
    bindings.append(settings.unitName)
    bindings.append(settings.precision)
    bindings.append(settings.kind)
    bindings.append(settings.isEnabled)
    bindings.append(settings.retentionMonths)
    bindings.append(metric.version)
    bindings.append(metric.createTime)
    bindings.append(metric.updateTime)
  }
}

/// The unit stays.
struct UpdateExternalMetric: Statement {
  static let sql = """
    UPDATE gamification.external_metric SET
      display_name = $3, unit_name = $4, precision = $5, objective_kind = $6, enabled = $7,
      retention_months = $8, version = $9, update_time = $10
    WHERE organization_id = $1 AND external_metric_id = $2
    """

  let organization: OrganizationID
  let metric: ExternalMetric

  func bind(to bindings: inout Bindings) {
    let settings = metric.settings
    bindings.append(organization)
    bindings.append(metric.id)
    bindings.append(settings.displayName)
    bindings.append(settings.unitName)
    bindings.append(settings.precision)
    bindings.append(settings.kind)
    bindings.append(settings.isEnabled)
    bindings.append(settings.retentionMonths)
    bindings.append(metric.version)
    bindings.append(metric.updateTime)
  }
}

struct SelectExternalMetric: Query {
  static let sql = """
    \(ExternalMetricSQL.select)
    WHERE organization_id = $1 AND external_metric_id = $2
    """

  let organization: OrganizationID
  let id: ExternalMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExternalMetric {
    try ExternalMetricSQL.metric(&row)
  }
}

/// As ``SelectExternalMetric``, and locks the metric.
struct LockExternalMetric: Statement {
  static let sql = """
    \(SelectExternalMetric.sql)
    FOR UPDATE
    """

  let select: SelectExternalMetric

  func bind(to bindings: inout Bindings) { select.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExternalMetric {
    try ExternalMetricSQL.metric(&row)
  }
}

/// As ``SelectExternalMetric``, and locks the metric against deletion.
struct KeepExternalMetric: Statement {
  static let sql = """
    \(SelectExternalMetric.sql)
    FOR KEY SHARE
    """

  let select: SelectExternalMetric

  func bind(to bindings: inout Bindings) { select.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExternalMetric {
    try ExternalMetricSQL.metric(&row)
  }
}

struct SelectExternalMetrics: Query {
  static let sql = """
    \(ExternalMetricSQL.select)
    WHERE organization_id = $1 AND (create_time, external_metric_id) > ($2, $3)
    ORDER BY create_time, external_metric_id
    LIMIT $4
    """

  let organization: OrganizationID
  let position: ListPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExternalMetric {
    try ExternalMetricSQL.metric(&row)
  }
}

struct DeleteExternalMetric: Statement {
  static let sql = """
    DELETE FROM gamification.external_metric
    WHERE organization_id = $1 AND external_metric_id = $2
    """

  let organization: OrganizationID
  let id: ExternalMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }
}
