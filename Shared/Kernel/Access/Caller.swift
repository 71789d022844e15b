/// Who makes a call, as verified by the server before the handler runs.
package struct Caller: Hashable, Sendable {
  /// What kind of caller it is.
  package enum Identity: Hashable, Sendable {
    /// A person, known by the directory.
    case person(PersonID)
    /// Another service or an integration, by the name in its credential.
    case service(String)
  }

  /// The organisation whose data the call may touch; from the credential, never from a request.
  package let organization: OrganizationID
  /// The person or service.
  package let identity: Identity
  /// What the caller may do, and where.
  package let grants: [AccessGrant]

  package init(organization: OrganizationID, identity: Identity, grants: [AccessGrant]) {
    self.organization = organization
    self.identity = identity
    self.grants = grants
  }

  /// The person who calls; `nil` for a service.
  package var person: PersonID? {
    guard case .person(let person) = identity else { return nil }
    return person
  }

  /// A stable text for audit rows and idempotency keys: `person:ID` or `service:NAME`.
  package var key: String {
    switch identity {
    case .person(let person): "person:\(person.rawValue)"
    case .service(let name): "service:\(name)"
    }
  }

  /// Whether some grant holds the permission, in whatever scope.
  package func holds(_ permission: Permission) -> Bool {
    grants.contains { $0.permissions.contains(permission) }
  }

  /// Whether the caller holds the permission for all data of the organisation.
  package func holdsEverywhere(_ permission: Permission) -> Bool {
    grants.contains { $0.scope == .all && $0.permissions.contains(permission) }
  }

  /// Whether the caller may use the permission on the data of a person.
  package func allows(_ permission: Permission, on subject: AccessSubject) -> Bool {
    grants.contains { $0.permissions.contains(permission) && covers($0.scope, subject) }
  }

  /// The people whose data the permission opens, in a form that a store can filter by.
  package func visibility(for permission: Permission) -> Visibility {
    var visibility = Visibility(
      everything: false, people: [], teams: [], divisions: [], managers: [], queues: [])
    for grant in grants where grant.permissions.contains(permission) {
      switch grant.scope {
      case .all: visibility.everything = true
      case .own: if let person { visibility.people.insert(person) }
      case .reports: if let person { visibility.managers.insert(person) }
      case .team(let team): visibility.teams.insert(team)
      case .division(let division): visibility.divisions.insert(division)
      case .queue(let queue): visibility.queues.insert(queue)
      }
    }
    return visibility
  }

  private func covers(_ scope: DataScope, _ subject: AccessSubject) -> Bool {
    switch scope {
    case .all: true
    case .own: person == subject.person
    case .reports: person.map { subject.managers.contains($0) } ?? false
    case .team(let team): subject.team == team
    case .division(let division): subject.division == division
    case .queue: false
    }
  }
}

/// Whose data a caller may see: the union of all parts.
package struct Visibility: Hashable, Sendable {
  /// Everybody's; the other parts then do not matter.
  package var everything: Bool
  package var people: Set<PersonID>
  package var teams: Set<TeamID>
  package var divisions: Set<DivisionID>
  /// Everybody below these people.
  package var managers: Set<PersonID>
  package var queues: Set<QueueID>

  package init(
    everything: Bool, people: Set<PersonID>, teams: Set<TeamID>, divisions: Set<DivisionID>,
    managers: Set<PersonID>, queues: Set<QueueID>
  ) {
    self.everything = everything
    self.people = people
    self.teams = teams
    self.divisions = divisions
    self.managers = managers
    self.queues = queues
  }

  /// The data of the whole organisation.
  package static var all: Visibility {
    Visibility(
      everything: true, people: [], teams: [], divisions: [], managers: [], queues: [])
  }
}
