package import Kernel

/// What ranks people have who have the same points.
///
/// Source: domain.md row G42.
package enum TiePolicy: String, Hashable, Sendable, CaseIterable {
  /// They share the best of their places: 1, 2, 2, 4.
  case competition
  /// They share the last of their places: 1, 3, 3, 4.
  case modifiedCompetition = "modified_competition"
  /// They share a rank, and the next one follows: 1, 2, 2, 3.
  case dense
  /// Each has a rank of their own, by the tie-break: 1, 2, 3, 4.
  case ordinal
}

/// Somebody who takes part in a board.
package struct Contender: Hashable, Sendable {
  package let person: PersonID
  package let displayName: String
  package let points: Points
  /// When the points were reached; `nil` when nobody knows.
  package let reachTime: Timestamp?

  package init(
    person: PersonID, displayName: String, points: Points, reachTime: Timestamp? = nil
  ) {
    self.person = person
    self.displayName = displayName
    self.points = points
    self.reachTime = reachTime
  }
}

extension Contender: Comparable {
  /// The better one first: more points, then reached earlier, then by name, then by id.
  ///
  /// Names are compared by their code points, so that the order is the same everywhere. Source:
  /// domain.md 1.2.7.
  package static func < (left: Self, right: Self) -> Bool {
    if left.points != right.points { return left.points > right.points }
    if left.reachTime != right.reachTime {
      guard let leftTime = left.reachTime else { return false }
      guard let rightTime = right.reachTime else { return true }
      return leftTime < rightTime
    }
    if left.displayName.utf8.elementsEqual(right.displayName.utf8) {
      return left.person < right.person
    }
    return left.displayName.utf8.lexicographicallyPrecedes(right.displayName.utf8)
  }
}

/// Everybody on a board with their rank, the best first.
package struct Ranking: Hashable, Sendable {
  package struct Place: Hashable, Sendable {
    /// From 1.
    package let rank: Int
    package let contender: Contender
  }

  package let places: [Place]

  /// Ranks people, each of whom takes part once.
  package init(_ contenders: [Contender], ties: TiePolicy) {
    let ordered = contenders.sorted()
    let ranks = Self.ranks(ofOrdered: ordered.map(\.points), ties: ties)
    let places = zip(ranks, ordered).map { Place(rank: $0, contender: $1) }
    self.places = places
  }

  /// The rank that goes with each of some points, the most first.
  package static func ranks(ofOrdered points: [Points], ties: TiePolicy) -> [Int] {
    var ranks: [Int] = []
    ranks.reserveCapacity(points.count)
    var start = 0
    var denseRank = 0
    while start < points.count {
      let end = points[start...].firstIndex { $0 != points[start] } ?? points.count
      denseRank += 1
      for index in start..<end {
        let rank =
          switch ties {
          case .competition: start + 1
          case .modifiedCompetition: end
          case .dense: denseRank
          case .ordinal: index + 1
          }
        ranks.append(rank)
      }
      start = end
    }
    return ranks
  }

  /// The place of somebody and so many before and behind it; empty when they have none.
  ///
  /// Source: domain.md row G40.
  package func places(around person: PersonID, radius: Int) -> ArraySlice<Place> {
    precondition(radius >= 0, "a radius was checked when it was asked for")
    guard let index = places.firstIndex(where: { $0.contender.person == person }) else { return [] }
    let first = index - min(radius, index)
    let last = index + min(radius, places.count - 1 - index)
    return places[first...last]
  }
}
