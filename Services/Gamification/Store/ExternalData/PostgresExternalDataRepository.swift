package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps what is measured outside: values with the workdays, and the rest in
/// `gamification.external_orphan` and `gamification.external_session`.
///
/// Locks are taken in this order: the request, the organisation or orphans or a session, workdays.
package struct PostgresExternalDataRepository: ExternalDataRepository {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let ids: any IDGenerator

  package init(pool: PostgresPool, books: RuleBooks, ids: any IDGenerator) {
    self.pool = pool
    self.books = books
    self.ids = ids
  }

  package func upload(
    in organization: OrganizationID, _ upload: ExternalUpload, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<[ExternalDataOutcome]>
  ) async throws -> IdempotentOutcome<[ExternalDataOutcome]> {
    try await pool.withWorkdays(organization) { transaction in
      try await transaction.perform(request, organization: organization) {
        let rules = try await rules(for: upload, in: organization, at: now, transaction)
        let plan = ExternalDataPlan(upload, by: rules)
        try await keep(plan, in: organization, audit, at: now, transaction)
        let changed = try await record(
          plan.changes, from: request.key?.requestID.description ?? audit.id.description,
          in: organization, at: now, transaction)
        let changedCount = changed.count { $0 == .changed || $0 == .added }
        if changedCount + plan.orphans.count > 0 {
          try transaction.audit(
            audit, "external_data.upload", "external_data", in: organization,
            detail: #"{"changed": \#(changedCount), "quarantined": \#(plan.orphans.count)}"#)
        }
        return plan.outcomes(changed)
      }
    }
  }

  /// How late values may be is a matter of how long the metric keeps them.
  private func record(
    _ changes: [WorkdayChange], from source: String, in organization: OrganizationID,
    at now: Timestamp, _ transaction: Transaction
  ) async throws -> [ChangeOutcome] {
    try await transaction.record(
      changes, ChangeOrigin(cause: .measurement, source: source, takesLateChanges: true),
      in: organization, at: now, books, ids: ids)
  }

  /// Reads what items are checked with.
  private func rules(
    for upload: ExternalUpload, in organization: OrganizationID, at now: Timestamp,
    _ transaction: Transaction
  ) async throws -> ExternalDataRules {
    let people = Set(upload.entries.compactMap { try? $0.get().person })
    let (workdays, metrics, known) = try await transaction.execute(
      SelectWorkday(organization: organization, now: now),
      SelectExternalMetrics(
        organization: organization, position: .beforeOldest,
        rows: ProfileLimits.externalMetricsMax),
      SelectKnownMembers(organization: organization, people: people.sorted()))
    guard let today = workdays.first else { throw GamificationError.organizationUnknown }
    return ExternalDataRules(
      today: today, metrics: metrics, people: Set(known.map(\.person)))
  }

  /// Keeps orphans, one transaction at a time, so that there are never too many; old ones go.
  private func keep(
    _ plan: ExternalDataPlan, in organization: OrganizationID, _ audit: AuditContext,
    at now: Timestamp, _ transaction: Transaction
  ) async throws {
    guard !plan.orphans.isEmpty else { return }
    let orphans = plan.orphans.map { orphan in
      ExternalOrphan(
        id: ids.makeID(), item: orphan.item, reason: orphan.reason, caller: audit.caller,
        createTime: now)
    }
    let (_, _, counts) = try await transaction.execute(
      LockOrganization(organization: organization),
      DeleteOldExternalOrphans(
        organization: organization, oldest: ExternalOrphan.oldestTime(at: now)),
      CountExternalOrphans(organization: organization))
    guard (counts.first ?? 0) + orphans.count <= ExternalOrphan.countMax else {
      throw GamificationError.tooManyExternalOrphans(limit: ExternalOrphan.countMax)
    }
    try transaction.enqueue(
      InsertExternalOrphans(
        organization: organization, orphans: orphans, caller: audit.caller, now: now))
  }

  package func submit(
    in organization: OrganizationID, _ points: ExternalPoints, field: String,
    audit: AuditContext, at now: Timestamp
  ) async throws -> ExternalPointsReceipt {
    try await pool.withWorkdays(organization) { transaction in
      let workday = try await transaction.first(
        SelectWorkday(organization: organization, now: points.time))
      guard let workday else { throw GamificationError.organizationUnknown }
      let isNew =
        try await transaction.run(
          InsertExternalSession(
            organization: organization, points: points, workday: workday, now: now)) == 1
      guard isNew else {
        let earlier = try await transaction.first(
          SelectExternalSession(organization: organization, points: points))
        return ExternalPointsReceipt(workday: earlier ?? workday, isRepeated: true)
      }
      let upload = ExternalUpload([.success(points.item(on: workday))], keepsOrphans: false)
      let rules = try await rules(for: upload, in: organization, at: now, transaction)
      let plan = ExternalDataPlan(upload, by: rules)
      let changed = try await record(
        plan.changes.map { $0.earned(at: points.time) }, from: points.session, in: organization,
        at: now, transaction)
      for case .refused(let refusal) in plan.outcomes(changed) {
        throw points.error(of: refusal, field: field)
      }
      if let oldest = rules.oldestWorkday(of: points.metric) {
        try transaction.enqueue(
          DeleteOldExternalSessions(
            organization: organization, metric: points.metric, oldest: oldest))
      }
      try transaction.audit(
        audit, "external_points.submit", "external_metric/\(points.metric)", in: organization,
        detail: #"{"person": "\#(points.person)", "workday": "\#(workday)"}"#)
      return ExternalPointsReceipt(workday: workday, isRepeated: false)
    }
  }

  package func orphans(
    in organization: OrganizationID, after position: ListPosition, at now: Timestamp,
    size: PageSize
  ) async throws -> Page<ExternalOrphan> {
    let rows = try await pool.execute(
      SelectExternalOrphans(
        organization: organization, position: position,
        oldest: ExternalOrphan.oldestTime(at: now), rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { ListPosition(time: $0.createTime, id: $0.id.uuid).texts }
  }

  package func attach(
    in organization: OrganizationID, _ attachment: OrphanAttachment, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<[ExternalDataOutcome]>
  ) async throws -> IdempotentOutcome<[ExternalDataOutcome]> {
    try await pool.withWorkdays(organization) { transaction in
      try await transaction.perform(request, organization: organization) {
        let orphans = try await transaction.execute(
          LockExternalOrphans(
            organization: organization, ids: attachment.ids,
            oldest: ExternalOrphan.oldestTime(at: now)))
        let upload = attachment.upload(of: orphans)
        let rules = try await rules(for: upload, in: organization, at: now, transaction)
        let plan = ExternalDataPlan(upload, by: rules)
        let changed = try await record(
          plan.changes, from: request.key?.requestID.description ?? audit.id.description,
          in: organization, at: now, transaction)
        let outcomes = plan.outcomes(changed)
        let attached = zip(attachment.ids, outcomes).filter { $1.isStored }.map(\.0)
        guard !attached.isEmpty else { return outcomes }
        try transaction.enqueue(
          DeleteExternalOrphans(organization: organization, ids: attached))
        try transaction.audit(
          audit, "external_orphan.attach", "external_orphan", in: organization,
          detail: #"{"attached": \#(attached.count)}"#)
        return outcomes
      }
    }
  }

  package func deleteOrphans(
    in organization: OrganizationID, _ ids: [ExternalOrphanID], audit: AuditContext,
    request: IdempotentRequest<Int>
  ) async throws -> IdempotentOutcome<Int> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let deletedCount = try await transaction.run(
          DeleteExternalOrphans(organization: organization, ids: ids))
        if deletedCount > 0 {
          try transaction.audit(
            audit, "external_orphan.delete", "external_orphan", in: organization,
            detail: #"{"deleted": \#(deletedCount)}"#)
        }
        return deletedCount
      }
    }
  }
}
