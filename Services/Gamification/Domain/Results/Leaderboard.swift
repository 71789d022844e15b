package import Kernel

/// Which leaderboard is asked for.
package struct LeaderboardQuery: Hashable, Sendable {
  package let range: WorkdayRange
  /// Only the points of this metric, by its id or that of its definition; `nil` for all together.
  package let metric: String?
  package let scope: LeaderboardScope

  package init(range: WorkdayRange, metric: String?, scope: LeaderboardScope) {
    self.range = range
    self.metric = metric
    self.scope = scope
  }
}

/// Whose places a leaderboard has: the members of all that is given.
package struct LeaderboardScope: Hashable, Sendable {
  package let division: DivisionID?
  package let team: TeamID?

  package init(division: DivisionID?, team: TeamID?) {
    self.division = division
    self.team = team
  }

  /// Whether everybody of the organisation has a place.
  package var isOrganization: Bool { division == nil && team == nil }

  /// Whether a grant for the named division or team opens the whole board, whoever its members are.
  package func isNamed(by visibility: Visibility) -> Bool {
    if visibility.everything { return true }
    if let team, visibility.teams.contains(team) { return true }
    if let division, visibility.divisions.contains(division) { return true }
    return false
  }
}

/// A place on a leaderboard.
package struct LeaderboardPlace: Hashable, Sendable {
  /// From 1; people with the same points share it and the next is skipped (1, 2, 2, 4).
  package let rank: Int32
  package let person: PersonID
  /// Empty while the directory has not told it yet.
  package let displayName: String
  package let points: Points

  package init(rank: Int32, person: PersonID, displayName: String, points: Points) {
    self.rank = rank
    self.person = person
    self.displayName = displayName
    self.points = points
  }
}

/// The sort key of a place: most points first, then by name, then by id.
package struct LeaderboardPosition: Hashable, Sendable {
  package let points: Points
  package let displayName: String
  package let person: String

  /// Before every place.
  package static var start: LeaderboardPosition {
    LeaderboardPosition(points: Points(hundredths: .max), displayName: "", person: "")
  }

  private init(points: Points, displayName: String, person: String) {
    self.points = points
    self.displayName = displayName
    self.person = person
  }

  /// Reads the position that a page token holds.
  ///
  /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
  package init(texts: [String]) throws(ValidationError) {
    guard texts.count == 3, let hundredths = Int64(texts[0]) else {
      throw ValidationError(
        field: "page_token", reason: "does not belong to this list and these arguments")
    }
    self.init(
      points: Points(hundredths: hundredths), displayName: texts[1], person: texts[2])
  }

  /// The form that a page token holds, for the place that a page ends with.
  package static func texts(of place: LeaderboardPlace) -> [String] {
    [String(place.points.hundredths), place.displayName, place.person.rawValue]
  }
}
