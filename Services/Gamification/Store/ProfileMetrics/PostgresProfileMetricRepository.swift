package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps the metrics of profiles in `gamification.profile_metric`,
/// `gamification.profile_metric_version` and `gamification.profile_metric_link`.
package struct PostgresProfileMetricRepository: ProfileMetricRepository {
  let pool: PostgresPool
  let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func create(
    in organization: OrganizationID, _ place: ProfileMetricPlace, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>,
    _ settings: @Sendable (MetricDefinition) throws -> ProfileMetricSettings
  ) async throws -> IdempotentOutcome<ProfileMetric> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        _ = try await transaction.lockProfile(place.profile, in: organization, at: now)
        let (workdays, counts) = try await transaction.execute(
          SelectWorkday(organization: organization, now: now),
          CountProfileMetrics(organization: organization, profile: place.profile))
        guard let today = workdays.first else { throw GamificationError.organizationUnknown }
        let count = counts.first ?? 0
        guard count < ProfileLimits.metricsPerProfileMax else {
          throw GamificationError.tooManyProfileMetrics(limit: ProfileLimits.metricsPerProfileMax)
        }
        let definition = try await transaction.lockDefinition(place.definitionID, in: organization)
        let metric = ProfileMetric(
          id: place.id, profile: place.profile, definitionID: definition.id,
          settings: try settings(definition), position: Int32(count),
          start: try EffectiveDay.start(place.start, today: today), caller: audit.caller,
          createTime: now, updateTime: now)
        try transaction.enqueue(InsertProfileMetric(organization: organization, metric: metric))
        try store(metric, in: organization, "profile_metric.create", audit, transaction)
        return metric
      }
    }
  }

  package func metric(
    in organization: OrganizationID, _ id: ProfileMetricID, on workday: Workday?, at now: Timestamp
  ) async throws -> ProfileMetric {
    let workday = try await pool.workday(workday, in: organization, at: now)
    let metric = try await pool.first(
      SelectProfileMetric(organization: organization, id: id, workday: workday),
      in: .organization(organization))
    guard let metric else { throw GamificationError.profileMetricNotFound(id) }
    return metric
  }

  package func metrics(
    in organization: OrganizationID, of profile: ProfileID, on workday: Workday?,
    after position: Int32, size: PageSize, at now: Timestamp
  ) async throws -> Page<ProfileMetric> {
    let scope = TransactionScope.organization(organization)
    async let found = pool.first(
      SelectProfile(organization: organization, id: profile, now: now), in: scope)
    let workday = try await pool.workday(workday, in: organization, at: now)
    guard try await found != nil else { throw GamificationError.profileNotFound(profile) }
    let rows = try await pool.execute(
      SelectProfileMetrics(
        organization: organization, profile: profile, workday: workday, position: position,
        rows: size.rows + 1),
      in: scope)
    return Page(rows, size: size) { [String($0.position), workday.description] }
  }

  package func versions(
    in organization: OrganizationID, of id: ProfileMetricID, before version: Int64, size: PageSize
  ) async throws -> Page<ProfileMetric> {
    let scope = TransactionScope.organization(organization)
    let rows = try await pool.execute(
      SelectProfileMetricVersions(
        organization: organization, id: id, version: version, rows: size.rows + 1), in: scope)
    if rows.isEmpty {
      // Every metric has a first version.
      let metric = try await pool.first(
        SelectProfileMetric(organization: organization, id: id, workday: nil), in: scope)
      guard metric != nil else { throw GamificationError.profileMetricNotFound(id) }
    }
    return Page(rows, size: size) { [String($0.version)] }
  }

  package func change(
    in organization: OrganizationID, _ id: ProfileMetricID, start: Workday?, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>,
    _ settings: @Sendable (ProfileMetric, MetricDefinition) throws -> ProfileMetricSettings
  ) async throws -> IdempotentOutcome<ProfileMetric> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (_, _, metrics, workdays) = try await transaction.execute(
          LockProfileMetric(organization: organization, id: id),
          LockFollowers(organization: organization, id: id),
          SelectProfileMetric(organization: organization, id: id, workday: nil),
          SelectWorkday(organization: organization, now: now))
        guard let stored = metrics.first else {
          throw GamificationError.profileMetricNotFound(id)
        }
        guard let today = workdays.first else { throw GamificationError.organizationUnknown }
        try stored.checkIsOwn(on: today)
        let definition = try await transaction.lockDefinition(
          stored.definitionID, in: organization)
        let metric = stored.changing(
          try settings(stored, definition), from: try EffectiveDay.start(start, today: today),
          today: today, caller: audit.caller, at: now)
        guard metric != stored else { return stored }
        try store(metric, in: organization, "profile_metric.update", audit, transaction)
        try transaction.enqueue(
          InsertFollowingVersions(organization: organization, metric: metric))
        return metric
      }
    }
  }

  package func reorder(
    in organization: OrganizationID, _ order: [ProfileMetricID], of profile: ProfileID,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<[ProfileMetricID]>
  ) async throws -> IdempotentOutcome<[ProfileMetricID]> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        _ = try await transaction.lockProfile(profile, in: organization, at: now)
        let stored = try await transaction.execute(
          SelectProfileMetricIDs(organization: organization, profile: profile))
        guard order.count == stored.count, Set(order) == Set(stored) else {
          throw ValidationError(
            field: "profile_metric_ids",
            reason: "must name each of the \(stored.count) metrics of the profile once")
        }
        guard order != stored else { return stored }
        try transaction.enqueue(UpdatePositions(organization: organization, order: order))
        try transaction.changeRules(
          RuleChange(cause: .rules, source: "profile/\(profile)", people: nil, start: nil),
          in: organization, at: now, ids: ids)
        try transaction.audit(
          audit, "profile.reorder_metrics", "profile/\(profile)", in: organization)
        return order
      }
    }
  }

  func store(
    _ metric: ProfileMetric, in organization: OrganizationID, _ action: String,
    _ audit: AuditContext, _ transaction: Transaction
  ) throws {
    try transaction.enqueue(InsertProfileMetricVersion(organization: organization, metric: metric))
    try record(metric, in: organization, action, audit, transaction)
  }

  func record(
    _ metric: ProfileMetric, in organization: OrganizationID, _ action: String,
    _ audit: AuditContext, _ transaction: Transaction
  ) throws {
    try transaction.changeRules(
      RuleChange(
        cause: .rules, source: "profile_metric/\(metric.id)", people: nil, start: metric.start),
      in: organization, at: metric.updateTime, ids: ids)
    try transaction.audit(
      audit, action, "profile_metric/\(metric.id)", in: organization,
      detail: """
        {"version": \(metric.version), "start_workday": "\(metric.start)"}
        """)
  }
}

extension Transaction {
  /// Finds what an id means, and locks it against deletion when the organisation has made it.
  fileprivate func lockDefinition(
    _ id: String, in organization: OrganizationID
  ) async throws -> MetricDefinition {
    if let builtIn = DefinitionCatalogue.definition(id) { return builtIn }
    guard let uuid = UUIDBits(id) else { throw GamificationError.metricDefinitionNotFound(id) }
    let (own, external) = try await execute(
      LockDefinition(
        select: SelectDefinition(
          organization: organization, id: MetricDefinitionID(uuid: uuid))),
      KeepExternalMetric(
        select: SelectExternalMetric(
          organization: organization, id: ExternalMetricID(uuid: uuid))))
    if let own = own.first { return own.definition }
    guard let external = external.first else {
      throw GamificationError.metricDefinitionNotFound(id)
    }
    return external.settings.definition(id: external.id)
  }
}
