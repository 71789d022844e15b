package import GamificationDomain
package import Kernel
package import Postgres

/// Reads `gamification.ledger_entry`.
package struct PostgresLedgerRepository: LedgerRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func entries(
    in organization: OrganizationID, _ query: LedgerQuery, after position: LedgerPosition,
    size: PageSize
  ) async throws -> Page<LedgerEntry> {
    let list = LedgerParameters(
      organization: organization, query: query, position: position, rows: size.rows + 1)
    let scope = TransactionScope.organization(organization)
    let entries: [LedgerEntry]
    if let person = query.person {
      entries = try await pool.execute(SelectEntriesOfPerson(list: list, person: person), in: scope)
    } else if query.visibility.everything {
      entries = try await pool.execute(SelectEntriesOfEverybody(list: list), in: scope)
    } else {
      entries = try await pool.execute(SelectEntriesOfVisible(list: list), in: scope)
    }
    return Page(entries, size: size, position: LedgerPosition.texts)
  }
}

/// The parameters that all lists of entries have.
struct LedgerParameters: Sendable {
  let organization: OrganizationID
  let query: LedgerQuery
  let position: LedgerPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(MetricID.filtered(by: query.metric))
    bindings.append(query.start)
    bindings.append(query.end)
    bindings.append(position.createTime)
    bindings.append(position.entry)
    bindings.append(rows)
  }
}

/// What all lists of entries have in common.
private enum LedgerSQL {
  static func select(whereEntry condition: String) -> String {
    """
    SELECT entry.ledger_entry_id, entry.person_id, entry.metric_id, entry.workday,
      entry.points_e2, entry.source, entry.value, entry.create_time
    FROM gamification.ledger_entry AS entry
    WHERE entry.organization_id = $1 AND entry.metric_id = ANY ($2)
      AND entry.workday BETWEEN $3 AND $4
      AND (entry.create_time, entry.ledger_entry_id) > ($5, $6) \(condition)
    ORDER BY entry.create_time, entry.ledger_entry_id
    LIMIT $7
    """
  }

  static func entry(_ row: inout RowReader) throws(RowDecodingError) -> LedgerEntry {
    LedgerEntry(
      id: try row.read(), person: try row.read(), metric: try row.read(),
      workday: try row.read(), points: Points(hundredths: try row.read()),
      source: try row.read(), value: try row.read(), createTime: try row.read())
  }
}

struct SelectEntriesOfPerson: Query {
  static let sql = LedgerSQL.select(whereEntry: "AND entry.person_id = $8")

  let list: LedgerParameters
  let person: PersonID

  func bind(to bindings: inout Bindings) {
    list.bind(to: &bindings)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LedgerEntry {
    try LedgerSQL.entry(&row)
  }
}

/// Everybody's, with people that the directory has not told of.
struct SelectEntriesOfEverybody: Query {
  static let sql = LedgerSQL.select(whereEntry: "")

  let list: LedgerParameters

  func bind(to bindings: inout Bindings) { list.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LedgerEntry {
    try LedgerSQL.entry(&row)
  }
}

/// The first entries of each visible person, then the first of all: the work grows with the people
/// and the page, not with the ledger.
struct SelectEntriesOfVisible: Query {
  static let sql = """
    SELECT first.ledger_entry_id, first.person_id, first.metric_id, first.workday,
      first.points_e2, first.source, first.value, first.create_time
    FROM gamification.visible_member($1, $8, $9, $10, $11, $12) AS visible
    CROSS JOIN LATERAL (
      \(LedgerSQL.select(whereEntry: "AND entry.person_id = visible.person_id"))
    ) AS first
    ORDER BY first.create_time, first.ledger_entry_id
    LIMIT $7
    """

  let list: LedgerParameters

  func bind(to bindings: inout Bindings) {
    list.bind(to: &bindings)
    bindings.append(list.query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LedgerEntry {
    try LedgerSQL.entry(&row)
  }
}
