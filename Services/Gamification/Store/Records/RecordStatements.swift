internal import GamificationDomain
internal import Kernel
internal import Postgres

extension BestPoints.Granularity: PostgresValue {}

/// All points of a person up to a workday: of the months before, and of the days of its month.
struct SelectAllTimePoints: Query {
  static let sql = """
    SELECT coalesce(sum(points_e2), 0)::bigint
    FROM gamification.person_period
    WHERE organization_id = $1 AND person_id = $2
      AND (granularity = 'month' AND start_workday < $3
        OR granularity = 'day' AND start_workday BETWEEN $3 AND $4)
    """

  let organization: OrganizationID
  let person: PersonID
  let end: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
    bindings.append(BestPoints.Granularity.month.start(of: end))
    bindings.append(end)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Points {
    Points(hundredths: try row.read())
  }
}

/// Who of some people has the most points in a day, a week and a month.
struct SelectBestPoints: Query {
  static let isLong = true
  static let sql = """
    SELECT ranked.granularity, ranked.points_e2, ranked.person_id,
      coalesce(member.display_name, ''), ranked.start_workday,
      $4 OR ranked.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $4, $5, $6, $7, $8) AS visible),
      ranked.person_count
    FROM (
      SELECT best.*,
        rank() OVER (PARTITION BY best.granularity ORDER BY best.points_e2 DESC) AS place,
        count(*) OVER (PARTITION BY best.granularity) AS person_count
      FROM (
        SELECT counted.person_id, kind.granularity, own.points_e2, own.start_workday
        FROM unnest($2::text[]) AS counted (person_id)
        CROSS JOIN (VALUES ('day'), ('week'), ('month')) AS kind (granularity)
        CROSS JOIN LATERAL (
          SELECT period.points_e2, period.start_workday
          FROM gamification.person_period AS period
          WHERE period.organization_id = $1 AND period.person_id = counted.person_id
            AND period.granularity = kind.granularity
            AND period.start_workday >= coalesce($3::date, '-infinity') AND period.points_e2 > 0
          ORDER BY period.points_e2 DESC, period.start_workday
          LIMIT 1
        ) AS own
      ) AS best
    ) AS ranked
    LEFT JOIN gamification.member AS member
      ON member.organization_id = $1 AND member.person_id = ranked.person_id
    WHERE ranked.place = 1
    """

  let organization: OrganizationID
  let people: [PersonID]
  /// The first day that counts; `nil` for all.
  let start: Workday?
  let visibility: Visibility

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(start)
    bindings.append(visibility)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> BestPointsResults.Record {
    let granularity: BestPoints.Granularity = try row.read()
    let points = Points(hundredths: try row.read())
    let holder = BestPoints.Holder(
      person: try row.read(), displayName: try row.read(), start: try row.read(),
      isVisible: try row.read())
    return BestPointsResults.Record(
      granularity: granularity, points: points, holder: holder, personCount: try row.read())
  }
}

/// The active people who are in a profile on a workday, or all active ones without a profile.
struct SelectActivePeople: Query {
  static let sql = """
    SELECT member.person_id
    FROM gamification.member AS member
    LEFT JOIN gamification.profile_stay AS stay
      ON stay.organization_id = member.organization_id AND stay.person_id = member.person_id
      AND stay.start_workday <= $3 AND (stay.end_workday IS NULL OR stay.end_workday >= $3)
    WHERE member.organization_id = $1 AND member.active
      AND ($2::uuid IS NULL OR stay.profile_id = $2 OR $4 AND stay.profile_id IS NULL)
    """

  let organization: OrganizationID
  let profile: ProfileID?
  let workday: Workday
  /// Whether those who are in no profile follow this one.
  let takesUnassigned: Bool

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
    bindings.append(workday)
    bindings.append(takesUnassigned)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonID {
    try row.read()
  }
}
