internal import DirectoryDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension DirectoryV1.Role {
  init(_ role: DirectoryDomain.Role) {
    self.init(
      roleID: role.rawValue, displayName: role.displayName,
      permissions: role.permissions.map(\.rawValue))
  }
}

extension DirectoryV1.Grant {
  init(_ grant: DirectoryDomain.Grant) {
    self.init(
      grantID: grant.id.description, personID: grant.person.rawValue,
      roleID: grant.role.rawValue, scope: DirectoryV1.Scope(grant.scope),
      createTime: GoogleProtobuf.Timestamp(grant.createTime))
  }
}

extension DirectoryV1.EffectiveGrant {
  init(_ grant: DirectoryDomain.Grant) {
    self.init(
      grant: DirectoryV1.Grant(grant), permissions: grant.role.permissions.map(\.rawValue))
  }
}

extension DirectoryV1.Scope {
  init(_ scope: DataScope) {
    self.init(kind: Kind(scope.kind), targetID: scope.target ?? "")
  }
}

extension DirectoryV1.Scope.Kind {
  fileprivate init(_ kind: DataScope.Kind) {
    switch kind {
    case .own: self = .own
    case .team: self = .team
    case .reports: self = .reports
    case .division: self = .division
    case .queue: self = .queue
    case .all: self = .all
    }
  }
}

extension DirectoryDomain.Grant {
  /// The request field of the scope's target.
  static var targetField: String { "grant.scope.target_id" }

  /// Reads what is to be granted.
  ///
  /// - Throws: ``ValidationError`` naming the field, ``DirectoryError/roleNotFound``.
  init(_ message: DirectoryV1.Grant?, id: GrantID, createTime: Kernel.Timestamp) throws {
    guard let message else { throw ValidationError(field: "grant", reason: "is required") }
    guard !message.roleID.isEmpty else {
      throw ValidationError(field: "grant.role_id", reason: "is required")
    }
    self.init(
      id: id,
      person: try PersonID(parsing: message.personID, field: "grant.person_id"),
      role: try DirectoryDomain.Role(id: message.roleID),
      scope: try DataScope(message.scope, field: "grant.scope"),
      createTime: createTime)
  }
}

extension DataScope {
  /// Reads a scope.
  ///
  /// - Throws: ``ValidationError`` naming the field below `field`.
  fileprivate init(_ message: DirectoryV1.Scope?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    let kind: Kind
    switch message.kind {
    case .own: kind = .own
    case .team: kind = .team
    case .reports: kind = .reports
    case .division: kind = .division
    case .queue: kind = .queue
    case .all: kind = .all
    case .unspecified:
      throw ValidationError(field: field + ".kind", reason: "is required")
    case .unrecognized:
      throw ValidationError(field: field + ".kind", reason: "is not a kind of scope")
    }
    try self.init(kind: kind, target: message.targetID, field: field)
  }
}
