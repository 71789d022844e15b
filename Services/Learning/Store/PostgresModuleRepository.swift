package import Kernel
package import LearningDomain
package import Postgres

/// Keeps the modules in `learning.module` and `learning.module_binding`.
package struct PostgresModuleRepository: ModuleRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  /// Makes a repository; `ids` makes the ids of audit rows.
  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func module(
    in organization: OrganizationID, id: ModuleID
  ) async throws -> LearningModule? {
    try await pool.first(
      SelectModule(organization: organization, id: id), in: .organization(organization))
  }

  package func modules(
    in organization: OrganizationID, after position: ListPosition, size: PageSize
  ) async throws -> Page<LearningModule> {
    let rows = try await pool.execute(
      SelectModules(organization: organization, position: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { module in
      ListPosition(time: module.createTime, id: module.id.uuid).texts
    }
  }

  package func create(
    in organization: OrganizationID, _ module: LearningModule, by caller: String,
    request: IdempotentRequest<LearningModule>
  ) async throws -> IdempotentOutcome<LearningModule> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        try transaction.enqueue(InsertModule(organization: organization, module: module))
        if !module.content.bindings.isEmpty {
          try transaction.enqueue(
            InsertModuleBindings(
              organization: organization, module: module.id, bindings: module.content.bindings))
        }
        try audit("module.create", module.id, in: organization, by: caller, transaction)
        return module
      }
    }
  }

  package func publish(
    in organization: OrganizationID, id: ModuleID, by caller: String, at now: Timestamp,
    request: IdempotentRequest<LearningModule>
  ) async throws -> IdempotentOutcome<LearningModule> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let draft = try await transaction.first(
          LockModule(organization: organization, id: id))
        guard let draft else { throw LearningError.moduleNotFound(id) }
        let module = try draft.published(at: now)
        try transaction.enqueue(
          UpdateModuleVersion(
            organization: organization, id: id, version: Int64(module.version), publishTime: now))
        try audit("module.publish", id, in: organization, by: caller, transaction)
        return module
      }
    }
  }

  private func audit(
    _ action: String, _ module: ModuleID, in organization: OrganizationID, by caller: String,
    _ transaction: Transaction
  ) throws {
    try transaction.audit(
      AuditRecord(
        organization: organization, id: ids.makeUUID(), caller: caller, action: action,
        subject: "module/\(module)", detail: JSONText("{}")))
  }
}
