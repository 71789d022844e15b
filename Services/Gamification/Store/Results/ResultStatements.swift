internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of the results of workdays have in common.
enum ResultDaySQL {
  /// The columns that ``day(_:)`` reads, of `day`.
  static let columns = """
    day.workday, day.profile_id, day.profile_metric_ids, day.metric_versions,
      day.metric_dividends, day.metric_divisors, day.metric_points_e2, day.metric_points_max_e2,
      day.metric_points_held_e2
    """

  static func day(_ row: inout RowReader) throws(RowDecodingError) -> ResultDay {
    let workday: Workday = try row.read()
    let profile: ProfileID? = try row.readOptional()
    let metrics: [ProfileMetricID] = try row.readArray()
    let versions: [Int64] = try row.readArray()
    let dividends: [Double] = try row.readArray()
    let divisors: [Double] = try row.readArray()
    let points: [Int64] = try row.readArray()
    let pointsMax: [Int64] = try row.readArray()
    let heldPoints: [Int64] = try row.readArray()
    // A constraint of the table gives all of them one length.
    return ResultDay(
      workday: workday, profile: profile,
      outcomes: metrics.indices.map { index in
        ResultDay.Outcome(
          metric: metrics[index], version: versions[index],
          amounts: MetricAmounts(dividend: dividends[index], divisor: divisors[index]),
          points: Points(hundredths: points[index]),
          pointsMax: Points(hundredths: pointsMax[index]),
          heldPoints: Points(hundredths: heldPoints[index]))
      })
  }
}

/// Reads the results of a person's workdays, the oldest first.
struct SelectResultDays: Query {
  static let sql = """
    SELECT \(ResultDaySQL.columns)
    FROM gamification.person_day AS day
    WHERE day.organization_id = $1 AND day.person_id = $2 AND day.workday BETWEEN $3 AND $4
    ORDER BY day.workday
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

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ResultDay {
    try ResultDaySQL.day(&row)
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

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}
