internal import GamificationDomain
internal import Kernel
internal import Postgres

/// How far the sums of an organisation are.
struct PeriodHead: Sendable {
  /// The transactions whose postings they have.
  let snapshot: String
  /// The last person whose workdays from before were added up.
  let filledPerson: String
  let isFilled: Bool
}

/// Begins with the sums of an organisation: what is posted from now on is added as it comes.
struct InsertPeriodHead: Statement {
  static let sql = """
    INSERT INTO gamification.period_head (
      organization_id, snapshot, filled_person_id, filled)
    VALUES ($1, pg_catalog.pg_current_snapshot()::text, '', false)
    ON CONFLICT ON CONSTRAINT period_head_pkey DO NOTHING
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }
}

/// How far the sums are; kept from everybody else.
struct LockPeriodHead: Statement {
  static let sql = """
    SELECT snapshot, filled_person_id, filled FROM gamification.period_head
    WHERE organization_id = $1
    FOR NO KEY UPDATE
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PeriodHead {
    PeriodHead(
      snapshot: try row.read(), filledPerson: try row.read(), isFilled: try row.read())
  }
}

/// The organisations that have sums.
struct SelectPeriodOrganizations: Query {
  static let sql = """
    SELECT organization_id FROM gamification.period_head ORDER BY organization_id
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> OrganizationID {
    try row.read()
  }
}

/// The next people whose workdays are added up.
struct SelectPeopleToFill: Query {
  static let isLong = true
  static let sql = """
    SELECT DISTINCT person_id FROM gamification.person_day
    WHERE organization_id = $1 AND person_id > $2
    ORDER BY person_id
    LIMIT $3
    """

  let organization: OrganizationID
  let position: String
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonID {
    try row.read()
  }
}

/// What all that adds up has in common.
///
/// Sums are made anew from the workdays of a period, and not by adding what has changed: so it does
/// no harm when a period is summed up twice.
private enum PeriodSQL {
  /// Stores the periods of the workdays in `changed`, with the names of further CTEs behind it.
  static func stored(changed: String) -> String {
    """
    WITH changed AS MATERIALIZED (
      \(changed)
    ), period AS (
      SELECT DISTINCT changed.person_id, span.granularity, span.start_workday, span.end_workday
      FROM changed
      CROSS JOIN LATERAL (
        SELECT date_trunc('week', changed.workday::timestamp)::date AS week_start,
          date_trunc('month', changed.workday::timestamp)::date AS month_start
      ) AS day
      CROSS JOIN LATERAL (
        VALUES ('day', changed.workday, changed.workday),
          ('week', day.week_start, day.week_start + 6),
          ('month', day.month_start, (day.month_start + interval '1 month')::date - 1)
      ) AS span (granularity, start_workday, end_workday)
    ), stored AS (
      INSERT INTO gamification.person_period AS stored (
        organization_id, person_id, granularity, start_workday, points_e2)
      SELECT $1, period.person_id, period.granularity, period.start_workday, total.points_e2
      FROM period
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(own.points_e2), 0)::bigint AS points_e2
        FROM gamification.person_day AS own
        WHERE own.organization_id = $1 AND own.person_id = period.person_id
          AND own.workday BETWEEN period.start_workday AND period.end_workday
        OFFSET 0
      ) AS total
      ORDER BY period.person_id, period.granularity, period.start_workday
      ON CONFLICT ON CONSTRAINT person_period_pkey DO UPDATE SET points_e2 = EXCLUDED.points_e2
      WHERE stored.points_e2 <> EXCLUDED.points_e2
    )
    """
  }
}

/// Adds up the workdays of people from before, and notes how far it came.
struct FillPeriods: Statement {
  static let isLong = true
  static let sql = """
    \(PeriodSQL.stored(
      changed: """
        SELECT day.person_id, day.workday FROM gamification.person_day AS day
        WHERE day.organization_id = $1 AND day.person_id = ANY ($2::text[])
        """))
    UPDATE gamification.period_head SET filled_person_id = $3, filled = $4
    WHERE organization_id = $1
    """

  let organization: OrganizationID
  let people: [PersonID]
  let position: String
  let isLast: Bool

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(position)
    bindings.append(isLast)
  }
}

/// Sums up the periods of which something was posted since, and notes which postings it has seen.
///
/// One statement sees one state of the database: what it notes is what it has summed up.
struct AdvancePeriods: Statement {
  static let isLong = true
  static let sql = """
    \(PeriodSQL.stored(
      changed: """
        SELECT DISTINCT posting.person_id, posting.workday
        FROM gamification.ledger_posting AS posting
        WHERE posting.organization_id = $1
          AND posting.transaction_id
            >= pg_catalog.pg_snapshot_xmin($2::text::pg_catalog.pg_snapshot)
          AND NOT pg_catalog.pg_visible_in_snapshot(
            posting.transaction_id, $2::text::pg_catalog.pg_snapshot)
        """))
    UPDATE gamification.period_head SET snapshot = pg_catalog.pg_current_snapshot()::text
    WHERE organization_id = $1 AND EXISTS (SELECT FROM changed)
    """

  let organization: OrganizationID
  let snapshot: String

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(snapshot)
  }
}
