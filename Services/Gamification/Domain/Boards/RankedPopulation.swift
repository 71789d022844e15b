package import Kernel

/// Everybody on a board in their order, kept so while single people's points change.
///
/// It ranks as ``Ranking`` does, which sorts all of them each time.
package struct RankedPopulation: Sendable {
  private var order: SortedList<Contender>
  /// The points that somebody has, each once.
  private var levels: SortedList<Points>
  /// How many people have them.
  private var levelSizes: [Points: Int]
  private var contenders: [PersonID: Contender]

  /// Ranks people, each of whom takes part once.
  package init(_ contenders: [Contender] = []) {
    order = SortedList(contenders)
    levelSizes = contenders.reduce(into: [:]) { $0[$1.points, default: 0] += 1 }
    levels = SortedList(Array(levelSizes.keys))
    self.contenders = Dictionary(contenders.map { ($0.person, $0) }) { first, _ in first }
    precondition(self.contenders.count == contenders.count, "each takes part once")
  }

  package var count: Int { order.count }

  /// How many people have points other than 0.
  package var countWithPoints: Int { count - (levelSizes[.zero] ?? 0) }

  package func contender(_ person: PersonID) -> Contender? { contenders[person] }

  /// Puts somebody in their place, wherever they were before.
  package mutating func update(_ contender: Contender) {
    guard contenders[contender.person] != contender else { return }
    remove(contender.person)
    contenders[contender.person] = contender
    order.insert(contender)
    let size = levelSizes[contender.points] ?? 0
    if size == 0 { levels.insert(contender.points) }
    levelSizes[contender.points] = size + 1
  }

  /// Takes somebody out; nothing happens when they do not take part.
  package mutating func remove(_ person: PersonID) {
    guard let contender = contenders.removeValue(forKey: person) else { return }
    order.remove(contender)
    let size = levelSizes[contender.points] ?? 0
    levelSizes[contender.points] = size > 1 ? size - 1 : nil
    if size <= 1 { levels.remove(contender.points) }
  }

  /// The index of somebody in the order, from 0; `nil` when they do not take part.
  package func index(of person: PersonID) -> Int? {
    contenders[person].flatMap { order.place(of: $0) }
  }

  /// The index of the first one behind a contender, who need not take part any more.
  package func index(behind contender: Contender) -> Int { order.firstPlace { contender < $0 } }

  /// The places at indices of the order, the best first; those that there are.
  package func places(at indices: Range<Int>, ties: TiePolicy) -> [Ranking.Place] {
    let indices = indices.clamped(to: 0..<count)
    let shown = order.elements(at: indices)
    var places: [Ranking.Place] = []
    places.reserveCapacity(shown.count)
    for (offset, contender) in shown.enumerated() {
      let isLevel = offset > 0 && shown[offset - 1].points == contender.points
      let rank =
        if ties == .ordinal {
          indices.lowerBound + offset + 1
        } else if isLevel {
          places[offset - 1].rank
        } else {
          sharedRank(of: contender.points, ties: ties)
        }
      places.append(Ranking.Place(rank: rank, contender: contender))
    }
    return places
  }

  /// The place of somebody and so many before and behind it; empty when they have none.
  ///
  /// Source: domain.md row G40.
  package func places(around person: PersonID, radius: Int, ties: TiePolicy) -> [Ranking.Place] {
    precondition(radius >= 0, "a radius was checked when it was asked for")
    guard let index = index(of: person) else { return [] }
    return places(at: max(0, index - radius)..<min(count, index + radius + 1), ties: ties)
  }

  /// The rank that everybody has with these points, by a policy that lets them share it.
  private func sharedRank(of points: Points, ties: TiePolicy) -> Int {
    switch ties {
    case .competition, .ordinal: order.firstPlace { $0.points <= points } + 1
    case .modifiedCompetition: order.firstPlace { $0.points < points }
    case .dense: levels.count - levels.firstPlace { $0 >= points }
    }
  }
}
