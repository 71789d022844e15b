internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

/// What an update of a stored board may change.
enum LeaderboardPath: String, UpdatePath {
  case displayName = "display_name"
  case metricIDs = "metric_ids"
  case divisionID = "division_id"
  case teamID = "team_id"
  case profileID = "profile_id"
  case period
  case startWorkday = "start_workday"
  case endWorkday = "end_workday"
  case tiePolicy = "tie_policy"
  case visibleRanksMax = "visible_ranks_max"
  case includeWithoutPoints = "include_without_points"
  case refresh
  case audience

  static var outputOnly: Set<String> {
    ["leaderboard_id", "etag", "create_time", "update_time", "next_refresh_time"]
  }
}

extension LeaderboardSettings {
  /// Reads the settings of a new board.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  init(_ message: GamificationV1.Leaderboard?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    var metrics: [BoardMetric] = []
    for (index, id) in message.metricIDs.enumerated() {
      metrics.append(try BoardMetric(parsing: id, field: "\(field).metric_ids[\(index)]"))
    }
    guard let audience = message.audience else {
      throw ValidationError(field: "\(field).audience", reason: "is required")
    }
    try self.init(
      displayName: message.displayName, metrics: metrics,
      scope: LeaderboardScope(
        division: try DivisionID.optional(message.divisionID, field: "\(field).division_id"),
        team: try TeamID.optional(message.teamID, field: "\(field).team_id"),
        profile: message.profileID.isEmpty
          ? nil : try ProfileID(parsing: message.profileID, field: "\(field).profile_id")),
      period: try BoardPeriod(message, field: field),
      ties: try TiePolicy(message.tiePolicy, field: "\(field).tie_policy"),
      visibleRanks: message.visibleRanksMax == 0
        ? Self.visibleRanksDefault : message.visibleRanksMax,
      includesWithoutPoints: message.includeWithoutPoints,
      schedule: try RefreshSchedule(message.refresh, field: "\(field).refresh"),
      audience: try BoardAudience(audience, field: "\(field).audience"), field: field)
  }

  /// The settings with what a mask names taken from a message.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  func merging(
    _ message: GamificationV1.Leaderboard, _ mask: UpdateMask<LeaderboardPath>, field: String
  ) throws(ValidationError) -> LeaderboardSettings {
    var merged = GamificationV1.Leaderboard(self)
    func take<Value: Hashable>(
      _ path: LeaderboardPath, _ value: WritableKeyPath<GamificationV1.Leaderboard, Value>,
      unset: Value
    ) {
      if mask.names(path, isSet: message[keyPath: value] != unset) {
        merged[keyPath: value] = message[keyPath: value]
      }
    }
    take(.displayName, \.displayName, unset: "")
    take(.metricIDs, \.metricIDs, unset: [])
    take(.divisionID, \.divisionID, unset: "")
    take(.teamID, \.teamID, unset: "")
    take(.profileID, \.profileID, unset: "")
    take(.period, \.period, unset: .unspecified)
    take(.startWorkday, \.startWorkday, unset: nil)
    take(.endWorkday, \.endWorkday, unset: nil)
    if merged.period != .custom, message.startWorkday == nil, message.endWorkday == nil {
      (merged.startWorkday, merged.endWorkday) = (nil, nil)
    }
    take(.tiePolicy, \.tiePolicy, unset: .unspecified)
    take(.visibleRanksMax, \.visibleRanksMax, unset: 0)
    take(.includeWithoutPoints, \.includeWithoutPoints, unset: false)
    take(.refresh, \.refresh, unset: nil)
    take(.audience, \.audience, unset: nil)
    return try LeaderboardSettings(merged, field: field)
  }
}

extension BoardPeriod {
  fileprivate init(
    _ message: GamificationV1.Leaderboard, field: String
  ) throws(ValidationError) {
    if message.period != .custom {
      for (name, date) in [
        ("start_workday", message.startWorkday), ("end_workday", message.endWorkday),
      ] where date != nil {
        throw ValidationError(
          field: "\(field).\(name)", reason: "can only be used with PERIOD_CUSTOM")
      }
    }
    switch message.period {
    case .today: self = .today
    case .yesterday: self = .yesterday
    case .thisWeek: self = .thisWeek
    case .lastWeek: self = .lastWeek
    case .thisMonth: self = .thisMonth
    case .lastMonth: self = .lastMonth
    case .custom:
      do {
        self = .custom(
          try WorkdayRange(startWorkday: message.startWorkday, endWorkday: message.endWorkday))
      } catch {
        throw ValidationError(field: "\(field).\(error.field)", reason: error.reason)
      }
    case .unspecified, .unrecognized:
      throw ValidationError(field: "\(field).period", reason: "is required")
    }
  }
}

extension RefreshSchedule {
  fileprivate init(
    _ message: GamificationV1.LeaderboardRefresh?, field: String
  ) throws(ValidationError) {
    guard let message else {
      self = .standard
      return
    }
    let isWeekly = message.frequency == .weekly
    guard isWeekly || message.weekday == 0 else {
      throw ValidationError(
        field: "\(field).weekday", reason: "can only be used with FREQUENCY_WEEKLY")
    }
    let isTimed = isWeekly || [.daily, .unspecified].contains(message.frequency)
    guard isTimed || message.minuteOfDay == nil else {
      throw ValidationError(
        field: "\(field).minute_of_day",
        reason: "can only be used with FREQUENCY_DAILY and FREQUENCY_WEEKLY")
    }
    let minute = try Self.checkMinute(
      message.minuteOfDay ?? Self.minuteDefault, field: "\(field).minute_of_day")
    switch message.frequency {
    case .realTime: self = .realTime
    case .hourly: self = .hourly
    case .daily, .unspecified: self = .daily(minute: minute)
    case .weekly:
      self = .weekly(
        weekday: try Self.checkWeekday(
          message.weekday == 0 ? 1 : message.weekday, field: "\(field).weekday"),
        minute: minute)
    case .unrecognized:
      throw ValidationError(field: "\(field).frequency", reason: "is not a known frequency")
    }
  }
}

extension BoardAudience {
  fileprivate init(
    _ message: GamificationV1.LeaderboardAudience, field: String
  ) throws(ValidationError) {
    var teams: [TeamID] = []
    for (index, id) in message.teamIDs.enumerated() {
      teams.append(try TeamID(parsing: id, field: "\(field).team_ids[\(index)]"))
    }
    var people: [PersonID] = []
    for (index, id) in message.personIDs.enumerated() {
      people.append(try PersonID(parsing: id, field: "\(field).person_ids[\(index)]"))
    }
    try self.init(
      isEverybody: message.everybody, teams: teams, roles: message.roleIDs, people: people,
      field: field)
  }
}

extension GamificationV1.Leaderboard {
  init(_ board: StoredLeaderboard) {
    self.init(board.settings)
    leaderboardID = board.id.description
    etag = board.etag.text
    createTime = GoogleProtobuf.Timestamp(board.createTime)
    updateTime = GoogleProtobuf.Timestamp(board.updateTime)
    nextRefreshTime = board.nextRefreshTime.map { GoogleProtobuf.Timestamp($0) }
  }

  init(_ settings: LeaderboardSettings) {
    var range: WorkdayRange?
    if case .custom(let custom) = settings.period { range = custom }
    self.init(
      displayName: settings.displayName, metricIDs: settings.metrics.map(\.text),
      divisionID: settings.scope.division?.rawValue ?? "",
      teamID: settings.scope.team?.rawValue ?? "",
      profileID: settings.scope.profile?.description ?? "", period: Period(settings.period),
      startWorkday: range.map { GoogleType.Date($0.start) },
      endWorkday: range.map { GoogleType.Date($0.end) },
      tiePolicy: GamificationV1.TiePolicy(settings.ties),
      visibleRanksMax: settings.visibleRanks,
      includeWithoutPoints: settings.includesWithoutPoints,
      refresh: GamificationV1.LeaderboardRefresh(settings.schedule),
      audience: GamificationV1.LeaderboardAudience(settings.audience))
  }
}

extension GamificationV1.Leaderboard.Period {
  fileprivate init(_ period: BoardPeriod) {
    self =
      switch period {
      case .today: .today
      case .yesterday: .yesterday
      case .thisWeek: .thisWeek
      case .lastWeek: .lastWeek
      case .thisMonth: .thisMonth
      case .lastMonth: .lastMonth
      case .custom: .custom
      }
  }
}

extension GamificationV1.TiePolicy {
  fileprivate init(_ policy: TiePolicy) {
    self =
      switch policy {
      case .competition: .competition
      case .modifiedCompetition: .modifiedCompetition
      case .dense: .dense
      case .ordinal: .ordinal
      }
  }
}

extension GamificationV1.LeaderboardRefresh {
  fileprivate init(_ schedule: RefreshSchedule) {
    let frequency: Frequency =
      switch schedule {
      case .realTime: .realTime
      case .hourly: .hourly
      case .daily: .daily
      case .weekly: .weekly
      }
    self.init(
      frequency: frequency, weekday: schedule.weekday ?? 0, minuteOfDay: schedule.minute)
  }
}

extension GamificationV1.LeaderboardAudience {
  init(_ audience: BoardAudience) {
    self.init(
      everybody: audience.isEverybody, teamIDs: audience.teams.map(\.rawValue),
      roleIDs: audience.roles, personIDs: audience.people.map(\.rawValue))
  }
}
