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
  /// - Returns: The places of the groups in the list.
  package func shown(of groups: [Set<PersonID>]) -> [Int] {
    var shown: [Int] = []
    var cells: [Set<PersonID>] = []
    for (index, group) in groups.enumerated() where !group.isEmpty {
      let split = Self.split(cells, by: group)
      guard split.allSatisfy({ $0.count >= membersMin }) else { continue }
      cells = split
      shown.append(index)
    }
    return shown
  }

  /// The cells with one more group; none is empty.
  private static func split(
    _ cells: [Set<PersonID>], by group: Set<PersonID>
  ) -> [Set<PersonID>] {
    var rest = group
    var split: [Set<PersonID>] = []
    for cell in cells {
      split += [cell.intersection(group), cell.subtracting(group)]
      rest.subtract(cell)
    }
    return (split + [rest]).filter { !$0.isEmpty }
  }
}
