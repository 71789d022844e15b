package import GamificationDomain
package import Kernel
package import Postgres

/// Sums up the facts of one person.
package struct PostgresScorecardRepository: ScorecardRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func sums(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange
  ) async throws -> ScorecardSums {
    let rows = try await pool.execute(
      SelectScorecardSums(organization: organization, person: person, range: range),
      in: .organization(organization))
    var sums = ScorecardSums()
    for row in rows {
      switch row.group {
      case .metric(let metric): sums.metrics[metric] = row.sums
      case .workday(let workday):
        sums.workdays.append(WorkdayPoints(workday: workday, points: row.sums.points))
      }
    }
    return sums
  }

  package func displayName(
    in organization: OrganizationID, of person: PersonID
  ) async throws -> String {
    try await pool.first(
      SelectDisplayName(organization: organization, person: person),
      in: .organization(organization)) ?? ""
  }
}

/// Reads the facts once and groups them in two ways.
struct SelectScorecardSums: Query {
  /// What the facts of a row have in common.
  enum Group: Sendable {
    case metric(MetricID)
    case workday(Workday)
  }

  struct GroupSums: Sendable {
    let group: Group
    let sums: MetricSums
  }

  static let sql = """
    SELECT metric_id, workday, sum(total), sum(count)::bigint, sum(points_e2)::bigint,
      sum(points_max_e2)::bigint
    FROM gamification.metric_fact
    WHERE organization_id = $1 AND person_id = $2 AND workday BETWEEN $3 AND $4
    GROUP BY GROUPING SETS ((metric_id), (workday))
    """

  let organization: OrganizationID
  let person: PersonID
  let range: WorkdayRange

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
    bindings.append(range.start)
    bindings.append(range.end)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> GroupSums {
    let metric: MetricID? = try row.readOptional()
    let workday: Workday? = try row.readOptional()
    let sums = MetricSums(
      total: try row.read(), count: try row.read(), points: Points(hundredths: try row.read()),
      pointsMax: Points(hundredths: try row.read()))
    if let metric { return GroupSums(group: .metric(metric), sums: sums) }
    guard let workday else { throw RowDecodingError(column: 1, reason: .unexpectedNull) }
    return GroupSums(group: .workday(workday), sums: sums)
  }
}

struct SelectDisplayName: Query {
  static let sql = """
    SELECT display_name FROM gamification.member WHERE organization_id = $1 AND person_id = $2
    """

  let organization: OrganizationID
  let person: PersonID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
    try row.read()
  }
}
