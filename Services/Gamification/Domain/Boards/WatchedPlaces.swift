package import Kernel

/// The first places of a board as somebody has seen them, to tell them only what changes.
package struct WatchedPlaces: Sendable {
  /// What to tell.
  package struct Change: Hashable, Sendable {
    /// Whether the places are all that there are.
    package let isComplete: Bool
    /// The places that are new or different, the best first.
    package let places: [Ranking.Place]
    /// Who has no such place any more, in the order of their ids.
    package let removed: [PersonID]
  }

  private struct Told: Hashable, Sendable {
    let places: [Ranking.Place]
    let totalCount: Int
    let showsPeople: Bool
  }

  private var told: Told?

  package init() {}

  /// Compares with what was told last; `nil` when there is nothing to tell.
  ///
  /// Without the people there is nothing that places could be told apart by, so all are told.
  package mutating func change(
    to places: [Ranking.Place], totalCount: Int, showsPeople: Bool
  ) -> Change? {
    let new = Told(places: places, totalCount: totalCount, showsPeople: showsPeople)
    guard new != told else { return nil }
    defer { told = new }
    guard let told, told.showsPeople, showsPeople else {
      return Change(isComplete: true, places: places, removed: [])
    }
    let before = Dictionary(told.places.map { ($0.contender.person, $0) }) { first, _ in first }
    let after = Set(places.map(\.contender.person))
    return Change(
      isComplete: false, places: places.filter { before[$0.contender.person] != $0 },
      removed: before.keys.filter { !after.contains($0) }.sorted())
  }
}
