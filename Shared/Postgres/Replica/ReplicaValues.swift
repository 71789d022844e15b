package import Kernel

/// A person, as the services other than the directory know them.
package struct ReplicaMember: Hashable, Sendable {
  package var organization: OrganizationID
  package var person: PersonID
  package var displayName: String
  package var division: DivisionID?
  package var team: TeamID?
  package var manager: PersonID?
  package var isActive: Bool
  /// The version in the directory; grows with every change.
  package var version: Int64

  package init(
    organization: OrganizationID, person: PersonID, displayName: String, division: DivisionID?,
    team: TeamID?, manager: PersonID?, isActive: Bool, version: Int64
  ) {
    self.organization = organization
    self.person = person
    self.displayName = displayName
    self.division = division
    self.team = team
    self.manager = manager
    self.isActive = isActive
    self.version = version
  }
}

/// A role that a person holds within a scope.
package struct ReplicaGrant: Hashable, Sendable {
  package var organization: OrganizationID
  package var id: ServerID<ReplicaGrant>
  package var person: PersonID
  package var roleID: String
  package var access: AccessGrant
  /// The version in the directory; grows with every change.
  package var version: Int64

  package init(
    organization: OrganizationID, id: ServerID<ReplicaGrant>, person: PersonID, roleID: String,
    access: AccessGrant, version: Int64
  ) {
    self.organization = organization
    self.id = id
    self.person = person
    self.roleID = roleID
    self.access = access
    self.version = version
  }
}

/// An organisation with what its workdays depend on.
package struct ReplicaOrganization: Hashable, Sendable {
  package var organization: OrganizationID
  package var displayName: String
  /// A name of the time zone database, for example `Europe/Vienna`.
  package var timeZone: String
  /// The version in the directory; grows with every change.
  package var version: Int64

  package init(
    organization: OrganizationID, displayName: String, timeZone: String, version: Int64
  ) {
    self.organization = organization
    self.displayName = displayName
    self.timeZone = timeZone
    self.version = version
  }
}

/// One change of the directory.
package enum ReplicaChange: Hashable, Sendable {
  case member(ReplicaMember)
  case grant(ReplicaGrant)
  case organization(ReplicaOrganization)
  case memberRemoved(organization: OrganizationID, person: PersonID, version: Int64)
  case grantRemoved(organization: OrganizationID, grant: ServerID<ReplicaGrant>, version: Int64)
  case organizationRemoved(organization: OrganizationID, version: Int64)

  /// What the change is about.
  var key: ReplicaKey {
    switch self {
    case .member(let member):
      ReplicaKey(
        kind: .member, organization: member.organization, objectID: member.person.rawValue)
    case .grant(let grant):
      ReplicaKey(kind: .grant, organization: grant.organization, objectID: grant.id.description)
    case .organization(let organization):
      ReplicaKey(kind: .organization, organization: organization.organization, objectID: "")
    case .memberRemoved(let organization, let person, _):
      ReplicaKey(kind: .member, organization: organization, objectID: person.rawValue)
    case .grantRemoved(let organization, let grant, _):
      ReplicaKey(kind: .grant, organization: organization, objectID: grant.description)
    case .organizationRemoved(let organization, _):
      ReplicaKey(kind: .organization, organization: organization, objectID: "")
    }
  }

  var version: Int64 {
    switch self {
    case .member(let member): member.version
    case .grant(let grant): grant.version
    case .organization(let organization): organization.version
    case .memberRemoved(_, _, let version), .grantRemoved(_, _, let version),
      .organizationRemoved(_, let version):
      version
    }
  }
}

/// The identity of a row of the replica.
struct ReplicaKey: Hashable, Sendable {
  enum Kind: String, PostgresValue {
    case member
    case grant
    case organization
  }

  var kind: Kind
  var organization: OrganizationID
  /// Empty for an organisation.
  var objectID: String
}

extension DataScope {
  /// How a scope stands in the columns `scope_kind` and `scope_id`.
  var columns: (kind: String, id: String?) {
    switch self {
    case .own: ("own", nil)
    case .reports: ("reports", nil)
    case .all: ("all", nil)
    case .team(let team): ("team", team.rawValue)
    case .division(let division): ("division", division.rawValue)
    case .queue(let queue): ("queue", queue.rawValue)
    }
  }

  init?(kind: String, id: String?) {
    switch (kind, id) {
    case ("own", nil): self = .own
    case ("reports", nil): self = .reports
    case ("all", nil): self = .all
    case ("team", let id?): self = .team(TeamID(stored: id))
    case ("division", let id?): self = .division(DivisionID(stored: id))
    case ("queue", let id?): self = .queue(QueueID(stored: id))
    default: return nil
    }
  }
}
