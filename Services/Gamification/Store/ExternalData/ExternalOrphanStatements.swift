internal import GamificationDomain
internal import Kernel
internal import Postgres

extension ExternalReport.Mode: PostgresValue {}
extension ExternalDataRefusal.Reason: PostgresValue {}

/// What all reads of orphans have in common.
private enum ExternalOrphanSQL {
  static let select = """
    SELECT external_orphan_id, external_metric_id, person_id, workday, value, count, mode, reason,
      caller, create_time
    FROM gamification.external_orphan
    """

  static func orphan(_ row: inout RowReader) throws(RowDecodingError) -> ExternalOrphan {
    let id: ExternalOrphanID = try row.read()
    let metric: ExternalMetricID = try row.read()
    let person: PersonID = try row.read()
    let workday: Workday = try row.read()
    let value: Double? = try row.readOptional()
    let count: Int64? = try row.readOptional()
    let mode: ExternalReport.Mode = try row.read()
    let report = ExternalReport(stored: value, count: count, mode: mode)
    return ExternalOrphan(
      id: id,
      item: ExternalDataItem(metric: metric, person: person, workday: workday, report: report),
      reason: try row.read(), caller: try row.read(), createTime: try row.read())
  }
}

struct CountExternalOrphans: Query {
  static let sql = "SELECT count(*) FROM gamification.external_orphan WHERE organization_id = $1"

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

struct InsertExternalOrphans: Statement {
  static let sql = """
    INSERT INTO gamification.external_orphan (
      organization_id, caller, create_time, external_orphan_id, external_metric_id, person_id,
      workday, value, count, mode, reason)
    SELECT $1, $2, $3, external_orphan_id, external_metric_id, person_id, workday, value, count,
      mode, reason
    FROM unnest(
      $4::uuid[], $5::uuid[], $6::text[], $7::date[], $8::double precision[], $9::bigint[],
      $10::text[], $11::text[]
    ) AS orphan (
      external_orphan_id, external_metric_id, person_id, workday, value, count, mode, reason)
    """

  let organization: OrganizationID
  /// All of the same caller and time.
  let orphans: [ExternalOrphan]
  let caller: String
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(caller)
    bindings.append(now)
    bindings.append(orphans.map(\.id))
    bindings.append(orphans.map(\.item.metric))
    bindings.append(orphans.map(\.item.person))
    bindings.append(orphans.map(\.item.workday))
    bindings.append(orphans.map(\.item.report.value))
    bindings.append(orphans.map(\.item.report.count))
    bindings.append(orphans.map(\.item.report.mode))
    bindings.append(orphans.map(\.reason))
  }
}

struct SelectExternalOrphans: Query {
  static let sql = """
    \(ExternalOrphanSQL.select)
    WHERE organization_id = $1 AND (create_time, external_orphan_id) > ($2, $3)
      AND create_time >= $4
    ORDER BY create_time, external_orphan_id
    LIMIT $5
    """

  let organization: OrganizationID
  let position: ListPosition
  let oldest: Timestamp
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(oldest)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExternalOrphan {
    try ExternalOrphanSQL.orphan(&row)
  }
}

/// Reads and locks some orphans in the order of their ids.
struct LockExternalOrphans: Statement {
  static let sql = """
    \(ExternalOrphanSQL.select)
    WHERE organization_id = $1 AND external_orphan_id = ANY ($2) AND create_time >= $3
    ORDER BY external_orphan_id
    FOR UPDATE
    """

  let organization: OrganizationID
  let ids: [ExternalOrphanID]
  let oldest: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(ids)
    bindings.append(oldest)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ExternalOrphan {
    try ExternalOrphanSQL.orphan(&row)
  }
}

/// Deletes orphans; they are locked in the order of their ids, as in ``LockExternalOrphans``.
///
/// The array keeps the planner from making a join of it, whatever it believes about the table.
struct DeleteExternalOrphans: Statement {
  static let sql = """
    DELETE FROM gamification.external_orphan
    WHERE organization_id = $1 AND external_orphan_id = ANY (ARRAY(
      SELECT external_orphan_id FROM gamification.external_orphan
      WHERE organization_id = $1 AND external_orphan_id = ANY ($2)
      ORDER BY external_orphan_id
      FOR UPDATE
    ))
    """

  let organization: OrganizationID
  let ids: [ExternalOrphanID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(ids)
  }
}

/// Deletes orphans that are too old, but none that somebody works with.
struct DeleteOldExternalOrphans: Statement {
  static let sql = """
    DELETE FROM gamification.external_orphan
    WHERE organization_id = $1 AND external_orphan_id = ANY (ARRAY(
      SELECT external_orphan_id FROM gamification.external_orphan
      WHERE organization_id = $1 AND create_time < $2
      FOR UPDATE SKIP LOCKED
    ))
    """

  let organization: OrganizationID
  let oldest: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(oldest)
  }
}
