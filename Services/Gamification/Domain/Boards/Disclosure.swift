package import Kernel

/// Which groups' results a caller may see who may not see every single person.
///
/// Nobody learns anything about fewer people than the threshold, neither of one group nor by
/// comparing groups.
///
/// Whoever sees groups can tell the people apart that are in some of them and not in the others:
/// these cells, not only the groups, have so many people or none. Source: domain.md rows G44, X19
/// and 1.3.
package struct Disclosure: Hashable, Sendable {
  /// The fewest people that something may be said about: from 2.
  package let membersMin: Int

  /// Five: domain.md 1.3.
  package static var standard: Disclosure { Disclosure(trustedMembersMin: 5) }

  private init(trustedMembersMin: Int) { membersMin = trustedMembersMin }

  /// Checks a threshold.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(membersMin: Int32, field: String) throws(ValidationError) {
    guard (2...100).contains(membersMin) else {
      throw ValidationError(field: field, reason: "must be from 2 to 100")
    }
    self.init(trustedMembersMin: Int(membersMin))
  }

  /// Whether something may be said about a group that shares nobody with any other group that is
  /// told of.
  package func permits(memberCount: Int) -> Bool { memberCount >= membersMin }

  /// Picks groups that may all be shown, going through them in their order: one that says too much
  /// together with earlier ones is left out.
  ///
  /// The same groups in the same order always give the same answer, so asking again and again
  /// reveals nothing more.
  ///
  /// - Parameters:
  ///   - groups: The groups, the most important first.
  ///   - known: Of whom everything is known anyway: they do not count.
  ///   - reader: Who is told: what only tells of themselves is no secret.
  /// - Returns: The places of the groups in the list.
  package func shown(
    of groups: [Set<PersonID>], knowing known: Set<PersonID> = [], reader: PersonID? = nil
  ) -> [Int] {
    var shown: [Int] = []
    var cells = Cells()
    for (index, group) in groups.enumerated() where !group.isEmpty {
      let parts = cells.parts(of: group.subtracting(known))
      let isSafe = parts.allSatisfy { cell, part in
        guard permits(part.count) || part == [reader] else { return false }
        let restCount = cells.size(of: cell, without: part)
        return restCount == 0 || permits(restCount)
          || (restCount == 1 && cells.contains(reader, in: cell) && !part.contains(reader))
      }
      guard isSafe else { continue }
      cells.split(by: parts)
      shown.append(index)
    }
    return shown
  }

  private func permits(_ count: Int) -> Bool { permits(memberCount: count) }

  /// People whom the groups so far do not tell apart.
  private struct Cells {
    private var numbers: [PersonID: Int] = [:]
    private var sizes: [Int] = []

    /// The people of a group by the cells that they are in; those in none have the cell `nil`.
    func parts(of group: Set<PersonID>) -> [Int?: [PersonID?]] {
      Dictionary(grouping: group.map(Optional.some)) { $0.flatMap { numbers[$0] } }
    }

    func size(of cell: Int?, without part: [PersonID?]) -> Int {
      cell.map { sizes[$0] - part.count } ?? 0
    }

    func contains(_ person: PersonID?, in cell: Int?) -> Bool {
      person.flatMap { numbers[$0] } == cell && person != nil
    }

    /// Makes cells of parts of cells.
    mutating func split(by parts: [Int?: [PersonID?]]) {
      for (cell, part) in parts where cell == nil || size(of: cell, without: part) > 0 {
        if let cell { sizes[cell] -= part.count }
        for person in part { if let person { numbers[person] = sizes.count } }
        sizes.append(part.count)
      }
    }
  }
}
