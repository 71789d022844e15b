internal import GamificationDomain
internal import Kernel
internal import Postgres

/// The workday that it is in the organisation; in UTC while the directory has not told of it.
private enum TodaySQL {
  static let todayTable = """
    (SELECT ($2::timestamptz AT TIME ZONE coalesce(
      (SELECT time_zone FROM gamification.replica_organization WHERE organization_id = $1),
      'UTC'))::date AS workday)
    """
}

/// Tells whether people, their stays in profiles or the profiles are other ones than before.
struct SelectPeopleFingerprint: Query {
  static let isLong = true
  static let sql = """
    SELECT concat_ws(
      ' ',
      (SELECT concat_ws(' ', count(*), sum(version))
        FROM gamification.member WHERE organization_id = $1),
      (SELECT concat_ws(
          ' ', count(*), sum(hashtextextended(concat(stay.person_id, ' ', stay.profile_id), 0)))
        FROM gamification.profile_stay AS stay
        CROSS JOIN \(TodaySQL.todayTable) AS today
        WHERE stay.organization_id = $1 AND stay.start_workday <= today.workday
          AND (stay.end_workday IS NULL OR stay.end_workday >= today.workday)),
      (SELECT concat_ws(' ', count(*), sum(version))
        FROM gamification.profile WHERE organization_id = $1),
      (SELECT version FROM gamification.leaderboard_privacy WHERE organization_id = $1))
    """

  let organization: OrganizationID
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

/// Everybody whom the directory has told of, with the profile that they are in now.
struct SelectBoardMembers: Query {
  static let isLong = true
  static let sql = """
    SELECT member.person_id, member.display_name, member.division_id, member.team_id,
      member.manager_id, member.active, stay.profile_id
    FROM gamification.member AS member
    CROSS JOIN \(TodaySQL.todayTable) AS today
    LEFT JOIN gamification.profile_stay AS stay
      ON stay.organization_id = member.organization_id AND stay.person_id = member.person_id
      AND stay.start_workday <= today.workday
      AND (stay.end_workday IS NULL OR stay.end_workday >= today.workday)
    WHERE member.organization_id = $1
    """

  let organization: OrganizationID
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> BoardMember {
    BoardMember(
      person: try row.read(), displayName: try row.read(), division: try row.readOptional(),
      team: try row.readOptional(), manager: try row.readOptional(), isActive: try row.read(),
      profile: try row.readOptional())
  }
}

/// How many ranks the members of each profile see.
struct SelectVisibleRanks: Query {
  struct Ranks: Sendable {
    let profile: ProfileID
    let count: Int32
  }

  static let sql = """
    SELECT profile.profile_id, version.visible_ranks_max
    FROM gamification.profile AS profile
    JOIN gamification.profile_version AS version
      ON version.organization_id = profile.organization_id
      AND version.profile_id = profile.profile_id AND version.version = profile.version
    WHERE profile.organization_id = $1
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Ranks {
    Ranks(profile: try row.read(), count: try row.read())
  }
}
