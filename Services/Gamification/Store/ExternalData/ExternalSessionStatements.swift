internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Notes the session of points; touches no row when it is there already, after whoever noted it has
/// committed.
struct InsertExternalSession: Statement {
  static let sql = """
    INSERT INTO gamification.external_session (
      organization_id, external_metric_id, person_id, session_id, workday, source, create_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT ON CONSTRAINT external_session_pkey DO NOTHING
    """

  let organization: OrganizationID
  let points: ExternalPoints
  let workday: Workday
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(points.metric)
    bindings.append(points.person)
    bindings.append(points.session)
    bindings.append(workday)
    bindings.append(points.source)
    bindings.append(now)
  }
}

/// Where the points of a session went.
struct SelectExternalSession: Query {
  static let sql = """
    SELECT workday FROM gamification.external_session
    WHERE organization_id = $1 AND external_metric_id = $2 AND person_id = $3 AND session_id = $4
    """

  let organization: OrganizationID
  let points: ExternalPoints

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(points.metric)
    bindings.append(points.person)
    bindings.append(points.session)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Workday {
    try row.read()
  }
}

/// Deletes some sessions of a metric whose points would be refused as too old.
///
/// Each is found by its place in the table, and stays there while it is locked.
struct DeleteOldExternalSessions: Statement {
  static let sql = """
    DELETE FROM gamification.external_session
    WHERE organization_id = $1 AND ctid = ANY (ARRAY(
      SELECT ctid FROM gamification.external_session
      WHERE organization_id = $1 AND external_metric_id = $2 AND workday < $3
      ORDER BY workday
      LIMIT 100
      FOR UPDATE SKIP LOCKED
    ))
    """

  let organization: OrganizationID
  let metric: ExternalMetricID
  let oldest: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric)
    bindings.append(oldest)
  }
}
