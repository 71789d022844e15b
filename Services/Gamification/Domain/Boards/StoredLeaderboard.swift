package import Kernel

/// A leaderboard that an organisation keeps.
///
/// Source: domain.md rows G43 and G45 to G47.
package struct StoredLeaderboard: Hashable, Sendable {
  package let id: LeaderboardID
  package private(set) var settings: LeaderboardSettings
  /// Counts the changes, from 1.
  package private(set) var version: Int64
  package let createTime: Timestamp
  package private(set) var updateTime: Timestamp
  /// When it is brought up to date next; `nil` for one that always is.
  package var nextRefreshTime: Timestamp?

  /// How many boards an organisation may have.
  package static var boardsMax: Int { 100 }

  package init(
    id: LeaderboardID, settings: LeaderboardSettings, version: Int64 = 1, createTime: Timestamp,
    updateTime: Timestamp, nextRefreshTime: Timestamp? = nil
  ) {
    self.id = id
    self.settings = settings
    self.version = version
    self.createTime = createTime
    self.updateTime = updateTime
    self.nextRefreshTime = nextRefreshTime
  }

  package var etag: ETag { ETag(version: version) }

  /// The board with other settings; the same one when nothing is other.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)`` when `etag` is given and another one.
  package func changing(
    _ settings: LeaderboardSettings, etag: String, at now: Timestamp
  ) throws(GamificationError) -> StoredLeaderboard {
    try self.etag.check(etag)
    guard settings != self.settings else { return self }
    var board = self
    board.settings = settings
    board.version += 1
    // Who has waited for another change has an older time.
    board.updateTime = max(now, updateTime)
    return board
  }
}

/// Who is ranked by what on a stored board, and who may read it.
package struct LeaderboardSettings: Hashable, Sendable {
  /// 1 to 100 characters.
  package let displayName: String
  /// The metrics whose points are summed, each once; none for all.
  package let metrics: [BoardMetric]
  package let scope: LeaderboardScope
  package let period: BoardPeriod
  package let ties: TiePolicy
  /// How many places those see who are on the board: 1 to 300.
  package let visibleRanks: Int32
  package let includesWithoutPoints: Bool
  package let schedule: RefreshSchedule
  package let audience: BoardAudience

  package static var metricsMax: Int { 50 }
  package static var visibleRanksDefault: Int32 { 10 }

  /// Checks settings.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    displayName: String, metrics: [BoardMetric], scope: LeaderboardScope, period: BoardPeriod,
    ties: TiePolicy, visibleRanks: Int32, includesWithoutPoints: Bool,
    schedule: RefreshSchedule, audience: BoardAudience, field: String
  ) throws(ValidationError) {
    try CheckedText.check(displayName, characters: 1...100, field: "\(field).display_name")
    guard metrics.count <= Self.metricsMax, Set(metrics).count == metrics.count else {
      throw ValidationError(
        field: "\(field).metric_ids",
        reason: "must be at most \(Self.metricsMax) metrics, each once")
    }
    guard (1...Int32(LeaderboardAccess.placesMax)).contains(visibleRanks) else {
      throw ValidationError(
        field: "\(field).visible_ranks_max",
        reason: "must be from 1 to \(LeaderboardAccess.placesMax)")
    }
    guard !audience.isEverybody || scope.division != nil || scope.team != nil else {
      throw ValidationError(
        field: "\(field).audience.everybody",
        reason: "can only be set for a board of a division or team")
    }
    self.init(
      stored: displayName, metrics: metrics, scope: scope, period: period, ties: ties,
      visibleRanks: visibleRanks, includesWithoutPoints: includesWithoutPoints,
      schedule: schedule, audience: audience)
  }

  /// Adopts settings that were checked when they were stored.
  package init(
    stored displayName: String, metrics: [BoardMetric], scope: LeaderboardScope,
    period: BoardPeriod, ties: TiePolicy, visibleRanks: Int32, includesWithoutPoints: Bool,
    schedule: RefreshSchedule, audience: BoardAudience
  ) {
    self.displayName = displayName
    self.metrics = metrics
    self.scope = scope
    self.period = period
    self.ties = ties
    self.visibleRanks = visibleRanks
    self.includesWithoutPoints = includesWithoutPoints
    self.schedule = schedule
    self.audience = audience
  }

  /// Whether a snapshot of the one is also one of the other.
  package func countsTheSame(as other: LeaderboardSettings) -> Bool {
    Set(metrics) == Set(other.metrics) && period == other.period
      && (schedule == .realTime) == (other.schedule == .realTime)
  }

  /// The board on a day.
  package func query(on today: Workday) -> LeaderboardQuery {
    LeaderboardQuery(
      key: BoardKey(range: period.range(on: today), metrics: Set(metrics)), scope: scope,
      includesWithoutPoints: includesWithoutPoints)
  }
}

/// Who may read a stored board, if their roles allow it: whoever is named in any of these ways.
package struct BoardAudience: Hashable, Sendable {
  package let isEverybody: Bool
  package let teams: [TeamID]
  package let roles: [String]
  package let people: [PersonID]

  package static var teamsMax: Int { 100 }
  package static var rolesMax: Int { 20 }
  package static var peopleMax: Int { 100 }

  /// Checks an audience.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    isEverybody: Bool, teams: [TeamID], roles: [String], people: [PersonID], field: String
  ) throws(ValidationError) {
    guard isEverybody || !teams.isEmpty || !roles.isEmpty || !people.isEmpty else {
      throw ValidationError(field: field, reason: "must name somebody")
    }
    try Self.check(teams, max: Self.teamsMax, "\(field).team_ids")
    try Self.check(roles, max: Self.rolesMax, "\(field).role_ids")
    try Self.check(people, max: Self.peopleMax, "\(field).person_ids")
    for (index, role) in roles.enumerated() {
      try CheckedText.check(role, characters: 1...64, field: "\(field).role_ids[\(index)]")
    }
    self.init(stored: isEverybody, teams: teams, roles: roles, people: people)
  }

  /// Adopts an audience that was checked when it was stored.
  package init(stored isEverybody: Bool, teams: [TeamID], roles: [String], people: [PersonID]) {
    self.isEverybody = isEverybody
    self.teams = teams
    self.roles = roles
    self.people = people
  }

  private static func check(
    _ entries: [some Hashable], max: Int, _ field: String
  ) throws(ValidationError) {
    guard entries.count <= max, Set(entries).count == entries.count else {
      throw ValidationError(field: field, reason: "must be at most \(max), each once")
    }
  }

  /// By what it names a reader; nothing when it does not.
  package func entries(naming reader: BoardReader, _ people: BoardPeople) -> [String] {
    guard let person = reader.person else {
      // A service that may see everything is in no team.
      return reader.visibility?.everything == true ? ["service"] : []
    }
    var entries = isEverybody ? ["everybody"] : []
    if let member = people.member(person), member.isActive, let team = member.team,
      teams.contains(team)
    {
      entries.append("team/\(team.rawValue)")
    }
    entries += roles.filter { reader.roles.contains($0) }.map { "role/\($0)" }
    if self.people.contains(person) { entries.append("person/\(person.rawValue)") }
    return entries
  }
}
