package import Kernel

/// Who is to be in a profile, and who is not, from a workday on.
///
/// Source: domain.md row G04.
package struct MembershipChange: Hashable, Sendable {
  package let profile: ProfileID
  /// Each of them once.
  package let assigned: [PersonID]
  /// Each of them once; none of them is in ``assigned``.
  package let removed: [PersonID]
  /// `nil` for today.
  package let start: Workday?
  /// Whether people who are in another profile leave it.
  package let movesPeople: Bool
  /// Where people stand in the request, who may be named more than once.
  private let assignedPlaces: [PersonID: Int]

  /// As many as a profile may have: domain.md 1.3.
  package static var peopleMax: Int { ProfileLimits.membersPerProfileMax }

  /// Checks a change.
  ///
  /// - Throws: ``ValidationError`` that names `assign_person_ids` or `remove_person_ids`.
  package init(
    profile: ProfileID, assigned: [PersonID], removed: [PersonID], start: Workday?,
    movesPeople: Bool
  ) throws(ValidationError) {
    guard !assigned.isEmpty || !removed.isEmpty else {
      throw ValidationError(
        field: "assign_person_ids", reason: "must name somebody, or remove_person_ids must")
    }
    let comers = Set(assigned)
    if let index = removed.firstIndex(where: comers.contains) {
      throw ValidationError(
        field: "remove_person_ids[\(index)]", reason: "must not be in assign_person_ids too")
    }
    self.profile = profile
    self.assigned = assigned.uniqued()
    self.removed = removed.uniqued()
    self.start = start
    self.movesPeople = movesPeople
    assignedPlaces = Dictionary(
      zip(assigned, assigned.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The field that names somebody who is to come.
  func field(of person: PersonID) -> String {
    "assign_person_ids[\(assignedPlaces[person] ?? 0)]"
  }
}

/// What a change of members has done.
package struct MembershipResult: Hashable, Sendable {
  /// How many were in no profile before.
  package let assignedCount: Int
  /// How many were in another one, or were to be.
  package let movedCount: Int
  /// How many were in it, but not for long.
  package let extendedCount: Int
  package let removedCount: Int
  package let start: Workday

  package init(
    assignedCount: Int, movedCount: Int, extendedCount: Int, removedCount: Int, start: Workday
  ) {
    self.assignedCount = assignedCount
    self.movedCount = movedCount
    self.extendedCount = extendedCount
    self.removedCount = removedCount
    self.start = start
  }
}

extension [PersonID] {
  /// Each of them once, in the order in which they come first.
  fileprivate func uniqued() -> [PersonID] {
    var seen: Set<PersonID> = []
    return filter { seen.insert($0).inserted }
  }
}
