package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps the definitions that organisations make in `gamification.metric_definition`.
package struct PostgresDefinitionRepository: DefinitionRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func create(
    in organization: OrganizationID, _ id: MetricDefinitionID, _ draft: DefinitionDraft,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<CustomDefinition>
  ) async throws -> IdempotentOutcome<CustomDefinition> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let externalMetrics = draft.externalMetrics
        let (locked, counts, found) = try await transaction.execute(
          LockOrganization(organization: organization),
          CountDefinitions(organization: organization),
          LockExternalMetrics(organization: organization, ids: Array(externalMetrics)))
        guard !locked.isEmpty else { throw GamificationError.organizationUnknown }
        guard counts.first ?? 0 < CustomDefinition.countMax else {
          throw GamificationError.tooManyMetricDefinitions(limit: CustomDefinition.countMax)
        }
        let units = Dictionary(found.map { ($0.id, $0.unit) }) { first, _ in first }
        if let missing = externalMetrics.subtracting(units.keys).first {
          throw GamificationError.externalMetricNotFound(missing)
        }
        let definition = try CustomDefinition(
          draft, id: id, externalUnits: units, createTime: now)
        try transaction.enqueue(
          InsertDefinition(organization: organization, definition: definition))
        try transaction.audit(
          audit, "metric_definition.create", "metric_definition/\(definition.id)", in: organization)
        return definition
      }
    }
  }

  package func definition(
    in organization: OrganizationID, _ id: MetricDefinitionID
  ) async throws -> CustomDefinition? {
    try await pool.first(
      SelectDefinition(organization: organization, id: id), in: .organization(organization))
  }

  package func definitions(
    in organization: OrganizationID, after position: ListPosition, size: PageSize
  ) async throws -> Page<CustomDefinition> {
    let rows = try await pool.execute(
      SelectDefinitions(organization: organization, position: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { ListPosition(time: $0.createTime, id: $0.id.uuid).texts }
  }

  package func delete(
    in organization: OrganizationID, _ id: MetricDefinitionID, audit: AuditContext,
    request: IdempotentRequest<MetricDefinitionID>
  ) async throws -> IdempotentOutcome<MetricDefinitionID> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let count = try await transaction.run(
          DeleteDefinition(organization: organization, id: id))
        guard count > 0 else {
          throw GamificationError.metricDefinitionNotFound(id.description)
        }
        // Nobody can begin to use it any more; who has was waited for.
        let isUsed = try await transaction.first(
          SelectDefinitionIsUsed(organization: organization, id: id.description))
        guard isUsed == false else { throw GamificationError.metricDefinitionInUse(id) }
        try transaction.audit(
          audit, "metric_definition.delete", "metric_definition/\(id)", in: organization)
        return id
      }
    }
  }
}
