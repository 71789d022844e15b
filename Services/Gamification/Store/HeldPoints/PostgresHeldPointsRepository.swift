package import GamificationDomain
package import Kernel
package import Postgres

/// Reads held points of `gamification.person_day` and keeps decisions in
/// `gamification.points_review`.
package struct PostgresHeldPointsRepository: HeldPointsRepository {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let ids: any IDGenerator

  package init(pool: PostgresPool, books: RuleBooks, ids: any IDGenerator) {
    self.pool = pool
    self.books = books
    self.ids = ids
  }

  package func heldPoints(
    in organization: OrganizationID, _ query: HeldPointsQuery,
    after position: HeldPointsPosition?, size: PageSize, at now: Timestamp
  ) async throws -> HeldPointsPage {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { transaction in
      let book = try await transaction.readContext(in: organization, at: now, books).book
      let rows = try await transaction.execute(
        SelectHeldPoints(
          organization: organization, query: query, position: position, rows: size.rows + 1))
      return HeldPointsPage(
        heldPoints: Page(rows, size: size, position: HeldPointsPosition.texts), book: book)
    }
  }

  package func reviews(
    in organization: OrganizationID, _ query: HeldPointsQuery, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<PointsReview> {
    let rows = try await pool.execute(
      SelectPointsReviews(
        organization: organization, query: query, position: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { ListPosition(time: $0.createTime, id: $0.id.uuid).texts }
  }

  package func review(
    in organization: OrganizationID, _ review: PointsReview, audit: AuditContext,
    request: IdempotentRequest<PointsReview>
  ) async throws -> IdempotentOutcome<PointsReview> {
    try await pool.withWorkdays(organization) { transaction in
      try await transaction.perform(request, organization: organization) {
        let context = try await transaction.scoringContext(
          in: organization, at: review.createTime, books)
        let recording = DayRecording(
          context, ChangeOrigin(cause: .review, source: review.id.description),
          at: review.createTime)
        let records = try await transaction.lockDays([review.day], in: organization)
        guard let draft = recording.drafts(of: records).first else {
          throw GamificationError.pointsNotHeld(review.metric)
        }
        let sums = try await transaction.sums(of: [draft], in: organization, recording, ids: ids)
        let reviewed = try draft.reviewed(review.metric, review.review, sums)
        try transaction.enqueue(InsertPointsReview(organization: organization, review: review))
        try await transaction.store(
          recording.scoring([reviewed], sums, ids: ids), in: organization, at: review.createTime)
        try transaction.audit(
          audit, "points.review", "points_review/\(review.id)", in: organization,
          detail: """
            {"person": "\(review.day.person)", "workday": "\(review.day.workday)", \
            "profile_metric": "\(review.metric)", \
            "decision": "\(review.review.decision.rawValue)", \
            "points_hundredths": \(review.review.points.hundredths)}
            """)
        return review
      }
    }
  }
}
