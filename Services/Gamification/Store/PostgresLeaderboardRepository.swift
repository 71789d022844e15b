package import GamificationDomain
package import Kernel
package import Postgres

/// Ranks people by the sums of their facts.
package struct PostgresLeaderboardRepository: LeaderboardRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func places(
    in organization: OrganizationID, _ query: LeaderboardQuery,
    after position: LeaderboardPosition, size: PageSize
  ) async throws -> Page<LeaderboardPlace> {
    let board = BoardParameters(
      organization: organization, query: query, position: position, rows: size.rows + 1)
    let scope = TransactionScope.organization(organization)
    let places =
      query.scope.isOrganization
      ? try await pool.execute(SelectPlacesOfEverybody(board: board), in: scope)
      : try await pool.execute(SelectPlacesOfMembers(board: board), in: scope)
    return Page(places, size: size, position: LeaderboardPosition.texts)
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
  let position: LeaderboardPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.range.start)
    bindings.append(query.range.end)
    bindings.append(MetricID.filtered(by: query.metric))
    bindings.append(query.metric != nil)
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
  static func select(whereFact condition: String) -> String {
    """
    WITH summed AS (
      SELECT fact.person_id, sum(fact.points_e2)::bigint AS points_e2, sum(fact.total) AS total,
        sum(fact.count)::bigint AS count
      FROM gamification.metric_fact AS fact
      WHERE fact.organization_id = $1 AND fact.workday BETWEEN $2 AND $3
        AND fact.metric_id = ANY ($4) \(condition)
      GROUP BY fact.person_id
    ), ranked AS (
      SELECT (rank() OVER (ORDER BY summed.points_e2 DESC))::integer AS rank,
        summed.person_id COLLATE "C" AS person_id,
        coalesce(member.display_name, '') COLLATE "und-x-icu" AS display_name,
        summed.points_e2,
        CASE WHEN $5 THEN summed.total ELSE 0 END AS total,
        CASE WHEN $5 THEN summed.count ELSE 0 END AS count
      FROM summed
      LEFT JOIN gamification.member AS member
        ON member.organization_id = $1 AND member.person_id = summed.person_id
    )
    SELECT rank, person_id, display_name, points_e2, total, count FROM ranked
    WHERE points_e2 < $6 OR (points_e2 = $6 AND (display_name, person_id) > ($7, $8))
    ORDER BY points_e2 DESC, display_name, person_id
    LIMIT $9
    """
  }

  static func place(_ row: inout RowReader) throws(RowDecodingError) -> LeaderboardPlace {
    LeaderboardPlace(
      rank: try row.read(), person: try row.read(), displayName: try row.read(),
      points: Points(hundredths: try row.read()), total: try row.read(), count: try row.read())
  }
}

/// The board of the whole organisation, with people that the directory has not told of.
struct SelectPlacesOfEverybody: Query {
  static let isLong = true
  static let sql = BoardSQL.select(whereFact: "")

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
    whereFact: """
      AND fact.person_id = ANY (ARRAY(
            SELECT scoped.person_id FROM gamification.member AS scoped
            WHERE scoped.organization_id = $1
              AND ($10::text IS NULL OR scoped.division_id = $10)
              AND ($11::text IS NULL OR scoped.team_id = $11)))
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
