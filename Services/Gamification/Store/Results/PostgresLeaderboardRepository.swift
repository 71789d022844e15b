package import GamificationDomain
package import Kernel
package import Postgres

/// Ranks people by the sums of their workdays.
package struct PostgresLeaderboardRepository: LeaderboardRepository {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let clock: any WallClock

  package init(pool: PostgresPool, books: RuleBooks, clock: any WallClock) {
    self.pool = pool
    self.books = books
    self.clock = clock
  }

  package func places(
    in organization: OrganizationID, _ query: LeaderboardQuery,
    after position: LeaderboardPosition, size: PageSize
  ) async throws -> Page<LeaderboardPlace> {
    let now = clock.now()
    return try await pool.withTransaction(
      .organization(organization), readOnly: true
    ) { transaction in
      let book = try await transaction.readContext(in: organization, at: now, books).book
      var metrics: Set<ProfileMetricID>?
      if let name = query.metric {
        metrics = book.metrics(named: name)
        guard metrics != nil else { throw GamificationError.metricNotFound(name) }
      }
      let board = BoardParameters(
        organization: organization, query: query, metrics: metrics, position: position,
        rows: size.rows + 1)
      let places =
        query.scope.isOrganization
        ? try await transaction.execute(SelectPlacesOfEverybody(board: board))
        : try await transaction.execute(SelectPlacesOfMembers(board: board))
      return Page(places, size: size, position: LeaderboardPosition.texts)
    }
  }

  package func isWhollyVisible(
    in organization: OrganizationID, _ scope: LeaderboardScope, to visibility: Visibility
  ) async throws -> Bool {
    try await pool.first(
      SelectWhollyVisible(organization: organization, scope: scope, visibility: visibility),
      in: .organization(organization)) ?? false
  }
}

/// The parameters that both kinds of board have.
struct BoardParameters: Sendable {
  let organization: OrganizationID
  let query: LeaderboardQuery
  /// Only the points of these; `nil` for all together.
  let metrics: Set<ProfileMetricID>?
  let position: LeaderboardPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.range.start)
    bindings.append(query.range.end)
    bindings.append(metrics.map { Array($0) })
    bindings.append(position.points.hundredths)
    bindings.append(position.displayName)
    bindings.append(position.person)
    bindings.append(rows)
  }
}

/// What both kinds of board have in common.
///
/// Everybody on the board is summed up and ranked, then the page is cut out. Names are ordered by
/// the rules of Unicode, ids by their bytes.
private enum BoardSQL {
  static func select(whereDay condition: String) -> String {
    """
    WITH summed AS (
      SELECT day.person_id, sum(
          CASE WHEN $4::uuid[] IS NULL THEN day.points_e2 ELSE (
            SELECT coalesce(sum(line.points_e2), 0)
            FROM unnest(day.profile_metric_ids, day.metric_points_e2)
              AS line (metric_id, points_e2)
            WHERE line.metric_id = ANY ($4)) END)::bigint AS points_e2
      FROM gamification.person_day AS day
      WHERE day.organization_id = $1 AND day.workday BETWEEN $2 AND $3
        AND ($4::uuid[] IS NULL OR day.profile_metric_ids && $4) \(condition)
      GROUP BY day.person_id
    ), ranked AS (
      SELECT (rank() OVER (ORDER BY summed.points_e2 DESC))::integer AS rank,
        summed.person_id COLLATE "C" AS person_id,
        coalesce(member.display_name, '') COLLATE "und-x-icu" AS display_name,
        summed.points_e2
      FROM summed
      LEFT JOIN gamification.member AS member
        ON member.organization_id = $1 AND member.person_id = summed.person_id
    )
    SELECT rank, person_id, display_name, points_e2 FROM ranked
    WHERE points_e2 < $5 OR (points_e2 = $5 AND (display_name, person_id) > ($6, $7))
    ORDER BY points_e2 DESC, display_name, person_id
    LIMIT $8
    """
  }

  static func place(_ row: inout RowReader) throws(RowDecodingError) -> LeaderboardPlace {
    LeaderboardPlace(
      rank: try row.read(), person: try row.read(), displayName: try row.read(),
      points: Points(hundredths: try row.read()))
  }
}

/// The board of the whole organisation, with people that the directory has not told of.
struct SelectPlacesOfEverybody: Query {
  static let isLong = true
  static let sql = BoardSQL.select(whereDay: "")

  let board: BoardParameters

  func bind(to bindings: inout Bindings) { board.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LeaderboardPlace {
    try BoardSQL.place(&row)
  }
}

/// The board of a division, a team or what both have in common.
///
/// The members are collected first: an array, unlike a join, leads to the index by person whatever
/// the planner believes about their number.
struct SelectPlacesOfMembers: Query {
  static let isLong = true
  static let sql = BoardSQL.select(
    whereDay: """
      AND day.person_id = ANY (ARRAY(
            SELECT scoped.person_id FROM gamification.member AS scoped
            WHERE scoped.organization_id = $1
              AND ($9::text IS NULL OR scoped.division_id = $9)
              AND ($10::text IS NULL OR scoped.team_id = $10)))
      """)

  let board: BoardParameters

  func bind(to bindings: inout Bindings) {
    board.bind(to: &bindings)
    bindings.append(board.query.scope.division)
    bindings.append(board.query.scope.team)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LeaderboardPlace {
    try BoardSQL.place(&row)
  }
}

struct SelectWhollyVisible: Query {
  static let sql = """
    SELECT count(*) > 0 AND count(*) FILTER (WHERE visible.person_id IS NULL) = 0
    FROM gamification.member AS scoped
    LEFT JOIN gamification.visible_member($1, $4, $5, $6, $7, $8) AS visible
      ON visible.person_id = scoped.person_id
    WHERE scoped.organization_id = $1
      AND ($2::text IS NULL OR scoped.division_id = $2)
      AND ($3::text IS NULL OR scoped.team_id = $3)
    """

  let organization: OrganizationID
  let scope: LeaderboardScope
  let visibility: Visibility

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(scope.division)
    bindings.append(scope.team)
    bindings.append(visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}
