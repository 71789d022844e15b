package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps what organisations have changed in `gamification.metric_setting`.
package struct PostgresMetricRepository: MetricRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func metrics(in organization: OrganizationID) async throws -> [Metric] {
    let settings = try await pool.execute(
      SelectMetricSettings(organization: organization), in: .organization(organization))
    let settingsByID = Dictionary(settings.map { ($0.id, $0) }) { first, _ in first }
    return MetricCatalogue.metrics.map { metric in
      settingsByID[metric.id]?.applied(to: metric) ?? metric
    }
  }

  package func update(
    in organization: OrganizationID, _ id: MetricID, _ change: MetricChange, audit: AuditContext,
    at now: Timestamp
  ) async throws -> Metric {
    try await pool.withTransaction(.organization(organization)) { transaction in
      let setting = try await transaction.first(
        UpsertMetricSetting(organization: organization, id: id, change: change, now: now))
      try transaction.audit(
        audit, "metric.update", "metric/\(id.rawValue)", in: organization,
        detail: Self.auditDetail(of: change))
      let metric = MetricCatalogue.metric(id)
      return setting?.applied(to: metric) ?? metric
    }
  }

  /// Names what was changed; the values are in the table.
  private static func auditDetail(of change: MetricChange) -> String {
    """
    {"display_name": \(change.displayName != nil), "objective": \(change.objective != nil)}
    """
  }
}

/// A row of `gamification.metric_setting`.
struct MetricSetting: Sendable {
  let id: MetricID
  let displayName: String?
  let objective: Objective?

  func applied(to metric: Metric) -> Metric {
    var metric = metric
    if let displayName { metric.displayName = displayName }
    if let objective { metric.objective = objective }
    return metric
  }

  init(_ row: inout RowReader) throws(RowDecodingError) {
    id = try row.read()
    displayName = try row.readOptional()
    let lowerValues: [Double?] = try row.readArrayOfOptionals()
    let upperValues: [Double?] = try row.readArrayOfOptionals()
    let lowerPoints: [Int32] = try row.readArray()
    let upperPoints: [Int32] = try row.readArray()
    let zones = zip(zip(lowerValues, upperValues), zip(lowerPoints, upperPoints)).map {
      Zone(
        lowerValue: $0.0.0, upperValue: $0.0.1, lowerPoints: $0.1.0, upperPoints: $0.1.1)
    }
    objective = zones.isEmpty ? nil : Objective(trusted: zones)
  }
}

struct SelectMetricSettings: Query {
  static let sql = """
    SELECT metric_id, display_name, coalesce(zone_lower_values, '{}'),
      coalesce(zone_upper_values, '{}'), coalesce(zone_lower_points, '{}'),
      coalesce(zone_upper_points, '{}')
    FROM gamification.metric_setting
    WHERE organization_id = $1
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> MetricSetting {
    try MetricSetting(&row)
  }
}

/// Merges a change into what the organisation has set before; what the change leaves out stays.
struct UpsertMetricSetting: Statement {
  static let sql = """
    INSERT INTO gamification.metric_setting AS setting (
      organization_id, metric_id, display_name, zone_lower_values, zone_upper_values,
      zone_lower_points, zone_upper_points, version, update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)
    ON CONFLICT ON CONSTRAINT metric_setting_pkey DO UPDATE SET
      display_name = coalesce(EXCLUDED.display_name, setting.display_name),
      zone_lower_values = coalesce(EXCLUDED.zone_lower_values, setting.zone_lower_values),
      zone_upper_values = coalesce(EXCLUDED.zone_upper_values, setting.zone_upper_values),
      zone_lower_points = coalesce(EXCLUDED.zone_lower_points, setting.zone_lower_points),
      zone_upper_points = coalesce(EXCLUDED.zone_upper_points, setting.zone_upper_points),
      version = setting.version + 1,
      update_time = EXCLUDED.update_time
    RETURNING metric_id, display_name, coalesce(zone_lower_values, '{}'),
      coalesce(zone_upper_values, '{}'), coalesce(zone_lower_points, '{}'),
      coalesce(zone_upper_points, '{}')
    """

  let organization: OrganizationID
  let id: MetricID
  let change: MetricChange
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(change.displayName)
    if let zones = change.objective?.zones {
      bindings.append(zones.map(\.lowerValue))
      bindings.append(zones.map(\.upperValue))
      bindings.append(zones.map(\.lowerPoints))
      bindings.append(zones.map(\.upperPoints))
    } else {
      bindings.append([Double]?.none)
      bindings.append([Double]?.none)
      bindings.append([Int32]?.none)
      bindings.append([Int32]?.none)
    }
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> MetricSetting {
    try MetricSetting(&row)
  }
}
