internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Reads where people are now, and the profiles that they are put into on workdays.
struct SelectDayPlaces: Query {
  struct Row: Sendable {
    let day: PersonDay
    let placement: Placement
    let profile: ProfileID?
  }

  static let sql = """
    SELECT day.person_id, day.workday, member.division_id, member.team_id, stay.profile_id
    FROM unnest($2::text[], $3::date[]) AS day (person_id, workday)
    LEFT JOIN LATERAL (
      SELECT own.division_id, own.team_id
      FROM gamification.member AS own
      WHERE own.organization_id = $1 AND own.person_id = day.person_id
      OFFSET 0
    ) AS member ON true
    LEFT JOIN LATERAL (
      SELECT own.profile_id
      FROM gamification.profile_stay AS own
      WHERE own.organization_id = $1 AND own.person_id = day.person_id
        AND own.start_workday <= day.workday
        AND (own.end_workday IS NULL OR own.end_workday >= day.workday)
      OFFSET 0
    ) AS stay ON true
    """

  let parameters: DayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    Row(
      day: PersonDay(person: try row.read(), workday: try row.read()),
      placement: Placement(division: try row.readOptional(), team: try row.readOptional()),
      profile: try row.readOptional())
  }
}

/// What reading and locking workdays have in common.
private enum DaySQL {
  /// Looks each workday up by its key, in the order of the parameters.
  ///
  /// `ending` keeps the planner from making a join of it, whatever it believes about the table.
  static func select(_ ending: String) -> String {
    """
    SELECT stored.person_id, stored.workday, stored.division_id, stored.team_id,
      stored.profile_id, stored.version,
      \(StoredSheet.columns), \(StoredResult.columns), stored.reach_time,
      stored.reach_metric_ids, stored.reach_metric_times, \(StoredCount.columns),
      \(StoredReviews.columns), stored.sealed
    FROM unnest($2::text[], $3::date[]) AS day (person_id, workday)
    CROSS JOIN LATERAL (
      SELECT own.person_id, own.workday, own.division_id, own.team_id, own.profile_id, own.version,
        \(StoredSheet.columns), \(StoredResult.columns), own.reach_time, own.reach_metric_ids,
        own.reach_metric_times, \(StoredCount.columns), \(StoredReviews.columns), own.sealed
      FROM gamification.person_day AS own
      WHERE own.organization_id = $1 AND own.person_id = day.person_id
        AND own.workday = day.workday
      \(ending)
    ) AS stored
    """
  }

  static func row(_ row: inout RowReader) throws(RowDecodingError) -> SelectDays.Row {
    let day = PersonDay(person: try row.read(), workday: try row.read())
    let placement = Placement(division: try row.readOptional(), team: try row.readOptional())
    let profile: ProfileID? = try row.readOptional()
    let version: Int64 = try row.read()
    let sheet = try StoredSheet(&row).sheet
    let outcomes = try StoredResult.outcomes(&row)
    let reachTime: Timestamp? = try row.readOptional()
    let reachMetrics: [ProfileMetricID] = try row.readArray()
    let reachTimes: [Timestamp] = try row.readArray()
    return SelectDays.Row(
      day: day, sheet: sheet, placement: placement, profile: profile, version: version,
      points: outcomes,
      reach: DayReach(
        time: reachTime,
        metrics: Dictionary(zip(reachMetrics, reachTimes)) { first, _ in first }),
      counted: try StoredCount.counted(&row), reviews: try StoredReviews.reviews(&row),
      isSealed: try row.read())
  }
}

/// The parameters of reading and of locking workdays.
struct DayParameters: Sendable {
  let organization: OrganizationID
  let days: [PersonDay]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(days.map(\.person))
    bindings.append(days.map(\.workday))
  }
}

/// Reads what is stored of workdays.
struct SelectDays: Query {
  struct Row: Sendable {
    let day: PersonDay
    let sheet: DaySheet
    /// Where the person was when the first fact came.
    let placement: Placement
    let profile: ProfileID?
    let version: Int64
    let points: [ResultDay.Outcome]
    let reach: DayReach
    /// What the workday counts for in the sums of its team.
    let counted: [ProfileMetricID: MetricAmounts]
    /// What was decided about points that anomalies hold.
    let reviews: [ProfileMetricID: PointReview]
    let isSealed: Bool
  }

  static let sql = DaySQL.select("OFFSET 0")

  let parameters: DayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SelectDays.Row {
    try DaySQL.row(&row)
  }
}

/// Reads what is stored of workdays, and keeps others from changing it.
///
/// They are locked one after the other; with the same order everywhere nobody waits crosswise.
struct LockDays: Statement {
  static let sql = DaySQL.select("FOR UPDATE")

  let parameters: DayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SelectDays.Row {
    try DaySQL.row(&row)
  }
}

/// Stores workdays with their points.
///
/// A workday that has another version than it was read with is left alone, and does not count among
/// the rows.
struct UpsertDays: Statement {
  static let sql = """
    INSERT INTO gamification.person_day AS stored (
      organization_id, update_time, person_id, workday, division_id, team_id, profile_id, version,
      \(StoredSheet.columns), \(StoredResult.columns), points_e2, points_max_e2,
      reach_time, reach_metric_ids, reach_metric_times, \(StoredCount.columns),
      \(StoredReviews.columns))
    SELECT $1, $2, person_id, workday, division_id, team_id, profile_id, version + 1,
      measure_ids::text[], queue_ids::text[], media_types::text[], initial_directions::text[],
      topic_lists::text[], amounts::double precision[], event_kinds::text[], event_ids::uuid[],
      event_values::double precision[], event_forms::text[], profile_metric_ids::uuid[],
      metric_versions::bigint[], metric_dividends::double precision[],
      metric_divisors::double precision[], metric_points_e2::bigint[],
      metric_points_max_e2::bigint[], metric_points_held_e2::bigint[], points_e2, points_max_e2,
      reach_time, reach_metric_ids::uuid[], reach_metric_times::timestamptz[],
      team_metric_ids::uuid[], team_dividends::double precision[],
      team_divisors::double precision[], review_metric_ids::uuid[], review_decisions::text[],
      review_points_e2::bigint[]
    FROM unnest(
      $3::text[], $4::date[], $5::text[], $6::text[], $7::uuid[], $8::bigint[], $9::text[],
      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
      $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[],
      $24::text[], $25::text[], $26::bigint[], $27::bigint[], $28::timestamptz[], $29::text[],
      $30::text[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[],
      $36::text[]
    ) AS day (
      person_id, workday, division_id, team_id, profile_id, version, \(StoredSheet.columns),
      \(StoredResult.columns), points_e2, points_max_e2, reach_time, reach_metric_ids,
      reach_metric_times, \(StoredCount.columns), \(StoredReviews.columns))
    ORDER BY person_id COLLATE "C", workday
    ON CONFLICT ON CONSTRAINT person_day_pkey DO UPDATE SET
      profile_id = EXCLUDED.profile_id,
      measure_ids = EXCLUDED.measure_ids,
      queue_ids = EXCLUDED.queue_ids,
      media_types = EXCLUDED.media_types,
      initial_directions = EXCLUDED.initial_directions,
      topic_lists = EXCLUDED.topic_lists,
      amounts = EXCLUDED.amounts,
      event_kinds = EXCLUDED.event_kinds,
      event_ids = EXCLUDED.event_ids,
      event_values = EXCLUDED.event_values,
      event_forms = EXCLUDED.event_forms,
      profile_metric_ids = EXCLUDED.profile_metric_ids,
      metric_versions = EXCLUDED.metric_versions,
      metric_dividends = EXCLUDED.metric_dividends,
      metric_divisors = EXCLUDED.metric_divisors,
      metric_points_e2 = EXCLUDED.metric_points_e2,
      metric_points_max_e2 = EXCLUDED.metric_points_max_e2,
      metric_points_held_e2 = EXCLUDED.metric_points_held_e2,
      points_e2 = EXCLUDED.points_e2,
      points_max_e2 = EXCLUDED.points_max_e2,
      reach_time = EXCLUDED.reach_time,
      reach_metric_ids = EXCLUDED.reach_metric_ids,
      reach_metric_times = EXCLUDED.reach_metric_times,
      team_metric_ids = EXCLUDED.team_metric_ids,
      team_dividends = EXCLUDED.team_dividends,
      team_divisors = EXCLUDED.team_divisors,
      review_metric_ids = EXCLUDED.review_metric_ids,
      review_decisions = EXCLUDED.review_decisions,
      review_points_e2 = EXCLUDED.review_points_e2,
      version = EXCLUDED.version,
      update_time = EXCLUDED.update_time
    WHERE stored.version = EXCLUDED.version - 1
    """

  let organization: OrganizationID
  let updates: [DayUpdate]
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(now)
    bindings.append(updates.map(\.record.day.person))
    bindings.append(updates.map(\.record.day.workday))
    bindings.append(updates.map(\.record.placement.division))
    bindings.append(updates.map(\.record.placement.team))
    bindings.append(updates.map(\.profile))
    bindings.append(updates.map(\.record.version))
    let literals = updates.map {
      StoredSheet($0.sheet).literals + StoredResult.literals(of: $0.result)
    }
    let columnCount = StoredSheet.columnCount + StoredResult.columnCount
    for column in 0..<columnCount { bindings.append(literals.map { $0[column] }) }
    bindings.append(updates.map(\.result.points.hundredths))
    bindings.append(updates.map(\.result.pointsMax.hundredths))
    let reaches = updates.map(\.reach)
    bindings.append(reaches.map(\.time))
    // In the same order in both columns.
    bindings.append(reaches.map { ArrayLiteral($0.metrics.keys.map(\.uuid)) })
    bindings.append(reaches.map { ArrayLiteral($0.metrics.values.map { Optional($0.rfc3339) }) })
    let others = updates.map {
      StoredCount.literals(of: $0.counted) + StoredReviews.literals(of: $0.reviews)
    }
    for column in 0..<StoredCount.columnCount + StoredReviews.columnCount {
      bindings.append(others.map { $0[column] })
    }
  }
}

/// A ``DayResult`` in the columns of `gamification.person_day`.
enum StoredResult {
  static let columns = """
    profile_metric_ids, metric_versions, metric_dividends, metric_divisors, metric_points_e2, \
    metric_points_max_e2, metric_points_held_e2
    """

  /// How many ``columns`` there are.
  static let columnCount = 7

  /// Reads ``columns``; a constraint of the table gives all of them one length.
  static func outcomes(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [ResultDay.Outcome] {
    let metrics: [ProfileMetricID] = try row.readArray()
    let versions: [Int64] = try row.readArray()
    let dividends: [Double] = try row.readArray()
    let divisors: [Double] = try row.readArray()
    let points: [Int64] = try row.readArray()
    let pointsMax: [Int64] = try row.readArray()
    let heldPoints: [Int64] = try row.readArray()
    return metrics.indices.map { index in
      ResultDay.Outcome(
        metric: metrics[index], version: versions[index],
        amounts: MetricAmounts(dividend: dividends[index], divisor: divisors[index]),
        points: Points(hundredths: points[index]),
        pointsMax: Points(hundredths: pointsMax[index]),
        heldPoints: Points(hundredths: heldPoints[index]))
    }
  }

  /// In the order of ``columns``.
  static func literals(of result: DayResult) -> [ArrayLiteral] {
    let metrics = result.metrics
    return [
      ArrayLiteral(metrics.map(\.metric.uuid)), ArrayLiteral(metrics.map(\.version)),
      ArrayLiteral(metrics.map(\.amounts.dividend)), ArrayLiteral(metrics.map(\.amounts.divisor)),
      ArrayLiteral(metrics.map(\.points.hundredths)),
      ArrayLiteral(metrics.map(\.pointsMax.hundredths)),
      ArrayLiteral(metrics.map(\.heldPoints.hundredths)),
    ]
  }
}
