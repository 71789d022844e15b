internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Archives the places of everybody who has points on the workdays of a season.
///
/// The order is that of leaderboards, by the points that count on the last workday.
struct InsertStandings: Statement {
  static let sql = """
    INSERT INTO gamification.season_standing (
      organization_id, season_id, position, rank, person_id, display_name, points_e2, balance_e2,
      reach_time)
    SELECT $1, $2,
      row_number() OVER (
        ORDER BY total.balance_e2 DESC, total.reach_time NULLS LAST,
          coalesce(member.display_name, '') COLLATE "C", total.person_id COLLATE "C"),
      rank() OVER (ORDER BY total.balance_e2 DESC),
      total.person_id, coalesce(member.display_name, ''), total.points_e2, total.balance_e2,
      total.reach_time
    FROM (
      SELECT day.person_id, sum(day.points_e2)::bigint AS points_e2,
        coalesce(sum(day.points_e2) FILTER (WHERE day.workday = ANY ($5::date[])), 0)::bigint
          AS balance_e2,
        max(day.reach_time) AS reach_time
      FROM gamification.person_day AS day
      WHERE day.organization_id = $1 AND day.workday BETWEEN $3 AND $4
      GROUP BY day.person_id
      HAVING bool_or(day.points_e2 <> 0)
    ) AS total
    LEFT JOIN gamification.member AS member
      ON member.organization_id = $1 AND member.person_id = total.person_id
    """

  let organization: OrganizationID
  let season: SeasonID
  let range: WorkdayRange
  /// The workdays whose points count on the last one.
  let counted: [Workday]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(season)
    bindings.append(range.start)
    bindings.append(range.end)
    bindings.append(counted)
  }
}

/// A page of the places that a caller may see, best first.
struct SelectStandings: Query {
  static let sql = """
    SELECT standing.position, standing.rank, standing.person_id, standing.display_name,
      standing.points_e2, standing.balance_e2, standing.reach_time
    FROM gamification.season_standing AS standing
    WHERE standing.organization_id = $1 AND standing.season_id = $2 AND standing.position > $3
      AND ($5 OR standing.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $5, $6, $7, $8, $9) AS visible))
    ORDER BY standing.position
    LIMIT $4
    """

  let organization: OrganizationID
  let season: SeasonID
  let position: Int64
  let rows: Int
  let visibility: Visibility

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(season)
    bindings.append(position)
    bindings.append(rows)
    bindings.append(visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SeasonStanding {
    SeasonStanding(
      position: try row.read(), rank: try row.read(), person: try row.read(),
      displayName: try row.read(), points: Points(hundredths: try row.read()),
      balance: Points(hundredths: try row.read()), reachTime: try row.readOptional())
  }
}

/// A page of the seasons with the places that somebody has in them, newest first.
struct SelectSeasonBalances: Query {
  static let sql = """
    SELECT \(SeasonSQL.columns), coalesce(standing.points_e2, 0),
      coalesce(standing.balance_e2, 0), standing.rank
    FROM gamification.season AS season
    LEFT JOIN gamification.season_standing AS standing
      ON standing.organization_id = season.organization_id
      AND standing.season_id = season.season_id AND standing.person_id = $2
    WHERE season.organization_id = $1
      AND (season.start_workday, season.season_id) < ($3, $4)
    ORDER BY season.start_workday DESC, season.season_id DESC
    LIMIT $5
    """

  let organization: OrganizationID
  let person: PersonID
  let position: SeasonPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
    bindings.append(position.start)
    bindings.append(position.season)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SeasonBalance {
    SeasonBalance(
      season: try SeasonSQL.season(&row), points: Points(hundredths: try row.read()),
      balance: Points(hundredths: try row.read()), rank: try row.readOptional())
  }
}

/// The points of somebody's workdays in a range, without a first day of all up to the last.
struct SelectWorkdayPoints: Query {
  static let sql = """
    SELECT workday, points_e2 FROM gamification.person_day
    WHERE organization_id = $1 AND person_id = $2
      AND workday BETWEEN coalesce($3, '-infinity'::date) AND $4 AND points_e2 <> 0
    ORDER BY workday
    """

  let organization: OrganizationID
  let person: PersonID
  let span: BalanceSpan

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
    bindings.append(span.start)
    bindings.append(span.end)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> WorkdayPoints {
    WorkdayPoints(workday: try row.read(), points: Points(hundredths: try row.read()))
  }
}

/// The sum of the points of somebody's workdays up to a day.
struct SelectLifetimePoints: Query {
  static let sql = """
    SELECT coalesce(sum(points_e2), 0)::bigint FROM gamification.person_day
    WHERE organization_id = $1 AND person_id = $2 AND workday <= $3
    """

  let organization: OrganizationID
  let person: PersonID
  let today: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
    bindings.append(today)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Points {
    Points(hundredths: try row.read())
  }
}
