internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Reads the results of a person's workdays, the oldest first.
struct SelectResultDays: Query {
  static let sql = """
    SELECT workday, profile_id, profile_metric_ids, metric_versions, metric_dividends,
      metric_divisors, metric_points_e2, metric_points_max_e2, metric_points_held_e2
    FROM gamification.person_day
    WHERE organization_id = $1 AND person_id = $2 AND workday BETWEEN $3 AND $4
    ORDER BY workday
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
