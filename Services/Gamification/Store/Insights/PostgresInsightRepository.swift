package import GamificationDomain
package import Kernel
package import Postgres

/// Reads `gamification.person_day` of many people, row by row.
package struct PostgresInsightRepository: InsightRepository {
  private let pool: PostgresPool
  private let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func insights(
    in organization: OrganizationID, of people: [PersonID], over periods: InsightPeriods,
    metric: String?, at now: Timestamp
  ) async throws -> InsightResults {
    try await pool.withTransaction(.organization(organization), readOnly: true) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      var metrics: Set<ProfileMetricID>?
      if let metric {
        metrics = context.book.metrics(named: metric)
        guard metrics != nil else { throw GamificationError.metricNotFound(metric) }
      }
      var results = InsightResults(
        periods, metrics: metrics, book: context.book, finalThrough: context.finalThrough)
      guard !people.isEmpty else { return results }
      let rows = transaction.stream(
        SelectInsightDays(organization: organization, people: people, periods: periods))
      for try await row in rows { results.add(row.day, of: row.person) }
      return results
    }
  }
}

/// Reads the workdays of people in two periods, by person and the oldest first.
///
/// Each person and period is looked up by the key, whatever the planner believes.
struct SelectInsightDays: Query {
  struct Row: Sendable {
    let person: PersonID
    let day: ResultDay
  }

  static let sql = """
    SELECT day.person_id, \(ResultDaySQL.columns)
    FROM unnest($2::text[]) AS asked (person_id)
    CROSS JOIN unnest(ARRAY[$3, $5]::date[], ARRAY[$4, $6]::date[]) AS period (start_day, end_day)
    CROSS JOIN LATERAL (
      SELECT own.person_id, own.workday, own.profile_id, own.profile_metric_ids,
        own.metric_versions, own.metric_dividends, own.metric_divisors, own.metric_points_e2,
        own.metric_points_max_e2, own.metric_points_held_e2
      FROM gamification.person_day AS own
      WHERE own.organization_id = $1 AND own.person_id = asked.person_id
        AND own.workday BETWEEN period.start_day AND period.end_day
      OFFSET 0
    ) AS day
    ORDER BY day.person_id, day.workday
    """

  let organization: OrganizationID
  let people: [PersonID]
  let periods: InsightPeriods

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(periods.comparative.start)
    bindings.append(periods.comparative.end)
    bindings.append(periods.primary.start)
    bindings.append(periods.primary.end)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    Row(person: try row.read(), day: try ResultDaySQL.day(&row))
  }
}
