package import Kernel

/// Whom insights are about: the people in all that is given, as they are now.
///
/// Source: domain.md row G36.
package struct InsightGroup: Hashable, Sendable {
  package let scope: LeaderboardScope
  /// Only these people; empty for all.
  package let people: Set<PersonID>

  /// How many people may be named.
  ///
  /// Source: domain.md 1.3.
  package static var namedMax: Int { 100 }
  /// How many people may be compared at once: as many as a profile has members.
  package static var peopleMax: Int { 2_000 }

  /// Checks a group.
  ///
  /// - Throws: ``ValidationError`` for `person_ids` or for the group itself.
  package init(
    scope: LeaderboardScope, people: [PersonID], field: String
  ) throws(ValidationError) {
    guard people.count <= Self.namedMax else {
      throw ValidationError(
        field: "\(field).person_ids", reason: "must be at most \(Self.namedMax)")
    }
    guard !scope.isOrganization || !people.isEmpty else {
      throw ValidationError(field: field, reason: "must have a profile, division, team or people")
    }
    self.scope = scope
    self.people = Set(people)
  }

  /// The group is a whole team.
  package init(team: TeamID) {
    scope = LeaderboardScope(team: team)
    people = []
  }

  /// The team that the group is, if it is a whole one.
  ///
  /// Means with people whom a caller may not see are told of whole teams only: these have no
  /// member in common, so that nobody is told apart by comparing them.
  package var wholeTeam: TeamID? {
    scope == LeaderboardScope(team: scope.team) && people.isEmpty ? scope.team : nil
  }
}

/// The active people of a group.
package struct InsightMembers: Sendable {
  /// Whom the caller may see, in the order of their ids.
  package let visible: [BoardMember]
  /// The others, in the order of their ids.
  package let hidden: [BoardMember]
}

extension BoardPeople {
  /// Finds the people of a group, and whom of them a caller may see.
  package func insightMembers(
    of group: InsightGroup, visibleTo visibility: Visibility
  ) -> InsightMembers {
    let members =
      group.people.isEmpty
      ? members(in: group.scope)
      : group.people.compactMap { member($0) }
        .filter { $0.isActive && group.scope.contains($0) }
    let ordered = members.sorted { $0.person < $1.person }
    return InsightMembers(
      visible: ordered.filter { isVisible($0, to: visibility) },
      hidden: ordered.filter { !isVisible($0, to: visibility) })
  }
}
