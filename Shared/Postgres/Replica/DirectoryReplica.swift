package import Kernel

/// A service's copy of the directory: fed by the directory's change stream, read by access checks.
package struct DirectoryReplica: Sendable {
  private let pool: PostgresPool

  /// How many people are followed from a person upwards.
  package static var managerLevelsMax: Int { 32 }

  package init(pool: PostgresPool) { self.pool = pool }

  /// Applies changes and moves the cursor, in one transaction.
  ///
  /// A change that is not newer than what is stored changes nothing, so changes may come twice and
  /// in any order.
  ///
  /// The cursor is the sequence number of the last change in the directory's stream. Instances that
  /// follow the same stream apply one after another, so that none brings back what another has just
  /// removed.
  package func apply(_ changes: [ReplicaChange], cursor: Int64) async throws {
    let batch = Batch(changes)
    try await pool.withTransaction(.allOrganizations) { transaction in
      try transaction.enqueue(LockReplica(schema: pool.schema))
      if !batch.deletions.isEmpty {
        try transaction.enqueue(DeleteReplicated(deletions: batch.deletions))
      }
      if !batch.organizations.isEmpty {
        try transaction.enqueue(UpsertOrganizations(organizations: batch.organizations))
      }
      if !batch.members.isEmpty {
        try transaction.enqueue(UpsertMembers(members: batch.members))
      }
      if !batch.grants.isEmpty {
        try transaction.enqueue(UpsertGrants(grants: batch.grants))
      }
      try transaction.enqueue(UpsertCursor(sequence: cursor))
    }
  }

  /// The sequence number of the last change that was applied; 0 for none.
  package func cursor() async throws -> Int64 {
    try await pool.execute(SelectCursor(), in: .allOrganizations).first ?? 0
  }

  /// What access decisions need to know about a person; `nil` when the directory has none such.
  package func subject(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> AccessSubject? {
    try await pool.execute(
      SelectSubject(organization: organization, person: person), in: .organization(organization)
    ).first
  }

  /// What a person may do; nothing when they are not active.
  package func grants(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> [AccessGrant] {
    try await pool.execute(
      SelectGrants(organization: organization, person: person), in: .organization(organization))
  }

  /// The time zone that workdays of an organisation are in; `nil` when it is not known.
  package func timeZone(of organization: OrganizationID) async throws -> String? {
    try await pool.execute(SelectOrganizations(), in: .organization(organization)).first?.timeZone
  }

  /// All organisations.
  package func organizations() async throws -> [ReplicaOrganization] {
    try await pool.execute(SelectOrganizations(), in: .allOrganizations)
  }

  /// The newest change of each row, by kind and in the order of keys, so that two batches lock rows
  /// in the same order.
  private struct Batch: Sendable {
    var members: [ReplicaMember] = []
    var grants: [ReplicaGrant] = []
    var organizations: [ReplicaOrganization] = []
    var deletions: [(key: ReplicaKey, version: Int64)] = []

    init(_ changes: [ReplicaChange]) {
      var newest: [ReplicaKey: ReplicaChange] = [:]
      for change in changes where change.version >= newest[change.key]?.version ?? .min {
        newest[change.key] = change
      }
      for (key, change) in newest.sorted(by: { Self.precedes($0.key, $1.key) }) {
        switch change {
        case .member(let member): members.append(member)
        case .grant(let grant): grants.append(grant)
        case .organization(let organization): organizations.append(organization)
        case .memberRemoved, .grantRemoved, .organizationRemoved:
          deletions.append((key, change.version))
        }
      }
    }

    private static func precedes(_ left: ReplicaKey, _ right: ReplicaKey) -> Bool {
      left.organization == right.organization
        ? left.objectID < right.objectID : left.organization < right.organization
    }
  }
}
