package import Kernel

/// How much of a leaderboard a caller sees.
///
/// Source: domain.md rows G40 and G44.
package enum LeaderboardAccess: Hashable, Sendable {
  /// The caller may see the results of everybody on it.
  case everybody
  /// The caller is in the profile that the board is of, and sees so many places and their own.
  case participant(PersonID, placesMax: Int)

  /// How many places of a board are shown at all.
  package static var placesMax: Int { 300 }

  /// How many places from the first one are shown.
  package var placesMax: Int {
    switch self {
    case .everybody: Self.placesMax
    case .participant(_, let placesMax): min(placesMax, Self.placesMax)
    }
  }

  /// How many places around somebody are shown on each side.
  package var neighborsMax: Int {
    switch self {
    case .everybody: 10
    case .participant: 1
    }
  }

  /// Whether the place of a person may be asked for.
  package func showsPlace(of person: PersonID) -> Bool {
    switch self {
    case .everybody: true
    case .participant(let caller, _): caller == person
    }
  }

  /// Whether it is shown who has the places.
  ///
  /// Who may not see everybody's results learns no names while fewer people have points than
  /// `disclosure` wants. Only people with points count: otherwise the same board with and without
  /// the others would tell.
  package func showsPeople(
    of population: RankedPopulation, by disclosure: Disclosure = .standard
  ) -> Bool {
    self == .everybody || disclosure.permits(memberCount: population.countWithPoints)
  }

  /// Whether it is shown that a person has a place.
  package func shows(_ person: PersonID, showsPeople: Bool) -> Bool {
    if showsPeople { return true }
    guard case .participant(let caller, _) = self else { return true }
    return caller == person
  }
}

extension BoardPeople {
  /// What a caller sees of the board of a scope; `nil` for nothing.
  ///
  /// Whoever holds a grant for the named division or team sees it all, and so does who may see each
  /// single one on it. The callers themselves are no obstacle: a supervisor may be a member of the
  /// team. Everybody else sees a part of the board of the profile that they are in, and of no part
  /// of the profile: two boards that differ by one person would tell of that one.
  package func access(
    to scope: LeaderboardScope, of caller: PersonID?, with visibility: Visibility
  ) -> LeaderboardAccess? {
    if scope.isNamed(by: visibility) { return .everybody }
    if seesAll(of: scope, caller, visibility) { return .everybody }
    guard let caller, let profile = member(caller)?.profile, member(caller)?.isActive == true,
      scope == LeaderboardScope(profile: profile), let ranks = visibleRanks(of: caller)
    else { return nil }
    return .participant(caller, placesMax: ranks)
  }

  private func seesAll(
    of scope: LeaderboardScope, _ caller: PersonID?, _ visibility: Visibility
  ) -> Bool {
    guard !scope.isOrganization else { return false }
    var visibility = visibility
    if let caller { visibility.people.insert(caller) }
    let members = members(in: scope)
    return !members.isEmpty && members.allSatisfy { isVisible($0, to: visibility) }
  }
}
