internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of the results of workdays have in common.
enum ResultDaySQL {
  /// The columns that ``day(_:)`` reads, of `day`.
  static let columns = """
    day.workday, day.profile_id, day.\(StoredResult.columns.replacing(", ", with: ", day."))
    """

  static func day(_ row: inout RowReader) throws(RowDecodingError) -> ResultDay {
    let workday: Workday = try row.read()
    let profile: ProfileID? = try row.readOptional()
    return ResultDay(
      workday: workday, profile: profile, outcomes: try StoredResult.outcomes(&row))
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
