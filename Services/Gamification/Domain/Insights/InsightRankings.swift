package import Kernel

/// Who of a group leads, who trails and who has fallen behind.
///
/// Source: domain.md rows G31, G36 and G62.
package struct InsightRankings: Sendable {
  /// Somebody's place with their results.
  package struct Entry: Hashable, Sendable {
    package let place: InsightRanking.Place
    /// The rank in the earlier period; `nil` without one, and when the change may be chance.
    package let comparativeRank: Int?
    package let comparison: PeriodComparison
  }

  /// The best first.
  package let leaders: [Entry]
  /// The worst first.
  package let trailers: [Entry]
  /// Whose results have clearly become worse, the biggest change first.
  package let decliners: [Entry]
  /// How many people have a place.
  package let rankedCount: Int

  /// Ranks people by their percent of goal in the period that was asked about.
  package init(_ results: InsightResults, of people: [PersonID], sectionSize: Int) {
    let comparisons = Dictionary(people.map { ($0, results.tally(of: $0).overall) }) { first, _ in
      first
    }
    func members(
      _ percent: (PeriodComparison) -> Double?
    ) -> [InsightRanking.Member] {
      comparisons.map { InsightRanking.Member(person: $0, percentOfGoal: percent($1)) }
    }
    let primary = members { $0.primary.percentOfGoal }
    let places = InsightRanking.places(of: primary)
    let earlier = Dictionary(
      InsightRanking.places(of: members { $0.comparative.percentOfGoal })
        .map { ($0.member.person, $0.rank) }
    ) { first, _ in first }
    func entry(_ place: InsightRanking.Place) -> Entry? {
      comparisons[place.member.person].map { comparison in
        Entry(
          place: place,
          comparativeRank: comparison.change.certainty == .clear
            ? earlier[place.member.person] : nil,
          comparison: comparison)
      }
    }
    let ranking = InsightRanking(primary, sectionSize: sectionSize)
    leaders = ranking.leaders.compactMap(entry)
    trailers = ranking.trailers.compactMap(entry)
    decliners = Array(
      places.compactMap(entry).filter(\.comparison.isClearDecline)
        .sorted { left, right in
          let (one, other) = (left.decline, right.decline)
          return one == other
            ? left.place.member.person < right.place.member.person : one < other
        }.prefix(sectionSize))
    rankedCount = places.count
  }

  /// Everybody who is in a section.
  package var listed: Set<PersonID> {
    Set((leaders + trailers + decliners).map(\.place.member.person))
  }
}

extension InsightRankings.Entry {
  /// The middle of where the change lies.
  fileprivate var decline: Double {
    comparison.change.interval.map { ($0.lowerBound + $0.upperBound) / 2 } ?? 0
  }
}

/// The teams of some people.
package struct InsightTeams: Sendable {
  private let teams: [TeamID: InsightMembers]
  private let teamsByPerson: [PersonID: TeamID]

  /// Finds the teams, and whom of them a caller may see.
  package init(
    of listed: Set<PersonID>, _ people: BoardPeople, visibleTo visibility: Visibility
  ) {
    var teams: [TeamID: InsightMembers] = [:]
    var teamsByPerson: [PersonID: TeamID] = [:]
    for person in listed {
      guard let team = people.member(person)?.team else { continue }
      teamsByPerson[person] = team
      if teams[team] == nil {
        teams[team] = people.insightMembers(
          of: InsightGroup(team: team), visibleTo: visibility)
      }
    }
    self.teams = teams
    self.teamsByPerson = teamsByPerson
  }

  /// The members of the teams, and some others.
  package func members(with others: [PersonID]) -> [PersonID] {
    Set(teams.values.flatMap { $0.visible + $0.hidden }.map(\.person)).union(others).sorted()
  }

  /// Compares one of the people with their team; `nil` without one, and when nothing may be told.
  package func benchmark(of person: PersonID, _ results: InsightResults) -> TeamBenchmark? {
    guard let team = teamsByPerson[person], let members = teams[team] else { return nil }
    func days(_ members: [BoardMember]) -> [[PeriodTally.Day]] {
      members.filter { $0.person != person }
        .map { results.tally(of: $0.person).primary.days }
    }
    return TeamBenchmark(
      results.tally(of: person).primary.days, in: team, visible: days(members.visible),
      hidden: days(members.hidden))
  }
}
