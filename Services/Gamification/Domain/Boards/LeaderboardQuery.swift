package import Kernel

/// Which leaderboard is asked for.
package struct LeaderboardQuery: Hashable, Sendable {
  package let key: BoardKey
  package let scope: LeaderboardScope
  /// Whether people have a place whose points are 0; otherwise they are left out.
  ///
  /// Source: domain.md row G41.
  package let includesWithoutPoints: Bool
  /// Whether teams are ranked: people who have no place themselves count for theirs.
  package let isForTeams: Bool

  package init(
    key: BoardKey, scope: LeaderboardScope, includesWithoutPoints: Bool, isForTeams: Bool = false
  ) {
    self.key = key
    self.scope = scope
    self.includesWithoutPoints = includesWithoutPoints
    self.isForTeams = isForTeams
  }
}

/// Which points count on a board.
package struct BoardKey: Hashable, Sendable {
  package let range: WorkdayRange
  /// Only the points of these metrics; none for all together.
  package let metrics: Set<BoardMetric>

  package init(range: WorkdayRange, metrics: Set<BoardMetric>) {
    self.range = range
    self.metrics = metrics
  }

  package init(range: WorkdayRange, metric: BoardMetric?) {
    self.init(range: range, metrics: metric.map { [$0] } ?? [])
  }

  /// The metrics of profiles whose points count; `nil` for all.
  package func counted(
    of known: [BoardMetric: Set<ProfileMetricID>]
  ) -> Set<ProfileMetricID>? {
    metrics.isEmpty ? nil : metrics.reduce(into: []) { $0.formUnion(known[$1] ?? []) }
  }

  /// A metric that nobody knows; `nil` when all are known.
  package func unknownMetric(
    of known: [BoardMetric: Set<ProfileMetricID>]
  ) -> BoardMetric? {
    metrics.filter { known[$0] == nil }.min { $0.text < $1.text }
  }
}

/// The metric of a board: the metric of one profile, or all metrics that a definition is that of.
package struct BoardMetric: Hashable, Sendable {
  /// The id of a definition or of the metric of a profile; a UUID in its canonical form.
  package let text: String

  /// The metric of a profile, if the id can be that of one.
  package var profileMetric: ProfileMetricID? { UUIDBits(text).map { ProfileMetricID(uuid: $0) } }

  /// Whether it is a metric that every organisation has, whether or not a profile uses it.
  package var isBuiltIn: Bool { DefinitionCatalogue.definition(text) != nil }

  /// How long an id may be.
  package static var charactersMax: Int { 64 }

  /// Checks an id that came from outside.
  ///
  /// - Throws: ``ValidationError`` that names `field` when no metric can have the id.
  package init(parsing text: String, field: String) throws(ValidationError) {
    try CheckedText.check(text, characters: 1...Self.charactersMax, field: field)
    self.text = UUIDBits(text)?.description ?? text
  }

  /// Adopts an id that was checked when it was stored.
  package init(stored text: String) { self.text = text }
}

/// Who has a place on a leaderboard: the members of all that is given, as they are now.
package struct LeaderboardScope: Hashable, Sendable {
  package let division: DivisionID?
  package let team: TeamID?
  package let profile: ProfileID?

  package init(division: DivisionID? = nil, team: TeamID? = nil, profile: ProfileID? = nil) {
    self.division = division
    self.team = team
    self.profile = profile
  }

  /// Whether everybody of the organisation has a place.
  package var isOrganization: Bool { self == LeaderboardScope() }

  package func contains(_ member: BoardMember) -> Bool {
    (division == nil || member.division == division) && (team == nil || member.team == team)
      && (profile == nil || member.profile == profile)
  }

  /// Whether a grant for the named division or team opens the whole board, whoever its members are.
  package func isNamed(by visibility: Visibility) -> Bool {
    if visibility.everything { return true }
    if let team, visibility.teams.contains(team) { return true }
    if let division, visibility.divisions.contains(division) { return true }
    return false
  }
}
