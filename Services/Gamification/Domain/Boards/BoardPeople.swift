package import Kernel

/// What boards need to know about a person.
package struct BoardMember: Hashable, Sendable {
  package let person: PersonID
  package let displayName: String
  package let division: DivisionID?
  package let team: TeamID?
  package let manager: PersonID?
  /// Who is not active has no place.
  package let isActive: Bool
  /// The profile that the person is in now.
  package let profile: ProfileID?
  /// What boards show of the person.
  package let privacy: BoardPrivacy.Mode

  package init(
    person: PersonID, displayName: String, division: DivisionID? = nil, team: TeamID? = nil,
    manager: PersonID? = nil, isActive: Bool = true, profile: ProfileID? = nil,
    privacy: BoardPrivacy.Mode = .names
  ) {
    self.person = person
    self.displayName = displayName
    self.division = division
    self.team = team
    self.manager = manager
    self.isActive = isActive
    self.profile = profile
    self.privacy = privacy
  }

  /// Whether the person has a place on boards of people.
  package var isRanked: Bool { isActive && privacy.ranksPeople }

  /// The same person, of whom boards show something else.
  package func showing(_ privacy: BoardPrivacy.Mode) -> BoardMember {
    BoardMember(
      person: person, displayName: displayName, division: division, team: team, manager: manager,
      isActive: isActive, profile: profile, privacy: privacy)
  }
}

/// The people of an organisation as its boards show them; replaced as a whole when it changes.
package struct BoardPeople: Sendable {
  private let members: [PersonID: BoardMember]
  private let byDivision: [DivisionID: [BoardMember]]
  private let byProfile: [ProfileID: [BoardMember]]
  /// The active members of each team.
  package let byTeam: [TeamID: [BoardMember]]
  /// Whether anybody is shown by a pseudonym.
  package let hasPseudonyms: Bool
  /// How many ranks the members of each profile see.
  private let visibleRanks: [ProfileID: Int]

  /// How many people are followed from a person upwards.
  private static var managerLevelsMax: Int { 32 }

  package init(_ members: [BoardMember], visibleRanks: [ProfileID: Int]) {
    self.members = Dictionary(members.map { ($0.person, $0) }) { first, _ in first }
    self.visibleRanks = visibleRanks
    hasPseudonyms = members.contains { $0.privacy == .pseudonyms }
    var byDivision: [DivisionID: [BoardMember]] = [:]
    var byTeam: [TeamID: [BoardMember]] = [:]
    var byProfile: [ProfileID: [BoardMember]] = [:]
    for member in members where member.isActive {
      if let division = member.division { byDivision[division, default: []].append(member) }
      if let team = member.team { byTeam[team, default: []].append(member) }
      if let profile = member.profile { byProfile[profile, default: []].append(member) }
    }
    self.byDivision = byDivision
    self.byTeam = byTeam
    self.byProfile = byProfile
  }

  package func member(_ person: PersonID) -> BoardMember? { members[person] }

  /// The active people whom a scope takes in.
  package func members(in scope: LeaderboardScope) -> [BoardMember] {
    let candidates: [BoardMember]
    if let team = scope.team {
      candidates = byTeam[team] ?? []
    } else if let profile = scope.profile {
      candidates = byProfile[profile] ?? []
    } else if let division = scope.division {
      candidates = byDivision[division] ?? []
    } else {
      candidates = members.values.filter(\.isActive)
    }
    return candidates.filter { scope.contains($0) }
  }

  /// Those of them who have a place on boards of people.
  package func ranked(in scope: LeaderboardScope) -> [BoardMember] {
    members(in: scope).filter(\.isRanked)
  }

  /// Everybody who is active.
  package var active: [BoardMember] { members(in: LeaderboardScope()) }

  /// The people who are not the same as in another copy, or only in one of the two.
  package func people(differentFrom other: BoardPeople) -> [PersonID] {
    members.values.filter { other.members[$0.person] != $0 }.map(\.person)
      + other.members.keys.filter { members[$0] == nil }
  }

  /// How many ranks of a board somebody sees by their profile; `nil` for who is in none.
  func visibleRanks(of person: PersonID) -> Int? {
    members[person]?.profile.flatMap { visibleRanks[$0] }
  }

  /// Whether a caller may see a person's results.
  func isVisible(_ member: BoardMember, to visibility: Visibility) -> Bool {
    if visibility.everything || visibility.people.contains(member.person) { return true }
    if let team = member.team, visibility.teams.contains(team) { return true }
    if let division = member.division, visibility.divisions.contains(division) { return true }
    guard !visibility.managers.isEmpty else { return false }
    var manager = member.manager
    for _ in 0..<Self.managerLevelsMax {
      guard let above = manager else { return false }
      if visibility.managers.contains(above) { return true }
      manager = members[above]?.manager
    }
    return false
  }
}
