internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all lists of stays have in common.
private enum StaySQL {
  static let select = """
    SELECT stay.person_id, stay.profile_id, stay.start_workday, stay.end_workday,
      version.display_name
    FROM gamification.profile_stay AS stay
      JOIN gamification.profile AS profile
        ON profile.organization_id = stay.organization_id
        AND profile.profile_id = stay.profile_id
      JOIN gamification.profile_version AS version
        ON version.organization_id = profile.organization_id
        AND version.profile_id = profile.profile_id AND version.version = profile.version
    """

  static func stay(_ row: inout RowReader) throws(RowDecodingError) -> MemberStay {
    let person: PersonID = try row.read()
    let stay = ProfileStay(
      profile: try row.read(), start: try row.read(), end: try row.readOptional())
    return MemberStay(person: person, stay: stay, profileName: try row.read())
  }
}

/// The visible people of a profile on a workday, by id.
struct SelectMembers: Query {
  static let sql = """
    \(StaySQL.select)
    WHERE stay.organization_id = $1 AND stay.profile_id = $2
      AND stay.start_workday <= $3 AND (stay.end_workday IS NULL OR stay.end_workday >= $3)
      AND stay.person_id > $4
      AND ($6 OR stay.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $6, $7, $8, $9, $10) AS visible))
    ORDER BY stay.person_id
    LIMIT $5
    """

  let organization: OrganizationID
  let query: MemberQuery
  let workday: Workday
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.profile)
    bindings.append(workday)
    bindings.append(query.lastPersonID)
    bindings.append(rows)
    bindings.append(query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> MemberStay {
    try StaySQL.stay(&row)
  }
}

/// The stays of somebody that share a workday with a range, oldest first.
struct SelectStays: Query {
  static let sql = """
    \(StaySQL.select)
    WHERE stay.organization_id = $1 AND stay.person_id = $2
      AND stay.start_workday <= $4 AND (stay.end_workday IS NULL OR stay.end_workday >= $3)
      AND ($5::date IS NULL OR stay.start_workday > $5)
    ORDER BY stay.start_workday
    LIMIT $6
    """

  let organization: OrganizationID
  let person: PersonID
  let range: WorkdayRange
  let position: Workday?
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
    bindings.append(range.start)
    bindings.append(range.end)
    bindings.append(position)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> MemberStay {
    try StaySQL.stay(&row)
  }
}
