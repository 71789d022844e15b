internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What a reader sees: which transactions, and how far the copy of the directory is.
struct SelectBoardHead: Query {
  struct Head: Sendable {
    let snapshot: BoardSnapshot
    let cursor: Int64
  }

  static let sql = """
    SELECT pg_catalog.pg_current_snapshot()::text,
      coalesce((SELECT sequence FROM gamification.replica_cursor), 0)
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Head {
    guard let snapshot = BoardSnapshot(text: try row.read()) else {
      throw RowDecodingError(column: 0, reason: .malformed)
    }
    return Head(snapshot: snapshot, cursor: try row.read())
  }
}

/// The postings that were not there for an earlier reader; none without one.
///
/// They are in the order of the index, so that the planner takes it whatever it believes.
struct SelectBoardChanges: Query {
  static let sql = """
    SELECT person_id, workday, transaction_id::text, award_time, points_e2, profile_metric_ids,
      metric_points_e2
    FROM gamification.ledger_posting
    WHERE organization_id = $1
      AND transaction_id >= pg_catalog.pg_snapshot_xmin($2::text::pg_catalog.pg_snapshot)
      AND NOT pg_catalog.pg_visible_in_snapshot(
        transaction_id, $2::text::pg_catalog.pg_snapshot)
    ORDER BY transaction_id
    LIMIT $3
    """

  let organization: OrganizationID
  let snapshot: BoardSnapshot?
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(snapshot?.text)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> BoardChange {
    let day = PersonDay(person: try row.read(), workday: try row.read())
    let transactionText: String = try row.read()
    guard let transaction = UInt64(transactionText) else {
      throw RowDecodingError(column: 2, reason: .malformed)
    }
    let awardTime: Timestamp = try row.read()
    let points = Points(hundredths: try row.read())
    let metrics: [ProfileMetricID] = try row.readArray()
    let linePoints: [Int64] = try row.readArray()
    return BoardChange(
      day: day, transaction: transaction, awardTime: awardTime, points: points,
      lines: zip(metrics, linePoints).map {
        BoardChange.Line(metric: $0, points: Points(hundredths: $1))
      })
  }
}

/// The metrics of profiles that metrics of boards stand for.
struct SelectBoardMetrics: Query {
  struct Known: Sendable {
    let text: String
    let metrics: Set<ProfileMetricID>
    /// Whether the organisation has defined or measures such a metric itself.
    let isOwn: Bool
  }

  static let sql = """
    SELECT wanted.metric_id,
      ARRAY(
        SELECT metric.profile_metric_id FROM gamification.profile_metric AS metric
        WHERE metric.organization_id = $1 AND metric.metric_definition_id = wanted.metric_id
        UNION
        SELECT metric.profile_metric_id FROM gamification.profile_metric AS metric
        WHERE metric.organization_id = $1 AND metric.profile_metric_id = wanted.own_id),
      EXISTS (
        SELECT FROM gamification.metric_definition AS definition
        WHERE definition.organization_id = $1
          AND definition.metric_definition_id = wanted.own_id)
      OR EXISTS (
        SELECT FROM gamification.external_metric AS measured
        WHERE measured.organization_id = $1 AND measured.external_metric_id = wanted.own_id)
    FROM unnest($2::text[], $3::uuid[]) AS wanted (metric_id, own_id)
    """

  let organization: OrganizationID
  let metrics: [BoardMetric]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metrics.map(\.text))
    bindings.append(metrics.map(\.profileMetric))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Known {
    let text: String = try row.read()
    let metrics: [ProfileMetricID] = try row.readArray()
    return Known(text: text, metrics: Set(metrics), isOwn: try row.read())
  }
}

/// The sums of everybody's points over a range of workdays.
struct SelectBoardTotals: Query {
  struct Total: Sendable {
    let person: PersonID
    let total: PersonTotal
  }

  static let isLong = true
  static let sql = """
    SELECT person_id, sum(points_e2)::bigint, max(reach_time)
    FROM gamification.person_day
    WHERE organization_id = $1 AND workday BETWEEN $2 AND $3
    GROUP BY person_id
    """

  let organization: OrganizationID
  let range: WorkdayRange

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(range.start)
    bindings.append(range.end)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Total {
    Total(
      person: try row.read(),
      total: PersonTotal(
        points: Points(hundredths: try row.read()), reachTime: try row.readOptional()))
  }
}

/// The sums of everybody's points of some metrics over a range of workdays.
struct SelectBoardMetricTotals: Query {
  static let isLong = true
  static let sql = """
    SELECT day.person_id,
      coalesce(sum(line.points_e2) FILTER (WHERE line.metric_id = ANY ($4)), 0)::bigint,
      max(line.reach_time) FILTER (WHERE line.reach_metric_id = ANY ($4))
    FROM gamification.person_day AS day
    CROSS JOIN LATERAL unnest(
      day.profile_metric_ids, day.metric_points_e2, day.reach_metric_ids, day.reach_metric_times
    ) AS line (metric_id, points_e2, reach_metric_id, reach_time)
    WHERE day.organization_id = $1 AND day.workday BETWEEN $2 AND $3
      AND (line.metric_id = ANY ($4::uuid[]) OR line.reach_metric_id = ANY ($4))
    GROUP BY day.person_id
    """

  let organization: OrganizationID
  let range: WorkdayRange
  let metrics: Set<ProfileMetricID>

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(range.start)
    bindings.append(range.end)
    bindings.append(Array(metrics))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> SelectBoardTotals.Total {
    try SelectBoardTotals.decode(&row)
  }
}
