package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps agreements in `gamification.objective_agreement`.
package struct PostgresAgreementRepository: AgreementRepository {
  private let pool: PostgresPool
  private let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func propose(
    in organization: OrganizationID, _ metric: ProfileMetricID, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ObjectiveAgreement>,
    _ propose: @Sendable (_ today: Workday) throws -> ObjectiveAgreement
  ) async throws -> IdempotentOutcome<ObjectiveAgreement> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let context = try await transaction.readContext(in: organization, at: now, books)
        let agreement = try propose(context.today)
        guard context.book.metric(metric) != nil else {
          throw GamificationError.profileMetricNotFound(metric)
        }
        try transaction.enqueue(
          InsertAgreement(organization: organization, agreement: agreement))
        try transaction.audit(
          audit, "objective_agreement.propose", "objective_agreement/\(agreement.id)",
          in: organization)
        return agreement
      }
    }
  }

  package func agreement(
    in organization: OrganizationID, _ id: ObjectiveAgreementID
  ) async throws -> ObjectiveAgreement {
    let agreement = try await pool.first(
      SelectAgreement(organization: organization, id: id), in: .organization(organization))
    guard let agreement else { throw GamificationError.objectiveAgreementNotFound(id) }
    return agreement
  }

  package func progress(
    in organization: OrganizationID, of agreement: ObjectiveAgreement, at now: Timestamp
  ) async throws -> AgreementProgress {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      guard let range = try agreement.resultRange(today: context.today) else {
        return AgreementProgress(agreement: agreement, value: nil)
      }
      let days = try await transaction.execute(
        SelectResultDays(
          organization: organization, person: agreement.terms.person, range: range))
      return AgreementProgress(
        agreement: agreement, value: agreement.value(over: days, by: context.book))
    }
  }

  package func agreements(
    in organization: OrganizationID, _ query: AgreementQuery, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<ObjectiveAgreement> {
    let rows = try await pool.execute(
      SelectAgreements(
        organization: organization, query: query, position: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { ListPosition(time: $0.createTime, id: $0.id.uuid).texts }
  }

  package func change(
    in organization: OrganizationID, _ id: ObjectiveAgreementID, action: String,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<ObjectiveAgreement>,
    _ change: @Sendable (ObjectiveAgreement) throws -> ObjectiveAgreement
  ) async throws -> IdempotentOutcome<ObjectiveAgreement> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let known = try await transaction.first(
          SelectAgreement(organization: organization, id: id))
        guard let known else { throw GamificationError.objectiveAgreementNotFound(id) }
        let locked = try await transaction.execute(
          LockAgreements(organization: organization, terms: known.terms))
        guard let stored = locked.first(where: { $0.id == id }) else {
          throw GamificationError.objectiveAgreementNotFound(id)
        }
        let agreement = try change(stored)
        let others = locked.compactMap { $0.yielding(to: agreement, at: now) }
        for changed in [agreement] + others {
          try transaction.enqueue(
            UpdateAgreement(organization: organization, agreement: changed))
        }
        try transaction.audit(
          audit, "objective_agreement.\(action)", "objective_agreement/\(id)", in: organization)
        return agreement
      }
    }
  }
}
