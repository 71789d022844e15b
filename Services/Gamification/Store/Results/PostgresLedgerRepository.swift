package import GamificationDomain
package import Kernel
package import Postgres

/// Reads `gamification.ledger_posting`.
package struct PostgresLedgerRepository: LedgerRepository {
  private let pool: PostgresPool
  private let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func postings(
    in organization: OrganizationID, _ query: LedgerQuery, after position: LedgerPosition,
    size: PageSize, at now: Timestamp
  ) async throws -> LedgerPage {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { transaction in
      let book = try await transaction.readContext(in: organization, at: now, books).book
      var metrics: Set<ProfileMetricID>?
      if let name = query.metric {
        metrics = book.metrics(named: name)
        guard metrics != nil else { throw GamificationError.metricNotFound(name) }
      }
      let list = LedgerParameters(
        organization: organization, query: query, metrics: metrics, position: position,
        rows: size.rows + 1)
      let postings = try await rows(of: list, transaction)
      return LedgerPage(
        postings: Page(postings, size: size, position: LedgerPosition.texts), book: book)
    }
  }

  private func rows(
    of list: LedgerParameters, _ transaction: Transaction
  ) async throws -> [LedgerPosting] {
    if let person = list.query.person {
      return try await transaction.execute(SelectPostingsOfPerson(list: list, person: person))
    }
    return list.query.visibility.everything
      ? try await transaction.execute(SelectPostingsOfEverybody(list: list))
      : try await transaction.execute(SelectPostingsOfVisible(list: list))
  }
}

/// The parameters that all lists of postings have.
struct LedgerParameters: Sendable {
  let organization: OrganizationID
  let query: LedgerQuery
  /// Only postings with a line of one of these; `nil` for all.
  let metrics: Set<ProfileMetricID>?
  let position: LedgerPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metrics.map { Array($0) })
    bindings.append(query.start)
    bindings.append(query.end)
    bindings.append(position.awardTime)
    bindings.append(position.posting)
    bindings.append(rows)
  }
}

/// What all lists of postings have in common.
private enum LedgerSQL {
  static func select(wherePosting condition: String) -> String {
    """
    SELECT \(PostingSQL.columns)
    FROM gamification.ledger_posting AS posting
    WHERE posting.organization_id = $1
      AND ($2::uuid[] IS NULL OR posting.profile_metric_ids && $2)
      AND posting.workday BETWEEN $3 AND $4
      AND (posting.award_time, posting.ledger_posting_id) > ($5, $6) \(condition)
    ORDER BY posting.award_time, posting.ledger_posting_id
    LIMIT $7
    """
  }
}

struct SelectPostingsOfPerson: Query {
  static let sql = LedgerSQL.select(wherePosting: "AND posting.person_id = $8")

  let list: LedgerParameters
  let person: PersonID

  func bind(to bindings: inout Bindings) {
    list.bind(to: &bindings)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LedgerPosting {
    try PostingSQL.posting(&row)
  }
}

/// Everybody's, with people that the directory has not told of.
struct SelectPostingsOfEverybody: Query {
  static let sql = LedgerSQL.select(wherePosting: "")

  let list: LedgerParameters

  func bind(to bindings: inout Bindings) { list.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LedgerPosting {
    try PostingSQL.posting(&row)
  }
}

/// The first postings of each visible person, then the first of all: the work grows with the people
/// and the page, not with the ledger.
struct SelectPostingsOfVisible: Query {
  static let sql = """
    SELECT \(PostingSQL.columns)
    FROM gamification.visible_member($1, $8, $9, $10, $11, $12) AS visible
    CROSS JOIN LATERAL (
      \(LedgerSQL.select(wherePosting: "AND posting.person_id = visible.person_id"))
    ) AS posting
    ORDER BY posting.award_time, posting.ledger_posting_id
    LIMIT $7
    """

  let list: LedgerParameters

  func bind(to bindings: inout Bindings) {
    list.bind(to: &bindings)
    bindings.append(list.query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LedgerPosting {
    try PostingSQL.posting(&row)
  }
}
