package import Kernel

/// Somebody who may want to read boards.
package struct BoardReader: Hashable, Sendable {
  /// `nil` for a service.
  package let person: PersonID?
  /// The roles that they hold.
  package let roles: Set<String>
  /// Those of them that allow to see leaderboards.
  package let permittingRoles: Set<String>
  /// Whose results they may see; `nil` when no role allows to see leaderboards.
  package let visibility: Visibility?

  package init(
    person: PersonID?, roles: Set<String> = [], permittingRoles: Set<String> = [],
    visibility: Visibility?
  ) {
    self.person = person
    self.roles = roles
    self.permittingRoles = permittingRoles
    self.visibility = visibility
  }
}

/// Which groups a reader is told of who may not see every single person, beside the boards with
/// names.
///
/// What a reader knows of single people anyway is what their grants open, and the boards with names
/// that they may read. All other people are told of only by groups: boards with pseudonyms, and
/// whole teams. Those are shown only as far as ``Disclosure`` permits: people whom the shown groups
/// do not tell apart are at least so many as its threshold. Whatever is told of a group stays the
/// same when two of them swap their points, so that nobody can say whose points are whose; only the
/// order of readers and others with exactly the same points may be another one.
///
/// Source: domain.md row G44.
package struct ShownGroups: Hashable, Sendable {
  /// The boards with pseudonyms that are shown.
  package let scopes: Set<LeaderboardScope>
  /// The teams whose scores are shown.
  package let teams: Set<TeamID>
  package let disclosure: Disclosure

  /// None; enough for boards of people among whom nobody has a pseudonym.
  package static var none: ShownGroups {
    ShownGroups(scopes: [], teams: [], disclosure: .standard)
  }

  private init(scopes: Set<LeaderboardScope>, teams: Set<TeamID>, disclosure: Disclosure) {
    self.scopes = scopes
    self.teams = teams
    self.disclosure = disclosure
  }

  /// Picks the groups.
  ///
  /// The order is always the same: the board of the own profile, stored boards as they were made,
  /// teams by their ids.
  ///
  /// - Parameters:
  ///   - people: Everybody.
  ///   - reader: Who asks.
  ///   - boards: All stored boards, oldest first.
  ///   - disclosure: How many people a group needs.
  package init(
    of people: BoardPeople, for reader: BoardReader, _ boards: [StoredLeaderboard],
    by disclosure: Disclosure = .standard
  ) {
    self.disclosure = disclosure
    let (named, anonymous) = Self.boards(of: people, for: reader, boards, disclosure)
    var known = Set(named.flatMap { people.ranked(in: $0).map(\.person) })
    if let visibility = reader.visibility {
      known.formUnion(
        people.active.filter { people.isVisible($0, to: visibility) }.map(\.person))
    }
    if let person = reader.person { known.remove(person) }
    let teams = people.byTeam.keys.sorted().filter { team in
      let members = people.byTeam[team] ?? []
      return disclosure.permits(memberCount: members.count)
        && !members.contains { $0.privacy == .hidden }
    }
    let groups =
      anonymous.map { Set(people.ranked(in: $0).map(\.person)) }
      + teams.map { Set((people.byTeam[$0] ?? []).map(\.person)) }
    let shown = disclosure.shown(of: groups, knowing: known, reader: reader.person)
    scopes = Set(shown.filter { $0 < anonymous.count }.map { anonymous[$0] })
    self.teams = Set(
      shown.filter { $0 >= anonymous.count }.map { teams[$0 - anonymous.count] })
  }

  /// The boards that the reader is on and may read: with names, and with pseudonyms in their order.
  private static func boards(
    of people: BoardPeople, for reader: BoardReader, _ boards: [StoredLeaderboard],
    _ disclosure: Disclosure
  ) -> (named: [LeaderboardScope], anonymous: [LeaderboardScope]) {
    var scopes: [LeaderboardScope] = []
    if let person = reader.person, reader.visibility != nil,
      let own = people.ownProfile(of: person), people.visibleRanks(of: person) != nil
    {
      scopes.append(own)
    }
    for board in boards
    where board.settings.verdict(for: reader, people).isAllowed
      && !scopes.contains(board.settings.scope)
    {
      scopes.append(board.settings.scope)
    }
    var (named, anonymous): ([LeaderboardScope], [LeaderboardScope]) = ([], [])
    for scope in scopes where !people.covers(scope, reader) {
      let ranked = people.ranked(in: scope)
      guard disclosure.permits(memberCount: ranked.count) else { continue }
      if ranked.contains(where: { $0.privacy == .pseudonyms }) {
        anonymous.append(scope)
      } else {
        named.append(scope)
      }
    }
    return (named, anonymous)
  }
}
