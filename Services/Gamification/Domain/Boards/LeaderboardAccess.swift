package import Kernel

/// How much of a leaderboard a caller sees.
///
/// Source: domain.md rows G40 and G44.
package enum LeaderboardAccess: Hashable, Sendable {
  /// How the others are shown to somebody who is on the board.
  package enum Others: Hashable, Sendable {
    case named
    /// By numbers, and the places in their order.
    case pseudonyms
    /// Not at all: neither their points nor the caller's rank among them.
    case notShown
  }

  /// The caller may see the results of everybody on it.
  case everybody
  /// The caller is on the board, and sees so many places and their own.
  case participant(PersonID, placesMax: Int, others: Others)

  /// How many places of a board are shown at all.
  package static var placesMax: Int { 300 }

  /// How many places from the first one are shown.
  package var placesMax: Int {
    switch self {
    case .everybody: Self.placesMax
    case .participant(_, let placesMax, _): min(placesMax, Self.placesMax)
    }
  }

  /// How many places around somebody are shown on each side.
  package var neighborsMax: Int {
    switch self {
    case .everybody: 10
    case .participant(_, _, .notShown): 0
    case .participant: 1
    }
  }

  /// Whether the place of a person may be asked for.
  package func showsPlace(of person: PersonID) -> Bool {
    switch self {
    case .everybody: true
    case .participant(let caller, _, _): caller == person
    }
  }

  /// Whether it is shown who has the places.
  package var showsPeople: Bool {
    switch self {
    case .everybody, .participant(_, _, .named): true
    case .participant: false
    }
  }

  /// The indices of the order that are shown, from one on.
  package func indices(in population: RankedPopulation, from start: Int) -> Range<Int> {
    if case .participant(let caller, _, .notShown) = self {
      guard let own = population.index(of: caller), start <= own else { return 0..<0 }
      return own..<own + 1
    }
    let end = min(placesMax, population.count)
    return min(start, end)..<end
  }

  /// How many people are on the board, as far as the caller may know.
  package func totalCount(of population: RankedPopulation) -> Int {
    if case .participant(_, _, .notShown) = self { 0 } else { population.count }
  }

  /// The places as the caller sees them; the first has an index in the order.
  package func shown(_ places: [Ranking.Place], from index: Int) -> [ShownPlace] {
    places.enumerated().map { offset, place in
      switch self {
      case .everybody, .participant(_, _, .named): return ShownPlace(place)
      case .participant(let caller, _, let others):
        if place.contender.person == caller {
          return ShownPlace(place, rank: others == .notShown ? 0 : place.rank)
        }
        return ShownPlace(place, pseudonym: "Player \(index + offset + 1)")
      }
    }
  }
}

/// A place as somebody sees it.
package struct ShownPlace: Hashable, Sendable {
  /// From 1; 0 when it is not told.
  package let rank: Int
  /// `nil` when it is not told.
  package let person: PersonID?
  package let displayName: String
  package let points: Points
  /// `nil` when nobody knows or it is not told.
  package let reachTime: Timestamp?

  init(_ place: Ranking.Place, rank: Int? = nil) {
    self.rank = rank ?? place.rank
    person = place.contender.person
    displayName = place.contender.displayName
    points = place.contender.points
    reachTime = place.contender.reachTime
  }

  init(_ place: Ranking.Place, pseudonym: String) {
    rank = place.rank
    person = nil
    displayName = pseudonym
    points = place.contender.points
    reachTime = nil
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
    to scope: LeaderboardScope, of reader: BoardReader, _ groups: ShownGroups
  ) -> LeaderboardAccess? {
    if covers(scope, reader) { return .everybody }
    guard let caller = reader.person, scope == ownProfile(of: caller),
      let ranks = visibleRanks(of: caller)
    else { return nil }
    return .participant(
      caller, placesMax: ranks, others: others(on: scope, groups))
  }

  /// The board of the profile that somebody is in; `nil` for who has no place on it.
  func ownProfile(of person: PersonID) -> LeaderboardScope? {
    guard let member = member(person), member.isRanked, let profile = member.profile else {
      return nil
    }
    return LeaderboardScope(profile: profile)
  }

  /// Whether a reader may see the results of everybody on the board of a scope.
  package func covers(_ scope: LeaderboardScope, _ reader: BoardReader) -> Bool {
    guard var visibility = reader.visibility else { return false }
    if scope.isNamed(by: visibility) { return true }
    guard !scope.isOrganization else { return false }
    if let person = reader.person { visibility.people.insert(person) }
    let members = members(in: scope)
    return !members.isEmpty && members.allSatisfy { isVisible($0, to: visibility) }
  }

  /// How those on the board of a scope are shown to others who are on it.
  ///
  /// It depends on who they are and never on points or days: so no range of days tells what another
  /// one hides. One person with a pseudonym would be the one without a name, so then all have one.
  package func others(on scope: LeaderboardScope, _ groups: ShownGroups) -> LeaderboardAccess.Others
  {
    let ranked = ranked(in: scope)
    guard groups.disclosure.permits(memberCount: ranked.count) else { return .notShown }
    guard ranked.contains(where: { $0.privacy == .pseudonyms }) else { return .named }
    return groups.scopes.contains(scope) ? .pseudonyms : .notShown
  }
}
