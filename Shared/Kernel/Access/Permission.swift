/// What a role allows, for example `gamification:leaderboard:view`.
///
/// The form is `service:object:action` (domain.md 5.6), each part lower camel case.
package struct Permission: Hashable, Sendable, CustomStringConvertible {
  /// The three parts with colons between.
  package let rawValue: String

  package init(_ rawValue: StaticString) { self.rawValue = rawValue.description }

  /// Checks a permission that came from outside or from the database.
  ///
  /// - Throws: ``ValidationError`` when it does not consist of three parts of letters.
  package init(parsing text: String, field: String) throws(ValidationError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isWellFormed =
      parts.count == 3 && text.utf8.count <= 100
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isLetter } }
    guard isWellFormed else {
      throw ValidationError(field: field, reason: "must have the form service:object:action")
    }
    rawValue = text
  }

  package var description: String { rawValue }
}

/// The part of an organisation's data that a grant opens.
package enum DataScope: Hashable, Sendable {
  /// The holder's own data.
  case own
  /// The data of the members of a team.
  case team(TeamID)
  /// The data of everybody who reports to the holder, directly or through others.
  case reports
  /// The data of the members of a division.
  case division(DivisionID)
  /// The data of a queue.
  case queue(QueueID)
  /// All data of the organisation.
  case all
}

/// A role held within a scope.
package struct AccessGrant: Hashable, Sendable {
  /// What the role allows.
  package var permissions: Set<Permission>
  /// Where it allows it.
  package var scope: DataScope

  package init(permissions: Set<Permission>, scope: DataScope) {
    self.permissions = permissions
    self.scope = scope
  }
}

/// What access decisions need to know about the person whose data is asked for.
package struct AccessSubject: Hashable, Sendable {
  package var person: PersonID
  package var division: DivisionID?
  package var team: TeamID?
  /// The people above, nearest first.
  package var managers: [PersonID]

  package init(
    person: PersonID, division: DivisionID? = nil, team: TeamID? = nil, managers: [PersonID] = []
  ) {
    self.person = person
    self.division = division
    self.team = team
    self.managers = managers
  }
}
