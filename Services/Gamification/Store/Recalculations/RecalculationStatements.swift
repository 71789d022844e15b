internal import GamificationDomain
internal import Kernel
internal import Postgres

/// While nobody has earned points there is nothing to score again.
struct InsertRecalculation: Statement {
  static let sql = """
    INSERT INTO gamification.recalculation (
      organization_id, recalculation_id, cause, source, person_ids, first_workday, create_time)
    SELECT $1::text, $2::uuid, $3::text, $4::text, $5::text[], $6::date, $7::timestamptz
    WHERE EXISTS (
      SELECT FROM gamification.settings_version AS version
      WHERE version.organization_id = $1 AND version.active)
    """

  let organization: OrganizationID
  let id: UUIDBits
  let change: RuleChange
  let start: Workday
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(change.cause)
    bindings.append(change.source)
    bindings.append(change.people)
    bindings.append(start)
    bindings.append(now)
  }
}

/// The recalculations that may be worked on: first the one whose last step is longest ago, so that
/// a large one does not hold up those that came later.
struct SelectRecalculationsDue: Query {
  static let sql = """
    SELECT organization_id, recalculation_id FROM gamification.recalculation
    WHERE retry_time IS NULL OR retry_time <= $1
    ORDER BY coalesce(retry_time, create_time), recalculation_id
    LIMIT $2
    """

  let now: Timestamp
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(now)
    bindings.append(rows)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (organization: OrganizationID, id: UUIDBits) {
    (try row.read(), try row.read())
  }
}

/// A recalculation, kept from everybody else.
struct LockRecalculation: Statement {
  struct Row: Sendable {
    let cause: LedgerPosting.Cause
    let source: String
    let people: [PersonID]?
    let first: Workday
    /// `nil` when there is no last one.
    let last: Workday?
    /// `nil` for everybody, in whatever team.
    let team: TeamID?
    /// The last workday and person that are done.
    let done: PersonDay?
  }

  static let sql = """
    SELECT cause, source, person_ids IS NOT NULL, coalesce(person_ids, '{}'), first_workday,
      last_workday, team_id, done_workday, done_person_id
    FROM gamification.recalculation
    WHERE organization_id = $1 AND recalculation_id = $2
    FOR UPDATE SKIP LOCKED
    """

  let organization: OrganizationID
  let id: UUIDBits

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    let (cause, source): (LedgerPosting.Cause, String) = (try row.read(), try row.read())
    let hasPeople: Bool = try row.read()
    let people: [PersonID] = try row.readArray()
    let first: Workday = try row.read()
    let last: Workday? = try row.readOptional()
    let team: TeamID? = try row.readOptional()
    let workday: Workday? = try row.readOptional()
    let person: PersonID? = try row.readOptional()
    var done: PersonDay?
    if let workday, let person { done = PersonDay(person: person, workday: workday) }
    return Row(
      cause: cause, source: source, people: hasPeople ? people : nil, first: first, last: last,
      team: team, done: done)
  }
}

/// The next workdays of a recalculation, in the order of the index by workday.
struct SelectDaysToRecalculate: Query {
  static let sql = """
    SELECT person_id, workday FROM gamification.person_day
    WHERE organization_id = $1 AND workday >= $2
      AND (workday, person_id) > (coalesce($3, '-infinity'::date), coalesce($4, ''))
      AND ($5::text[] IS NULL OR person_id = ANY ($5))
      AND workday <= coalesce($6, 'infinity'::date)
      AND ($7::text IS NULL OR team_id = $7)
    ORDER BY workday, person_id
    LIMIT $8
    """

  let organization: OrganizationID
  let recalculation: LockRecalculation.Row
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(recalculation.first)
    bindings.append(recalculation.done?.workday)
    bindings.append(recalculation.done?.person)
    bindings.append(recalculation.people)
    bindings.append(recalculation.last)
    bindings.append(recalculation.team)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonDay {
    PersonDay(person: try row.read(), workday: try row.read())
  }
}

struct UpdateRecalculation: Statement {
  static let sql = """
    UPDATE gamification.recalculation
    SET done_workday = $3, done_person_id = $4, failure_count = 0, retry_time = $5
    WHERE organization_id = $1 AND recalculation_id = $2
    """

  let organization: OrganizationID
  let id: UUIDBits
  let done: PersonDay
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(done.workday)
    bindings.append(done.person)
    bindings.append(now)
  }
}

/// Lets a recalculation that has failed wait: 1 s the first time, then twice as long each time, up
/// to 10 minutes.
struct PostponeRecalculation: Statement {
  static let sql = """
    UPDATE gamification.recalculation
    SET failure_count = failure_count + 1,
      retry_time = $3::timestamptz
        + least(power(2, least(failure_count, 10)), 600) * interval '1 second'
    WHERE organization_id = $1 AND recalculation_id = $2
    """

  let organization: OrganizationID
  let id: UUIDBits
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(now)
  }
}

struct DeleteRecalculation: Statement {
  static let sql = """
    DELETE FROM gamification.recalculation
    WHERE organization_id = $1 AND recalculation_id = $2
    """

  let organization: OrganizationID
  let id: UUIDBits

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }
}
