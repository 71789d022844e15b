package import Kernel

/// Names what a ``GrantID`` stands for; never instantiated.
package enum GrantEntity {}

package typealias GrantID = ServerID<GrantEntity>

/// A role that a person holds within a scope.
package struct Grant: Hashable, Sendable {
  package var id: GrantID
  package var person: PersonID
  package var role: Role
  package var scope: DataScope
  package var createTime: Timestamp

  package init(
    id: GrantID, person: PersonID, role: Role, scope: DataScope, createTime: Timestamp
  ) {
    self.id = id
    self.person = person
    self.role = role
    self.scope = scope
    self.createTime = createTime
  }

  /// What access decisions use of the grant.
  package var access: AccessGrant {
    AccessGrant(permissions: Set(role.permissions), scope: scope)
  }
}

extension DataScope {
  /// The kind of a scope without its target; the raw value is stored.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case own
    case team
    case reports
    case division
    case queue
    case all
  }

  /// The kind of this scope.
  package var kind: Kind {
    switch self {
    case .own: .own
    case .team: .team
    case .reports: .reports
    case .division: .division
    case .queue: .queue
    case .all: .all
    }
  }

  /// The id of the team, division or queue; `nil` for the other kinds.
  package var target: String? {
    switch self {
    case .own, .reports, .all: nil
    case .team(let team): team.rawValue
    case .division(let division): division.rawValue
    case .queue(let queue): queue.rawValue
    }
  }

  /// Puts a scope together from what came from outside.
  ///
  /// - Parameters:
  ///   - kind: The kind of scope.
  ///   - target: The id of the team, division or queue; empty for the other kinds.
  ///   - field: The path of the scope in the request.
  /// - Throws: ``ValidationError`` for `target_id` when it is missing, malformed or too much.
  package init(kind: Kind, target: String, field: String) throws(ValidationError) {
    let targetField = field + ".target_id"
    switch kind {
    case .team: self = .team(try TeamID(parsing: target, field: targetField))
    case .division: self = .division(try DivisionID(parsing: target, field: targetField))
    case .queue: self = .queue(try QueueID(parsing: target, field: targetField))
    case .own, .reports, .all:
      guard target.isEmpty else {
        throw ValidationError(field: targetField, reason: "must be empty for this kind of scope")
      }
      self = kind == .own ? .own : kind == .reports ? .reports : .all
    }
  }
}
