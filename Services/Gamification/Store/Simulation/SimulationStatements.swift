internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Who has something recorded on the workdays of a range, by id; only the people of a profile if
/// one is given.
struct SelectSimulatedPeople: Query {
  static let isLong = true
  static let sql = """
    SELECT DISTINCT day.person_id
    FROM gamification.person_day AS day
    WHERE day.organization_id = $1 AND day.workday BETWEEN $2 AND $3
      AND ($4::uuid IS NULL OR EXISTS (
        SELECT FROM gamification.profile_stay AS stay
        WHERE stay.organization_id = $1 AND stay.person_id = day.person_id
          AND stay.profile_id = $4 AND stay.start_workday <= $5
          AND (stay.end_workday IS NULL OR stay.end_workday >= $5)))
    ORDER BY day.person_id
    """

  let organization: OrganizationID
  let plan: SimulationPlan
  let profile: ProfileID?

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(plan.range.start)
    bindings.append(plan.range.end)
    bindings.append(profile)
    bindings.append(plan.rulesDay)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonID {
    try row.read()
  }
}

/// What is known of people now, and the profiles that they are in on a workday.
struct SelectSimulatedPlaces: Query {
  struct Row: Sendable {
    let person: PersonID
    /// `nil` while the directory has not told of the person.
    let displayName: String?
    let isActive: Bool
    let profile: ProfileID?
  }

  static let sql = """
    SELECT who.person_id, member.display_name, coalesce(member.active, false), stay.profile_id
    FROM unnest($2::text[]) AS who (person_id)
    LEFT JOIN gamification.member AS member
      ON member.organization_id = $1 AND member.person_id = who.person_id
    LEFT JOIN LATERAL (
      SELECT own.profile_id
      FROM gamification.profile_stay AS own
      WHERE own.organization_id = $1 AND own.person_id = who.person_id
        AND own.start_workday <= $3
        AND (own.end_workday IS NULL OR own.end_workday >= $3)
      OFFSET 0
    ) AS stay ON true
    """

  let organization: OrganizationID
  let people: [PersonID]
  let workday: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(workday)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    Row(
      person: try row.read(), displayName: try row.readOptional(), isActive: try row.read(),
      profile: try row.readOptional())
  }
}

/// What was recorded of people's workdays in a range, and the points that they have.
struct SelectSimulatedDays: Query {
  struct Row: Sendable {
    let day: PersonDay
    let placement: Placement
    let sheet: DaySheet
    let version: Int64
    let points: Points
    let reviews: [ProfileMetricID: PointReview]
  }

  static let sql = """
    SELECT day.person_id, day.workday, day.division_id, day.team_id, day.version, day.points_e2,
      \(StoredSheet.columns), \(StoredReviews.columns)
    FROM unnest($2::text[]) AS who (person_id)
    CROSS JOIN LATERAL (
      SELECT own.person_id, own.workday, own.division_id, own.team_id, own.version, own.points_e2,
        \(StoredSheet.columns), \(StoredReviews.columns)
      FROM gamification.person_day AS own
      WHERE own.organization_id = $1 AND own.person_id = who.person_id
        AND own.workday BETWEEN $3 AND $4
      ORDER BY own.workday
      OFFSET 0
    ) AS day
    """

  let organization: OrganizationID
  let people: [PersonID]
  let range: WorkdayRange

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(range.start)
    bindings.append(range.end)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    let day = PersonDay(person: try row.read(), workday: try row.read())
    let placement = Placement(division: try row.readOptional(), team: try row.readOptional())
    let version: Int64 = try row.read()
    let points = Points(hundredths: try row.read())
    return Row(
      day: day, placement: placement, sheet: try StoredSheet(&row).sheet, version: version,
      points: points, reviews: try StoredReviews.reviews(&row))
  }
}
