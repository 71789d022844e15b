internal import GamificationDomain
internal import Kernel
internal import Postgres

/// The reporting intervals of a profile by its newest version; no row when there is no profile.
struct SelectReportingIntervals: Query {
  static let sql = """
    SELECT version.interval_granularities, version.interval_values
    FROM gamification.profile AS profile
      JOIN gamification.profile_version AS version
        ON version.organization_id = profile.organization_id
        AND version.profile_id = profile.profile_id AND version.version = profile.version
    WHERE profile.organization_id = $1 AND profile.profile_id = $2
    """

  let organization: OrganizationID
  let profile: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [ReportingInterval] {
    let granularities: [ReportingInterval.Granularity] = try row.readArray()
    let values: [Int32] = try row.readArray()
    return zip(granularities, values).map { ReportingInterval(stored: $0, value: $1) }
  }
}

/// The active people of a division or team, as they are now.
struct SelectGroupMembers: Query {
  static let sql = """
    SELECT person_id FROM gamification.member
    WHERE organization_id = $1 AND active AND (division_id = $2 OR team_id = $3)
    """

  let organization: OrganizationID
  let division: DivisionID?
  let team: TeamID?

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(division)
    bindings.append(team)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonID {
    try row.read()
  }
}

/// Everybody who was in a profile on a workday of a range; of the default one also those who were
/// in none and earned points by its rules.
struct SelectProfilePeople: Query {
  static let isLong = true
  static let sql = """
    SELECT stay.person_id FROM gamification.profile_stay AS stay
    WHERE stay.organization_id = $1 AND stay.profile_id = $2
      AND stay.start_workday <= $4 AND (stay.end_workday IS NULL OR stay.end_workday >= $3)
    UNION
    SELECT day.person_id FROM gamification.person_day AS day
    WHERE $5 AND day.organization_id = $1 AND day.workday BETWEEN $3 AND $4
      AND day.profile_id = $2
    """

  let organization: OrganizationID
  let profile: ProfileID
  let range: WorkdayRange
  let takesUnassigned: Bool

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
    bindings.append(range.start)
    bindings.append(range.end)
    bindings.append(takesUnassigned)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonID {
    try row.read()
  }
}

/// How many of some people a caller may not see.
struct CountHiddenPeople: Query {
  static let sql = """
    SELECT count(*)
    FROM unnest($2::text[]) AS counted (person_id)
    WHERE NOT $3 AND counted.person_id NOT IN (
      SELECT visible.person_id
      FROM gamification.visible_member($1, $3, $4, $5, $6, $7) AS visible)
    """

  let organization: OrganizationID
  let people: [PersonID]
  let visibility: Visibility

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

/// Whose workdays averages are made of.
struct AverageParameters: Sendable {
  let organization: OrganizationID
  let people: [PersonID]
  let range: WorkdayRange
  /// Only workdays that earned points by its rules; `nil` for all.
  let profile: ProfileID?

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(range.start)
    bindings.append(range.end)
    bindings.append(profile)
  }
}

/// What all averages have in common.
private enum AverageSQL {
  /// The workdays with data, looked up person by person.
  static let days = """
    FROM unnest($2::text[]) AS counted (person_id)
    CROSS JOIN LATERAL (
      SELECT own.workday, own.points_e2, own.profile_metric_ids, own.metric_dividends,
        own.metric_divisors
      FROM gamification.person_day AS own
      WHERE own.organization_id = $1 AND own.person_id = counted.person_id
        AND own.workday BETWEEN $3 AND $4 AND cardinality(own.profile_metric_ids) > 0
        AND ($5::uuid IS NULL OR own.profile_id = $5)
      OFFSET 0
    ) AS day
    """
}

/// The points of a group by workday.
struct SelectAveragePoints: Query {
  static let isLong = true
  static let sql = """
    SELECT day.workday, count(*), sum(day.points_e2)::bigint
    \(AverageSQL.days)
    GROUP BY day.workday
    """

  let parameters: AverageParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> AverageResults.PointSum {
    AverageResults.PointSum(
      workday: try row.read(), personCount: try row.read(),
      points: Points(hundredths: try row.read()))
  }
}

/// The values of metrics of a group by workday.
///
/// A divisor that is next to nothing makes no value.
struct SelectAverageValues: Query {
  static let isLong = true
  static let sql = """
    SELECT day.workday, line.metric_id, count(*), sum(line.dividend / line.divisor)
    \(AverageSQL.days)
    CROSS JOIN LATERAL unnest(
      day.profile_metric_ids, day.metric_dividends, day.metric_divisors
    ) AS line (metric_id, dividend, divisor)
    WHERE line.metric_id = ANY ($6::uuid[]) AND line.divisor > 1e-100
    GROUP BY day.workday, line.metric_id
    """

  let parameters: AverageParameters
  let metrics: Set<ProfileMetricID>

  func bind(to bindings: inout Bindings) {
    parameters.bind(to: &bindings)
    bindings.append(Array(metrics))
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> AverageResults.ValueSum {
    AverageResults.ValueSum(
      workday: try row.read(), metric: try row.read(), personCount: try row.read(),
      quotients: try row.read())
  }
}

/// The active and visible people with data on a workday, and the sums of their workdays before.
struct SelectTalkCandidates: Query {
  static let isLong = true
  static let sql = """
    SELECT member.person_id, member.display_name, member.team_id, recent.day_count,
      recent.points_e2, recent.points_max_e2, \(ResultDaySQL.columns)
    FROM gamification.member AS member
    CROSS JOIN LATERAL (
      SELECT own.* FROM gamification.person_day AS own
      WHERE own.organization_id = $1 AND own.person_id = member.person_id AND own.workday = $2
        AND own.points_max_e2 > 0
      OFFSET 0
    ) AS day
    CROSS JOIN LATERAL (
      SELECT count(*) AS day_count, coalesce(sum(own.points_e2), 0)::bigint AS points_e2,
        coalesce(sum(own.points_max_e2), 0)::bigint AS points_max_e2
      FROM gamification.person_day AS own
      WHERE own.organization_id = $1 AND own.person_id = member.person_id
        AND own.workday BETWEEN $2::date - $3::integer AND $2::date - 1
        AND own.points_max_e2 > 0
      OFFSET 0
    ) AS recent
    WHERE member.organization_id = $1 AND member.active
      AND ($4::text IS NULL OR member.division_id = $4)
      AND ($5::text IS NULL OR member.team_id = $5)
      AND ($6::text IS NULL OR member.person_id <> $6)
      AND ($7 OR member.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $7, $8, $9, $10, $11) AS visible))
    """

  let organization: OrganizationID
  let query: TalkQuery

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.workday)
    bindings.append(query.recentDays)
    bindings.append(query.division)
    bindings.append(query.team)
    bindings.append(query.caller)
    bindings.append(query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> TalkCandidate {
    let (person, name): (PersonID, String) = (try row.read(), try row.read())
    let team: TeamID? = try row.readOptional()
    let dayCount: Int = try row.read()
    let recent = PeriodResult(
      points: Points(hundredths: try row.read()), pointsMax: Points(hundredths: try row.read()),
      workdayCount: dayCount, value: nil)
    return TalkCandidate(
      person: person, displayName: name, team: team, day: try ResultDaySQL.day(&row),
      recent: recent)
  }
}
