internal import Kernel
internal import Messages
internal import Postgres

extension ReplicaChange {
  /// Reads a change of the directory.
  ///
  /// - Returns: `nil` for a kind of change that this version does not know.
  /// - Throws: ``ValidationError`` when an id or a permission is not well-formed.
  init?(_ change: DirectoryV1.Change) throws(ValidationError) {
    let organization = try OrganizationID(
      parsing: change.organizationID, field: "change.organization_id")
    switch change.change {
    case .organization(let message):
      self = .organization(
        ReplicaOrganization(
          organization: organization, displayName: message.displayName,
          timeZone: message.timeZone, version: change.sequence))
    case .person(let message):
      self = .member(try ReplicaMember(message, organization, version: change.sequence))
    case .grant(let message):
      // A scope of a newer directory opens nothing here, and must not hold up what follows.
      if let grant = try ReplicaGrant(message, organization, version: change.sequence) {
        self = .grant(grant)
      } else {
        self = .grantRemoved(
          organization: organization,
          grant: try ServerID(
            parsing: message.grant?.grantID ?? "", field: "change.grant.grant_id"),
          version: change.sequence)
      }
    case .deletedGrantID(let id):
      self = .grantRemoved(
        organization: organization,
        grant: try ServerID(parsing: id, field: "change.deleted_grant_id"),
        version: change.sequence)
    case nil: return nil
    }
  }
}

extension ReplicaMember {
  fileprivate init(
    _ message: DirectoryV1.Person, _ organization: OrganizationID, version: Int64
  ) throws(ValidationError) {
    func optional<Entity>(
      _ text: String, _ field: String
    ) throws(ValidationError) -> PlatformID<Entity>? {
      text.isEmpty ? nil : try PlatformID(parsing: text, field: field)
    }
    self.init(
      organization: organization,
      person: try PersonID(parsing: message.personID, field: "person.person_id"),
      displayName: message.displayName,
      division: try optional(message.divisionID, "person.division_id"),
      team: try optional(message.teamID, "person.team_id"),
      manager: try optional(message.managerID, "person.manager_id"),
      isActive: message.state == .active, version: version)
  }
}

extension ReplicaGrant {
  /// - Returns: `nil` for a scope that this version does not know.
  fileprivate init?(
    _ message: DirectoryV1.EffectiveGrant, _ organization: OrganizationID, version: Int64
  ) throws(ValidationError) {
    guard let grant = message.grant, let scope = grant.scope else {
      throw ValidationError(field: "grant.scope", reason: "is required")
    }
    guard let scope = try DataScope(scope) else { return nil }
    var permissions: Set<Permission> = []
    for text in message.permissions {
      permissions.insert(try Permission(parsing: text, field: "grant.permissions"))
    }
    self.init(
      organization: organization,
      id: try ServerID(parsing: grant.grantID, field: "grant.grant_id"),
      person: try PersonID(parsing: grant.personID, field: "grant.person_id"),
      roleID: grant.roleID,
      access: AccessGrant(permissions: permissions, scope: scope),
      version: version)
  }
}

extension DataScope {
  /// - Returns: `nil` for a kind that this version does not know.
  fileprivate init?(_ message: DirectoryV1.Scope) throws(ValidationError) {
    let field = "grant.scope.target_id"
    switch message.kind {
    case .own: self = .own
    case .reports: self = .reports
    case .all: self = .all
    case .team: self = .team(try TeamID(parsing: message.targetID, field: field))
    case .division: self = .division(try DivisionID(parsing: message.targetID, field: field))
    case .queue: self = .queue(try QueueID(parsing: message.targetID, field: field))
    case .unspecified, .unrecognized: return nil
    }
  }
}
