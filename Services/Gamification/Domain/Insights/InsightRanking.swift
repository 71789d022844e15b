package import Kernel

/// Who leads and who trails.
///
/// Source: domain.md row G36: sections of a size, before ties.
package struct InsightRanking: Hashable, Sendable {
  /// Somebody with their result of the primary period.
  package struct Member: Hashable, Sendable {
    package let person: PersonID
    /// `nil` of those who could earn nothing; they are left out.
    package let percentOfGoal: Double?

    package init(person: PersonID, percentOfGoal: Double?) {
      self.person = person
      self.percentOfGoal = percentOfGoal
    }
  }

  package struct Place: Hashable, Sendable {
    /// From 1; those with the same percentage share it, and the next is skipped.
    package let rank: Int
    package let member: Member
  }

  /// The best first.
  package let leaders: [Place]
  /// The worst first; nobody who leads.
  package let trailers: [Place]

  package static var sectionSizes: ClosedRange<Int32> { 1...100 }

  /// The size of a section when none is asked for.
  package static var sectionSizeDefault: Int32 { 5 }

  /// Ranks people by percent of goal; those who tie with the last of a section are in it too.
  ///
  /// Where there are too few for two sections, leading goes first.
  package init(_ members: [Member], sectionSize: Int) {
    precondition(sectionSize >= 1, "the size of a section was checked when it was asked for")
    let places = Self.places(of: members)
    func end(of section: [Place]) -> Int {
      guard section.count > sectionSize else { return section.count }
      let last = section[sectionSize - 1].member.percentOfGoal
      return section[sectionSize...].firstIndex { $0.member.percentOfGoal != last }
        ?? section.count
    }
    let leaderCount = end(of: places)
    leaders = Array(places.prefix(leaderCount))
    let rest = Array(places.dropFirst(leaderCount).reversed())
    trailers = Array(rest.prefix(end(of: rest)))
  }

  /// The places of all, the best first; who has no percentage has none.
  package static func places(of members: [Member]) -> [Place] {
    let scored = members.compactMap { member in member.percentOfGoal.map { (member, $0) } }
      .sorted { left, right in
        left.1 == right.1 ? left.0.person < right.0.person : left.1 > right.1
      }
    var places: [Place] = []
    for (index, (member, percent)) in scored.enumerated() {
      let isTie = index > 0 && scored[index - 1].1 == percent
      places.append(Place(rank: isTie ? places[index - 1].rank : index + 1, member: member))
    }
    return places
  }
}
