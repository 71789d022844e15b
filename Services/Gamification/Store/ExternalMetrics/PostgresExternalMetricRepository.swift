package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps the metrics that are measured outside in `gamification.external_metric`.
package struct PostgresExternalMetricRepository: ExternalMetricRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func create(
    in organization: OrganizationID, _ metric: ExternalMetric, audit: AuditContext,
    request: IdempotentRequest<ExternalMetric>
  ) async throws -> IdempotentOutcome<ExternalMetric> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (locked, counts) = try await transaction.execute(
          LockOrganization(organization: organization),
          CountExternalMetrics(organization: organization))
        guard !locked.isEmpty else { throw GamificationError.organizationUnknown }
        guard counts.first ?? 0 < ProfileLimits.externalMetricsMax else {
          throw GamificationError.tooManyExternalMetrics(limit: ProfileLimits.externalMetricsMax)
        }
        try transaction.enqueue(InsertExternalMetric(organization: organization, metric: metric))
        try transaction.audit(
          audit, "external_metric.create", "external_metric/\(metric.id)", in: organization)
        return metric
      }
    }
  }

  package func metric(
    in organization: OrganizationID, _ id: ExternalMetricID
  ) async throws -> ExternalMetric {
    let metric = try await pool.first(
      SelectExternalMetric(organization: organization, id: id), in: .organization(organization))
    guard let metric else { throw GamificationError.externalMetricNotFound(id) }
    return metric
  }

  package func metrics(
    in organization: OrganizationID, after position: ListPosition, size: PageSize
  ) async throws -> Page<ExternalMetric> {
    let rows = try await pool.execute(
      SelectExternalMetrics(
        organization: organization, position: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { ListPosition(time: $0.createTime, id: $0.id.uuid).texts }
  }

  package func change(
    in organization: OrganizationID, _ id: ExternalMetricID, audit: AuditContext,
    request: IdempotentRequest<ExternalMetric>,
    _ change: @Sendable (ExternalMetric) throws -> ExternalMetric
  ) async throws -> IdempotentOutcome<ExternalMetric> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let stored = try await transaction.first(
          LockExternalMetric(select: SelectExternalMetric(organization: organization, id: id)))
        guard let stored else { throw GamificationError.externalMetricNotFound(id) }
        let metric = try change(stored)
        guard metric != stored else { return stored }
        try transaction.enqueue(UpdateExternalMetric(organization: organization, metric: metric))
        // Its name and unit are shown with results; points do not depend on them.
        try transaction.changeRules(
          RuleChange(cause: .rules, source: "external_metric/\(id)", people: nil, start: nil),
          in: organization, at: metric.updateTime, ids: ids)
        try transaction.audit(
          audit, "external_metric.update", "external_metric/\(id)", in: organization)
        return metric
      }
    }
  }

  package func delete(
    in organization: OrganizationID, _ id: ExternalMetricID, audit: AuditContext,
    request: IdempotentRequest<ExternalMetricID>
  ) async throws -> IdempotentOutcome<ExternalMetricID> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (locked, used) = try await transaction.execute(
          LockExternalMetric(select: SelectExternalMetric(organization: organization, id: id)),
          SelectExternalMetricIsUsed(organization: organization, id: id))
        guard !locked.isEmpty else { throw GamificationError.externalMetricNotFound(id) }
        guard used.first == false else { throw GamificationError.externalMetricInUse(id) }
        try transaction.enqueue(DeleteExternalMetric(organization: organization, id: id))
        try transaction.audit(
          audit, "external_metric.delete", "external_metric/\(id)", in: organization)
        return id
      }
    }
  }
}
