package import GamificationDomain
package import Kernel
internal import Postgres

extension PostgresProfileMetricRepository {
  package func copy(
    in organization: OrganizationID, _ copy: ProfileMetricCopy, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>
  ) async throws -> IdempotentOutcome<ProfileMetric> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        _ = try await transaction.lockProfile(copy.profile, in: organization, at: now)
        // Nothing is changed about the other one meanwhile.
        let (_, workdays, counts) = try await transaction.execute(
          LockProfileMetric(organization: organization, id: copy.source),
          SelectWorkday(organization: organization, now: now),
          CountProfileMetrics(organization: organization, profile: copy.profile))
        guard let today = workdays.first else { throw GamificationError.organizationUnknown }
        let start = try EffectiveDay.start(copy.start, today: today)
        let source = try await transaction.metric(copy.source, on: start, in: organization)
        if copy.isLinked { try source.checkIsOwn(on: today) }
        let count = counts.first ?? 0
        let metric = try source.copied(
          to: copy.profile, as: copy.id, position: Int32(count), from: start,
          link: copy.isLinked ? ProfileMetricLink(to: copy.source) : nil, caller: audit.caller,
          at: now)
        guard count < ProfileLimits.metricsPerProfileMax else {
          throw GamificationError.tooManyProfileMetrics(limit: ProfileLimits.metricsPerProfileMax)
        }
        try transaction.enqueue(InsertProfileMetric(organization: organization, metric: metric))
        guard copy.isLinked else {
          try store(metric, in: organization, "profile_metric.copy", audit, transaction)
          return metric
        }
        try transaction.enqueue(
          InsertProfileMetricLink(
            organization: organization, id: copy.id, source: copy.source))
        try transaction.enqueue(
          InsertLinkedVersions(
            organization: organization, id: copy.id, source: copy.source, start: start))
        try record(metric, in: organization, "profile_metric.link", audit, transaction)
        return try await transaction.metric(copy.id, on: start, in: organization)
      }
    }
  }

  package func unlink(
    in organization: OrganizationID, _ id: ProfileMetricID, start: Workday?, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>
  ) async throws -> IdempotentOutcome<ProfileMetric> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (_, _, newest, workdays) = try await transaction.execute(
          LockLinkedSource(organization: organization, id: id),
          LockProfileMetric(organization: organization, id: id),
          SelectProfileMetric(organization: organization, id: id, workday: nil),
          SelectWorkday(organization: organization, now: now))
        guard !newest.isEmpty else { throw GamificationError.profileMetricNotFound(id) }
        guard let today = workdays.first else { throw GamificationError.organizationUnknown }
        let start = try EffectiveDay.start(start, today: today)
        let held = try await transaction.first(
          SelectProfileMetric(organization: organization, id: id, workday: start))
        guard let held else {
          throw ValidationError(
            field: "start_workday", reason: "must not be before the metric begins")
        }
        let metric = try held.unlinking(
          from: start, today: today, caller: audit.caller, at: now)
        guard metric != held else { return held }
        try transaction.enqueue(UpdateLinkEnd(organization: organization, id: id, end: start))
        try store(metric, in: organization, "profile_metric.unlink", audit, transaction)
        return metric
      }
    }
  }
}

extension Transaction {
  /// Reads a metric as it is on a workday.
  fileprivate func metric(
    _ id: ProfileMetricID, on workday: Workday, in organization: OrganizationID
  ) async throws -> ProfileMetric {
    let metric = try await first(
      SelectProfileMetric(organization: organization, id: id, workday: workday))
    guard let metric else { throw GamificationError.profileMetricNotFound(id) }
    return metric
  }

  /// Gives a new profile the metrics of another one that are enabled on a workday, in their order.
  func copyMetrics(
    of source: ProfileID, to profile: ProfileID, in organization: OrganizationID,
    from today: Workday, _ ids: any IDGenerator, caller: String, at now: Timestamp
  ) async throws {
    let metrics = try await execute(
      SelectProfileMetrics(
        organization: organization, profile: source, workday: today, position: -1,
        rows: ProfileLimits.metricsPerProfileMax))
    let enabled = metrics.filter(\.settings.isEnabled)
    for (position, metric) in enabled.enumerated() {
      let copy = try metric.copied(
        to: profile, as: ids.makeID(), position: Int32(position), from: today, caller: caller,
        at: now)
      try enqueue(InsertProfileMetric(organization: organization, metric: copy))
      try enqueue(InsertProfileMetricVersion(organization: organization, metric: copy))
    }
  }
}
