package import GamificationDomain
package import Kernel
package import Postgres

/// Reads `gamification.person_day` part by part, each in a transaction of its own, so that somebody
/// who takes them slowly keeps no connection and no old rows.
package struct PostgresExportRepository: ExportRepository {
  private let pool: PostgresPool
  private let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func begin(
    in organization: OrganizationID, _ query: ExportQuery, audit: AuditContext, at now: Timestamp
  ) async throws {
    try await pool.withTransaction(.organization(organization)) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let metrics = try context.book.exportedMetrics(query)
      var detail = [
        #""start_workday": "\#(query.range.start)", "end_workday": "\#(query.range.end)""#
      ]
      if let profile = query.profile { detail.append(#""profile_id": "\#(profile)""#) }
      if let metrics {
        let ids = metrics.map { #""\#($0)""# }.sorted().joined(separator: ", ")
        detail.append(#""profile_metric_ids": [\#(ids)]"#)
      }
      try transaction.audit(
        audit, "points.export", "points", in: organization,
        detail: "{\(detail.joined(separator: ", "))}")
    }
  }

  package func part(
    in organization: OrganizationID, _ query: ExportQuery, behind position: ExportPosition,
    daysMax: Int, at now: Timestamp
  ) async throws -> ExportPart {
    try await pool.withTransaction(.organization(organization), readOnly: true) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let metrics = try context.book.exportedMetrics(query)
      let days = try await transaction.execute(
        SelectExportedDays(
          organization: organization, query: query, metrics: metrics, position: position,
          rows: daysMax))
      return ExportPart(
        days: days, book: context.book, metrics: metrics, finalThrough: context.finalThrough,
        isLast: days.count < daysMax)
    }
  }
}

extension RuleBook {
  /// The metrics that a query asks for; `nil` for all.
  fileprivate func exportedMetrics(_ query: ExportQuery) throws -> Set<ProfileMetricID>? {
    guard let name = query.metric else { return nil }
    guard let metrics = metrics(named: name) else { throw GamificationError.metricNotFound(name) }
    return metrics
  }
}

/// Workdays with points behind a position, in the order of `person_day_reach_idx`.
struct SelectExportedDays: Query {
  static let isLong = true
  static let sql = """
    SELECT day.person_id, coalesce(member.display_name, ''), day.division_id, day.team_id,
      \(ResultDaySQL.columns)
    FROM gamification.person_day AS day
    LEFT JOIN gamification.member AS member
      ON member.organization_id = day.organization_id AND member.person_id = day.person_id
    WHERE day.organization_id = $1 AND day.workday BETWEEN $2 AND $3
      AND (day.workday, day.person_id) > ($4, $5)
      AND cardinality(day.profile_metric_ids) > 0
      AND ($6::uuid IS NULL OR day.profile_id = $6)
      AND ($7::uuid[] IS NULL OR day.profile_metric_ids && $7)
      AND ($9 OR day.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $9, $10, $11, $12, $13) AS visible))
    ORDER BY day.workday, day.person_id
    LIMIT $8
    """

  let organization: OrganizationID
  let query: ExportQuery
  /// Only workdays with one of these; `nil` for all.
  let metrics: Set<ProfileMetricID>?
  let position: ExportPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.range.start)
    bindings.append(query.range.end)
    bindings.append(position.day.workday)
    bindings.append(position.day.person)
    bindings.append(query.profile)
    bindings.append(metrics.map { Array($0) })
    bindings.append(rows)
    bindings.append(query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExportedDay {
    ExportedDay(
      person: try row.read(), displayName: try row.read(),
      placement: Placement(division: try row.readOptional(), team: try row.readOptional()),
      result: try ResultDaySQL.day(&row))
  }
}
