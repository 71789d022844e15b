package import Kernel

/// Teams in the order of their scores.
///
/// Source: domain.md row G48.
package struct TeamStandings: Hashable, Sendable {
  package struct Place: Hashable, Sendable {
    /// From 1.
    package let rank: Int
    package let team: TeamID
    package let score: Points
    /// How many members count.
    package let memberCount: Int
  }

  /// The best first; equal ones by their ids.
  package let places: [Place]

  /// Ranks the teams that may be told of.
  ///
  /// Teams share nobody, so each is told of when it has as many members as `disclosure` wants.
  /// Members count for that whether or not they have points: otherwise the same team on two ranges
  /// of days would tell of those who have points on one of them only.
  ///
  /// - Parameters:
  ///   - people: Who is in which team.
  ///   - division: Only members of this division; `nil` for all.
  ///   - population: Who counts, with their points.
  ///   - score: How the points of a team's members become those of the team.
  ///   - ties: What ranks teams have with the same score.
  ///   - shown: What is told to somebody who may not see every single member; `nil` for who may.
  ///     Only those teams then have a place, and all of their members count: how many have points
  ///     would tell something about these.
  ///   - disclosure: How many members a team needs.
  package init(
    of people: BoardPeople, in division: DivisionID?, _ population: RankedPopulation,
    score: TeamScore, ties: TiePolicy, shown: ShownGroups? = nil,
    disclosure: Disclosure = .standard
  ) {
    let scope = LeaderboardScope(division: division)
    var teams: [(team: TeamID, points: [Points])] = []
    for (team, members) in people.byTeam where shown?.teams.contains(team) ?? true {
      let inside = members.filter { scope.contains($0) }
      guard disclosure.permits(memberCount: inside.count),
        !members.contains(where: { $0.privacy == .hidden })
      else { continue }
      let points = inside.map { population.contender($0.person)?.points }
      teams.append((team, shown == nil ? points.compactMap(\.self) : points.map { $0 ?? .zero }))
    }
    let all = teams.flatMap(\.points)
    let sum = all.reduce(.zero, +).hundredths
    let mean = all.isEmpty ? 0 : Double(sum) / Double(all.count)
    var scores: [(team: TeamID, score: Points, memberCount: Int)] = []
    for team in teams where !team.points.isEmpty {
      scores.append(
        (team.team, score.score(of: team.points, overallMean: mean), team.points.count))
    }
    scores.sort { left, right in
      left.score == right.score ? left.team < right.team : left.score > right.score
    }
    let ranks = Ranking.ranks(ofOrdered: scores.map(\.score), ties: ties)
    places = zip(ranks, scores).map { rank, team in
      Place(rank: rank, team: team.team, score: team.score, memberCount: team.memberCount)
    }
  }
}

extension TeamStandings {
  /// The sort key of a place.
  package struct Position: Hashable, Sendable {
    let score: Points
    let team: TeamID

    /// Reads the position that a page token holds.
    ///
    /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
    package init(texts: [String]) throws(ValidationError) {
      guard texts.count == 2, let hundredths = Int64(texts[0]) else {
        throw ValidationError(
          field: "page_token", reason: "does not belong to this list and these arguments")
      }
      score = Points(hundredths: hundredths)
      team = TeamID(stored: texts[1])
    }
  }

  /// The places behind one that a page ended with.
  package func places(behind position: Position) -> ArraySlice<Place> {
    places.drop { place in
      place.score == position.score
        ? place.team <= position.team : place.score > position.score
    }
  }
}

extension TeamStandings.Place {
  /// The form that a page token holds.
  package var position: [String] { [String(score.hundredths), team.rawValue] }
}
