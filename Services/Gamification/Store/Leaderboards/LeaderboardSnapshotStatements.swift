internal import GamificationDomain
internal import Kernel
internal import Postgres

/// When the next snapshot of a schedule is due, in the organisation's time zone; no row while the
/// directory has not told of it.
struct SelectNextRefresh: Query {
  static let sql = """
    SELECT CASE WHEN $3::text = 'hourly'
        THEN date_trunc('hour', $2::timestamptz, organization.time_zone) + interval '1 hour'
        ELSE (
          SELECT min(moment.instant)
          FROM generate_series(0, 8) AS later (days)
          CROSS JOIN LATERAL (
            SELECT ($2::timestamptz AT TIME ZONE organization.time_zone)::date + later.days AS day
          ) AS local
          CROSS JOIN LATERAL (
            SELECT (local.day + make_interval(mins => $5::integer))
              AT TIME ZONE organization.time_zone AS instant
          ) AS moment
          WHERE moment.instant > $2
            AND ($4::integer IS NULL OR extract(isodow FROM local.day) = $4))
      END
    FROM gamification.replica_organization AS organization
    WHERE organization.organization_id = $1
    """

  let organization: OrganizationID
  let schedule: RefreshSchedule
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(now)
    bindings.append(schedule.name)
    bindings.append(schedule.weekday)
    bindings.append(schedule.minute)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Timestamp? {
    try row.readOptional()
  }
}

/// The boards whose snapshots are due, of all organisations, those first that wait longest.
struct SelectLeaderboardsDue: Query {
  static let sql = """
    SELECT organization_id, leaderboard_id FROM gamification.leaderboard
    WHERE next_refresh_time <= $1
    ORDER BY next_refresh_time, leaderboard_id
    LIMIT $2
    """

  let now: Timestamp
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(now)
    bindings.append(rows)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (organization: OrganizationID, id: LeaderboardID) {
    (try row.read(), try row.read())
  }
}

/// A board whose snapshot is due, kept from everybody else; no row when somebody else is at it.
struct LockLeaderboardDue: Statement {
  static let sql = """
    \(LeaderboardSQL.select)
    WHERE organization_id = $1 AND leaderboard_id = $2 AND next_refresh_time <= $3
    FOR NO KEY UPDATE SKIP LOCKED
    """

  let organization: OrganizationID
  let id: LeaderboardID
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> StoredLeaderboard {
    try LeaderboardSQL.board(&row)
  }
}

struct UpdateNextRefresh: Statement {
  static let sql = """
    UPDATE gamification.leaderboard SET next_refresh_time = $3
    WHERE organization_id = $1 AND leaderboard_id = $2
    """

  let organization: OrganizationID
  let id: LeaderboardID
  let time: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(time)
  }
}

struct UpsertLeaderboardSnapshot: Statement {
  static let sql = """
    INSERT INTO gamification.leaderboard_snapshot (
      organization_id, leaderboard_id, as_of, start_workday, end_workday, person_ids, points_e2,
      reach_times)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT ON CONSTRAINT leaderboard_snapshot_pkey DO UPDATE
    SET as_of = excluded.as_of, start_workday = excluded.start_workday,
      end_workday = excluded.end_workday, person_ids = excluded.person_ids,
      points_e2 = excluded.points_e2, reach_times = excluded.reach_times
    """

  let organization: OrganizationID
  let id: LeaderboardID
  let asOf: Timestamp
  let range: WorkdayRange
  let totals: [SelectBoardTotals.Total]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(asOf)
    bindings.append(range.start)
    bindings.append(range.end)
    bindings.append(totals.map(\.person))
    bindings.append(totals.map(\.total.points.hundredths))
    bindings.append(totals.map(\.total.reachTime))
  }
}

struct DeleteLeaderboardSnapshot: Statement {
  static let sql = """
    DELETE FROM gamification.leaderboard_snapshot
    WHERE organization_id = $1 AND leaderboard_id = $2
    """

  let organization: OrganizationID
  let id: LeaderboardID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }
}

/// The snapshot of a board, without its points.
struct SelectLeaderboardSnapshot: Query {
  struct Head: Sendable {
    let asOf: Timestamp
    let start: Workday
    let end: Workday
  }

  static let sql = """
    SELECT as_of, start_workday, end_workday FROM gamification.leaderboard_snapshot
    WHERE organization_id = $1 AND leaderboard_id = $2
    """

  let organization: OrganizationID
  let id: LeaderboardID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Head {
    Head(asOf: try row.read(), start: try row.read(), end: try row.read())
  }
}

/// What some people had earned when the board was made.
struct SelectLeaderboardSnapshotTotals: Query {
  static let isLong = true
  static let sql = """
    SELECT total.person_id, total.points_e2, total.reach_time
    FROM gamification.leaderboard_snapshot AS snapshot
    CROSS JOIN LATERAL unnest(snapshot.person_ids, snapshot.points_e2, snapshot.reach_times)
      AS total (person_id, points_e2, reach_time)
    WHERE snapshot.organization_id = $1 AND snapshot.leaderboard_id = $2
      AND total.person_id = ANY ($3::text[])
    """

  let organization: OrganizationID
  let id: LeaderboardID
  let people: [PersonID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(people)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SelectBoardTotals.Total {
    try SelectBoardTotals.decode(&row)
  }
}
