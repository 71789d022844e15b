internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Somebody whom the directory knows.
struct KnownMember: Hashable, Sendable {
  let person: PersonID
  let isActive: Bool
}

/// Who of some people the directory knows.
struct SelectKnownMembers: Query {
  static let sql = """
    SELECT person_id, active FROM gamification.member
    WHERE organization_id = $1 AND person_id = ANY ($2)
    """

  let organization: OrganizationID
  let people: [PersonID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> KnownMember {
    KnownMember(person: try row.read(), isActive: try row.read())
  }
}

/// As ``SelectKnownMembers``, and locks them, so that one at a time changes their stays.
struct LockKnownMembers: Statement {
  static let sql = """
    \(SelectKnownMembers.sql)
    ORDER BY person_id
    FOR NO KEY UPDATE
    """

  let select: SelectKnownMembers

  func bind(to bindings: inout Bindings) { select.bind(to: &bindings) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> KnownMember {
    try SelectKnownMembers.decode(&row)
  }
}

/// The stays of people that have not ended before a workday, the oldest first.
struct SelectStaysOfPeople: Query {
  static let sql = """
    SELECT person_id, profile_id, start_workday, end_workday FROM gamification.profile_stay
    WHERE organization_id = $1 AND person_id = ANY ($2)
      AND (end_workday IS NULL OR end_workday >= $3)
    ORDER BY person_id, start_workday
    """

  let organization: OrganizationID
  let people: [PersonID]
  let workday: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(workday)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (person: PersonID, stay: ProfileStay) {
    (
      try row.read(),
      ProfileStay(profile: try row.read(), start: try row.read(), end: try row.readOptional())
    )
  }
}

/// The largest number of people who are in a profile on one workday, from a workday on.
struct SelectMemberPeak: Query {
  static let sql = """
    SELECT coalesce(max(day.members), 0)::bigint
    FROM (
      SELECT sum(sum(step.change)) OVER (ORDER BY step.workday) AS members
      FROM (
        SELECT greatest(start_workday, $3) AS workday, 1 AS change
        FROM gamification.profile_stay
        WHERE organization_id = $1 AND profile_id = $2
          AND (end_workday IS NULL OR end_workday >= $3)
        UNION ALL
        SELECT end_workday + 1, -1
        FROM gamification.profile_stay
        WHERE organization_id = $1 AND profile_id = $2 AND end_workday >= $3
      ) AS step
      GROUP BY step.workday
    ) AS day
    """

  let organization: OrganizationID
  let profile: ProfileID
  let workday: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile)
    bindings.append(workday)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

/// Whose stays in a profile change, and from when on.
struct StayParameters: Sendable {
  let organization: OrganizationID
  let people: [PersonID]
  let workday: Workday
  let profile: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(workday)
    bindings.append(profile)
  }
}

/// Removes what is planned for people who are to be in a profile from a workday on, but the stay in
/// it that begins with that workday.
struct DeleteOtherPlans: Statement {
  static let sql = """
    DELETE FROM gamification.profile_stay
    WHERE organization_id = $1 AND person_id = ANY ($2)
      AND (start_workday > $3 OR start_workday = $3 AND profile_id <> $4)
    """

  let parameters: StayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }
}

/// Lets people's stays in a profile last, and ends those in another one with the workday before.
struct SettleStays: Statement {
  static let sql = """
    UPDATE gamification.profile_stay
    SET end_workday = CASE WHEN profile_id = $4 THEN NULL ELSE $3 - 1 END
    WHERE organization_id = $1 AND person_id = ANY ($2)
      AND start_workday <= $3 AND (end_workday IS NULL OR end_workday >= $3)
    """

  let parameters: StayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }
}

/// Removes stays in a profile that begin with a workday or later.
struct DeleteLaterStays: Statement {
  static let sql = """
    DELETE FROM gamification.profile_stay
    WHERE organization_id = $1 AND person_id = ANY ($2) AND start_workday >= $3
      AND profile_id = $4
    """

  let parameters: StayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }
}

/// Ends stays in a profile with the workday before.
struct EndStays: Statement {
  static let sql = """
    UPDATE gamification.profile_stay
    SET end_workday = $3 - 1
    WHERE organization_id = $1 AND person_id = ANY ($2) AND start_workday < $3
      AND (end_workday IS NULL OR end_workday >= $3) AND profile_id = $4
    """

  let parameters: StayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }
}

/// Begins stays of those who are in no profile from then on.
struct InsertStays: Statement {
  static let sql = """
    INSERT INTO gamification.profile_stay (organization_id, person_id, start_workday, profile_id)
    SELECT $1, person_id, $3, $4 FROM unnest($2::text[]) AS person_id
    ON CONFLICT (organization_id, person_id) WHERE end_workday IS NULL DO NOTHING
    """

  let parameters: StayParameters

  func bind(to bindings: inout Bindings) { parameters.bind(to: &bindings) }
}

/// Whether somebody is, was or will be in a profile.
struct SelectProfileIsUsed: Query {
  static let sql = """
    SELECT EXISTS (
      SELECT FROM gamification.profile_stay WHERE organization_id = $1 AND profile_id = $2)
    """

  let organization: OrganizationID
  let id: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}
