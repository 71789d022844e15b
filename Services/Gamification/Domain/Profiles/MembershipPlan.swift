package import Kernel

/// What would become of people who are to be members of a profile.
///
/// Source: domain.md row G04: somebody is in one profile at a time.
package struct MembershipPlan: Hashable, Sendable {
  /// Somebody who is in another profile, or about to be.
  package struct Elsewhere: Hashable, Sendable {
    package let person: PersonID
    package let profile: ProfileID

    package init(person: PersonID, profile: ProfileID) {
      self.person = person
      self.profile = profile
    }
  }

  /// In no profile, and not about to be in another one.
  package private(set) var unassigned: [PersonID] = []
  /// In the profile already, and not about to leave it for another one.
  package private(set) var assigned: [PersonID] = []
  /// Those of ``assigned`` whose stay has an end.
  package private(set) var leaving: [PersonID] = []
  /// In another profile, or about to be.
  package private(set) var assignedElsewhere: [Elsewhere] = []
  /// Unknown to the directory, or gone.
  package private(set) var invalid: [PersonID] = []

  /// Sorts people by what they are from a workday on; each of them once, in the order given.
  ///
  /// `stays` are those that have not ended before that workday, the oldest first, and `active`
  /// whom the directory knows as active.
  package init(
    assigning people: [PersonID], to profile: ProfileID, from start: Workday,
    stays: [PersonID: [ProfileStay]], active: Set<PersonID>
  ) {
    var seen: Set<PersonID> = []
    for person in people where seen.insert(person).inserted {
      guard active.contains(person) else {
        invalid.append(person)
        continue
      }
      let own = stays[person] ?? []
      if let other = own.first(where: { $0.profile != profile }) {
        assignedElsewhere.append(Elsewhere(person: person, profile: other.profile))
      } else if let current = own.first(where: { $0.start <= start }) {
        assigned.append(person)
        if current.end != nil { leaving.append(person) }
      } else {
        unassigned.append(person)
      }
    }
  }

  /// Checks that everybody may come.
  ///
  /// - Throws: ``ValidationError`` that names who is invalid, or
  ///   ``GamificationError/assignedElsewhere(person:profile:count:)``.
  package func check(_ change: MembershipChange) throws {
    if let person = invalid.first {
      throw ValidationError(
        field: change.field(of: person), reason: "is nobody who is active in the directory")
    }
    if let first = assignedElsewhere.first, !change.movesPeople {
      throw GamificationError.assignedElsewhere(
        person: first.person, profile: first.profile, count: assignedElsewhere.count)
    }
  }
}

/// When somebody was in a profile.
package struct ProfileStay: Hashable, Sendable {
  package let profile: ProfileID
  /// The first workday.
  package let start: Workday
  /// The last workday; `nil` while it lasts.
  package let end: Workday?

  package init(profile: ProfileID, start: Workday, end: Workday?) {
    self.profile = profile
    self.start = start
    self.end = end
  }

  /// The part of a range that somebody was in the profile; `nil` when there is none.
  ///
  /// Source: domain.md row G05.
  package func days(of range: WorkdayRange) -> ClosedRange<Workday>? {
    let first = max(start, range.start)
    let last = end.map { min($0, range.end) } ?? range.end
    return first <= last ? first...last : nil
  }
}

/// A stay of somebody, with the names that go with it.
package struct MemberStay: Hashable, Sendable {
  package let person: PersonID
  package let stay: ProfileStay
  package let profileName: String

  package init(person: PersonID, stay: ProfileStay, profileName: String) {
    self.person = person
    self.stay = stay
    self.profileName = profileName
  }
}
