internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of stored boards have in common.
enum LeaderboardSQL {
  static let select = """
    SELECT leaderboard_id, display_name, metric_ids, division_id, team_id, profile_id, period,
      start_workday, end_workday, tie_policy, visible_ranks_max, include_without_points, refresh,
      refresh_weekday, refresh_minute, everybody, reader_team_ids, reader_role_ids,
      reader_person_ids, version, create_time, update_time, next_refresh_time
    FROM gamification.leaderboard
    """

  /// The columns of the period and the schedule.
  private static let (periodColumn, scheduleColumn) = (6, 12)

  static func board(_ row: inout RowReader) throws(RowDecodingError) -> StoredLeaderboard {
    let id: LeaderboardID = try row.read()
    let settings = try settings(&row)
    return StoredLeaderboard(
      id: id, settings: settings, version: try row.read(), createTime: try row.read(),
      updateTime: try row.read(), nextRefreshTime: try row.readOptional())
  }

  private static func settings(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> LeaderboardSettings {
    let name: String = try row.read()
    let metrics: [String] = try row.readArray()
    let scope = LeaderboardScope(
      division: try row.readOptional(), team: try row.readOptional(),
      profile: try row.readOptional())
    let period = try period(&row)
    let ties: TiePolicy = try row.read()
    let ranks: Int32 = try row.read()
    let includesWithoutPoints: Bool = try row.read()
    let schedule = RefreshSchedule(
      name: try row.read(), weekday: try row.readOptional(), minute: try row.readOptional())
    guard let schedule else {
      throw RowDecodingError(column: scheduleColumn, reason: .malformed)
    }
    let audience = BoardAudience(
      stored: try row.read(), teams: try row.readArray(), roles: try row.readArray(),
      people: try row.readArray())
    return LeaderboardSettings(
      stored: name, metrics: metrics.map { BoardMetric(stored: $0) }, scope: scope,
      period: period, ties: ties, visibleRanks: ranks,
      includesWithoutPoints: includesWithoutPoints, schedule: schedule, audience: audience)
  }

  private static func period(_ row: inout RowReader) throws(RowDecodingError) -> BoardPeriod {
    let name: String = try row.read()
    let start: Workday? = try row.readOptional()
    let end: Workday? = try row.readOptional()
    var range: WorkdayRange?
    if let start, let end { range = try? WorkdayRange(from: start, through: end) }
    guard let period = BoardPeriod(name: name, range: range) else {
      throw RowDecodingError(column: periodColumn, reason: .malformed)
    }
    return period
  }

  /// Binds what may change.
  static func bind(_ board: StoredLeaderboard, to bindings: inout Bindings) {
    let settings = board.settings
    var range: WorkdayRange?
    if case .custom(let custom) = settings.period { range = custom }
    bindings.append(board.id)
    bindings.append(settings.displayName)
    bindings.append(settings.metrics.map(\.text))
    bindings.append(settings.scope.division)
    bindings.append(settings.scope.team)
    bindings.append(settings.scope.profile)
    bindings.append(settings.period.name)
    bindings.append(range?.start)
    bindings.append(range?.end)
    bindings.append(settings.ties)
    bindings.append(settings.visibleRanks)
    bindings.append(settings.includesWithoutPoints)
    bindings.append(settings.schedule.name)
    bindings.append(settings.schedule.weekday)
    bindings.append(settings.schedule.minute)
    bindings.append(settings.audience.isEverybody)
    bindings.append(settings.audience.teams)
    bindings.append(settings.audience.roles)
    bindings.append(settings.audience.people)
    bindings.append(board.version)
    bindings.append(board.updateTime)
    bindings.append(board.nextRefreshTime)
  }
}

extension TiePolicy: PostgresValue {}

struct CountLeaderboards: Query {
  static let sql = "SELECT count(*) FROM gamification.leaderboard WHERE organization_id = $1"

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

/// The first refresh is due at once.
struct InsertLeaderboard: Statement {
  static let sql = """
    INSERT INTO gamification.leaderboard (
      organization_id, leaderboard_id, display_name, metric_ids, division_id, team_id, profile_id,
      period, start_workday, end_workday, tie_policy, visible_ranks_max, include_without_points,
      refresh, refresh_weekday, refresh_minute, everybody, reader_team_ids, reader_role_ids,
      reader_person_ids, version, update_time, next_refresh_time, create_time)
    VALUES (
      $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
      $21, $22, $23, $24)
    """

  let organization: OrganizationID
  let board: StoredLeaderboard

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    LeaderboardSQL.bind(board, to: &bindings)
    bindings.append(board.createTime)
  }
}

struct UpdateLeaderboard: Statement {
  static let sql = """
    UPDATE gamification.leaderboard SET
      display_name = $3, metric_ids = $4, division_id = $5, team_id = $6, profile_id = $7,
      period = $8, start_workday = $9, end_workday = $10, tie_policy = $11,
      visible_ranks_max = $12, include_without_points = $13, refresh = $14,
      refresh_weekday = $15, refresh_minute = $16, everybody = $17, reader_team_ids = $18,
      reader_role_ids = $19, reader_person_ids = $20, version = $21, update_time = $22,
      next_refresh_time = $23
    WHERE organization_id = $1 AND leaderboard_id = $2
    """

  let organization: OrganizationID
  let board: StoredLeaderboard

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    LeaderboardSQL.bind(board, to: &bindings)
  }
}

struct DeleteLeaderboard: Statement {
  static let sql = """
    DELETE FROM gamification.leaderboard WHERE organization_id = $1 AND leaderboard_id = $2
    """

  let organization: OrganizationID
  let id: LeaderboardID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }
}

struct SelectLeaderboard: Query {
  static let sql = """
    \(LeaderboardSQL.select)
    WHERE organization_id = $1 AND leaderboard_id = $2
    """

  let organization: OrganizationID
  let id: LeaderboardID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> StoredLeaderboard {
    try LeaderboardSQL.board(&row)
  }
}

/// As ``SelectLeaderboard``, and locks the board.
struct LockLeaderboard: Statement {
  static let sql = """
    \(SelectLeaderboard.sql)
    FOR UPDATE
    """

  let select: SelectLeaderboard

  func bind(to bindings: inout Bindings) { select.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> StoredLeaderboard {
    try LeaderboardSQL.board(&row)
  }
}

/// All boards, oldest first.
struct SelectLeaderboards: Query {
  static let sql = """
    \(LeaderboardSQL.select)
    WHERE organization_id = $1
    ORDER BY create_time, leaderboard_id
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> StoredLeaderboard {
    try LeaderboardSQL.board(&row)
  }
}

/// What active people hold, a row a grant and one for who has none, by their ids.
struct SelectReaderGrants: Query {
  struct Held: Sendable {
    let person: PersonID
    let role: String?
    /// Whether the role has the permission.
    let permits: Bool
    let scopeKind: String?
    let scopeID: String?
  }

  static let isLong = true
  static let sql = """
    SELECT member.person_id, held.role_id, coalesce($3::text = ANY (held.permissions), false),
      held.scope_kind, held.scope_id
    FROM gamification.member AS member
    LEFT JOIN gamification.member_grant AS held USING (organization_id, person_id)
    WHERE member.organization_id = $1 AND member.active
      AND ($2::text IS NULL OR member.person_id = $2)
    ORDER BY member.person_id, held.grant_id
    """

  let organization: OrganizationID
  let person: PersonID?
  let permission: Permission

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
    bindings.append(permission.rawValue)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Held {
    Held(
      person: try row.read(), role: try row.readOptional(), permits: try row.read(),
      scopeKind: try row.readOptional(), scopeID: try row.readOptional())
  }
}

/// Whether there is a profile.
struct SelectProfileExists: Query {
  static let sql = """
    SELECT EXISTS (
      SELECT FROM gamification.profile WHERE organization_id = $1 AND profile_id = $2)
    """

  let organization: OrganizationID
  let id: ProfileID?

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}
