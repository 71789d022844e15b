internal import GamificationDomain
internal import Kernel
internal import Postgres

/// The external metrics of an organisation, and up to which workday their values are removed.
struct SelectRetentions: Query {
  struct Row: Sendable {
    let metric: ExternalMetric
    /// The first workday whose values have not been removed; `nil` when none have been.
    let end: Workday?
  }

  static let sql = """
    SELECT metric.external_metric_id, metric.display_name, metric.unit, metric.unit_name,
      metric.precision, metric.objective_kind, metric.enabled, metric.retention_months,
      metric.version, metric.create_time, metric.update_time, retention.end_workday
    FROM gamification.external_metric AS metric
    LEFT JOIN gamification.external_retention AS retention
      ON retention.organization_id = metric.organization_id
      AND retention.external_metric_id = metric.external_metric_id
    WHERE metric.organization_id = $1
    ORDER BY metric.create_time, metric.external_metric_id
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    Row(metric: try ExternalMetricSQL.metric(&row), end: try row.readOptional())
  }
}

/// Notes that nothing has been removed yet, unless something is noted already.
struct InsertRetention: Statement {
  static let sql = """
    INSERT INTO gamification.external_retention (organization_id, external_metric_id)
    VALUES ($1, $2)
    ON CONFLICT ON CONSTRAINT external_retention_pkey DO NOTHING
    """

  let organization: OrganizationID
  let metric: ExternalMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric)
  }
}

/// How far values of a metric are removed, kept from everybody else.
struct LockRetention: Statement {
  struct Row: Sendable {
    let end: Workday?
    /// The last workday and person that are done behind ``end``.
    let done: PersonDay?
  }

  static let sql = """
    SELECT end_workday, done_workday, done_person_id
    FROM gamification.external_retention
    WHERE organization_id = $1 AND external_metric_id = $2
    FOR UPDATE SKIP LOCKED
    """

  let organization: OrganizationID
  let metric: ExternalMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    let end: Workday? = try row.readOptional()
    let workday: Workday? = try row.readOptional()
    let person: PersonID? = try row.readOptional()
    var done: PersonDay?
    if let workday, let person { done = PersonDay(person: person, workday: workday) }
    return Row(end: end, done: done)
  }
}

/// The next workdays whose values may be removed, in the order of the index by workday.
struct SelectDaysToPrune: Query {
  static let sql = """
    SELECT person_id, workday FROM gamification.person_day
    WHERE organization_id = $1 AND workday < $2
      AND workday >= coalesce($3, '-infinity'::date)
      AND (workday, person_id) > (coalesce($4, '-infinity'::date), coalesce($5, ''))
    ORDER BY workday, person_id
    LIMIT $6
    """

  let organization: OrganizationID
  let limit: Workday
  let retention: LockRetention.Row
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(limit)
    bindings.append(retention.end)
    bindings.append(retention.done?.workday)
    bindings.append(retention.done?.person)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonDay {
    PersonDay(person: try row.read(), workday: try row.read())
  }
}

struct UpdateRetention: Statement {
  static let sql = """
    UPDATE gamification.external_retention
    SET end_workday = $3, done_workday = $4, done_person_id = $5
    WHERE organization_id = $1 AND external_metric_id = $2
    """

  let organization: OrganizationID
  let metric: ExternalMetricID
  let retention: LockRetention.Row

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric)
    bindings.append(retention.end)
    bindings.append(retention.done?.workday)
    bindings.append(retention.done?.person)
  }
}

/// Stores workdays without values that were removed, and closes them; their points stay.
///
/// What metrics were made of the values is removed too.
struct UpdatePrunedDays: Statement {
  static let sql = """
    UPDATE gamification.person_day AS stored SET
      measure_ids = day.measure_ids::text[],
      queue_ids = day.queue_ids::text[],
      media_types = day.media_types::text[],
      initial_directions = day.initial_directions::text[],
      topic_lists = day.topic_lists::text[],
      amounts = day.amounts::double precision[],
      metric_dividends = ARRAY(
        SELECT CASE WHEN line.metric_id = ANY ($3::uuid[]) THEN 0 ELSE line.amount END
        FROM unnest(stored.profile_metric_ids, stored.metric_dividends)
          WITH ORDINALITY AS line (metric_id, amount, number)
        ORDER BY line.number),
      metric_divisors = ARRAY(
        SELECT CASE WHEN line.metric_id = ANY ($3::uuid[]) THEN 0 ELSE line.amount END
        FROM unnest(stored.profile_metric_ids, stored.metric_divisors)
          WITH ORDINALITY AS line (metric_id, amount, number)
        ORDER BY line.number),
      sealed = true,
      version = stored.version + 1,
      update_time = $2
    FROM unnest(
      $4::text[], $5::date[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
      $11::text[]
    ) AS day (
      person_id, workday, measure_ids, queue_ids, media_types, initial_directions, topic_lists,
      amounts)
    WHERE stored.organization_id = $1 AND stored.person_id = day.person_id
      AND stored.workday = day.workday
    """

  let organization: OrganizationID
  let now: Timestamp
  /// The metrics of profiles that were made of the values.
  let metrics: Set<ProfileMetricID>
  let days: [(day: PersonDay, sheet: DaySheet)]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(now)
    bindings.append(Array(metrics))
    bindings.append(days.map(\.day.person))
    bindings.append(days.map(\.day.workday))
    let literals = days.map { StoredSheet($0.sheet).literals }
    // Measurements come first; events stay.
    for column in 0..<6 { bindings.append(literals.map { $0[column] }) }
  }
}
