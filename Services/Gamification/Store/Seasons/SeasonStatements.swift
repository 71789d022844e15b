internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of seasons have in common.
enum SeasonSQL {
  static let columns = """
    season.season_id, season.display_name, season.start_workday, season.end_workday, season.state, \
    season.standing_count, season.version, season.create_time, season.update_time, \
    season.close_time
    """

  static let select = "SELECT \(columns) FROM gamification.season AS season"

  static func season(_ row: inout RowReader) throws(RowDecodingError) -> Season {
    Season(
      stored: try row.read(), displayName: try row.read(), start: try row.read(),
      end: try row.readOptional(), state: try row.read(), standingCount: try row.read(),
      version: try row.read(), createTime: try row.read(), updateTime: try row.read(),
      closeTime: try row.readOptional())
  }
}

extension Season.State: PostgresValue {}

struct InsertSeason: Statement {
  static let sql = """
    INSERT INTO gamification.season (
      organization_id, season_id, display_name, start_workday, end_workday, state, standing_count,
      version, create_time, update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    """

  let organization: OrganizationID
  let season: Season

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(season.id)
    bindings.append(season.displayName)
    bindings.append(season.start)
    bindings.append(season.end)
    bindings.append(season.state)
    bindings.append(season.standingCount)
    bindings.append(season.version)
    bindings.append(season.createTime)
    bindings.append(season.updateTime)
  }
}

struct UpdateSeason: Statement {
  static let sql = """
    UPDATE gamification.season SET
      display_name = $3, end_workday = $4, state = $5, standing_count = $6, version = $7,
      update_time = $8, close_time = $9
    WHERE organization_id = $1 AND season_id = $2
    """

  let organization: OrganizationID
  let season: Season

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(season.id)
    bindings.append(season.displayName)
    bindings.append(season.end)
    bindings.append(season.state)
    bindings.append(season.standingCount)
    bindings.append(season.version)
    bindings.append(season.updateTime)
    bindings.append(season.closeTime)
  }
}

struct SelectSeason: Query {
  static let sql = """
    \(SeasonSQL.select)
    WHERE season.organization_id = $1 AND season.season_id = $2
    """

  let organization: OrganizationID
  let id: SeasonID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Season {
    try SeasonSQL.season(&row)
  }
}

/// As ``SelectSeason``, and locks the season.
struct LockSeason: Statement {
  static let sql = """
    \(SelectSeason.sql)
    FOR UPDATE
    """

  let select: SelectSeason

  func bind(to bindings: inout Bindings) { select.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Season {
    try SeasonSQL.season(&row)
  }
}

/// The season that is open, if one is.
struct SelectOpenSeason: Query {
  static let sql = """
    \(SeasonSQL.select)
    WHERE season.organization_id = $1 AND season.state = 'open'
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Season {
    try SeasonSQL.season(&row)
  }
}

/// The last workday that is in a closed season; NULL when none is closed.
struct SelectLastClosedDay: Query {
  static let sql = """
    SELECT max(end_workday) FROM gamification.season
    WHERE organization_id = $1 AND state = 'closed'
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Workday? {
    try row.readOptional()
  }
}

/// A page of the seasons, newest first.
struct SelectSeasons: Query {
  static let sql = """
    \(SeasonSQL.select)
    WHERE season.organization_id = $1
      AND (season.start_workday, season.season_id) < ($2, $3)
    ORDER BY season.start_workday DESC, season.season_id DESC
    LIMIT $4
    """

  let organization: OrganizationID
  let position: SeasonPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position.start)
    bindings.append(position.season)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Season {
    try SeasonSQL.season(&row)
  }
}
