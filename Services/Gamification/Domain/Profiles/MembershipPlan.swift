package import Kernel

/// What would become of people who are to be members of a profile.
///
/// Source: domain.md row G04: somebody is in one profile at a time.
package struct MembershipPlan: Hashable, Sendable {
  /// Somebody who is in another profile.
  package struct Elsewhere: Hashable, Sendable {
    package let person: PersonID
    package let profile: ProfileID

    package init(person: PersonID, profile: ProfileID) {
      self.person = person
      self.profile = profile
    }
  }

  /// In no profile so far.
  package private(set) var unassigned: [PersonID] = []
  /// In the profile already.
  package private(set) var assigned: [PersonID] = []
  package private(set) var assignedElsewhere: [Elsewhere] = []
  /// Unknown to the directory, or gone.
  package private(set) var invalid: [PersonID] = []

  /// Sorts people by what they are now; each of them once, in the order given.
  ///
  /// `profiles` are those of people who are in one, `active` whom the directory knows as active.
  package init(
    assigning people: [PersonID], to profile: ProfileID, profiles: [PersonID: ProfileID],
    active: Set<PersonID>
  ) {
    var seen: Set<PersonID> = []
    for person in people where seen.insert(person).inserted {
      guard active.contains(person) else {
        invalid.append(person)
        continue
      }
      switch profiles[person] {
      case nil: unassigned.append(person)
      case profile: assigned.append(person)
      case .some(let other): assignedElsewhere.append(Elsewhere(person: person, profile: other))
      }
    }
  }

  /// How many would become members, with those who come from elsewhere.
  package var newCount: Int { unassigned.count + assignedElsewhere.count }

  /// Checks that the profile has room for them.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package func checkRoom(memberCount: Int, field: String) throws(ValidationError) {
    let room = ProfileLimits.membersPerProfileMax - memberCount
    guard newCount <= room else {
      throw ValidationError(
        field: field,
        reason: "must have at most \(max(room, 0)) people who are not in the profile, "
          + "which may have \(ProfileLimits.membersPerProfileMax)")
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
