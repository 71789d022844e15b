internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of profiles have in common.
private enum ProfileSQL {
  /// The columns that ``profile(_:)`` reads, of `profile` and `version`.
  static func columns(memberCount: String) -> String {
    """
    profile.profile_id, version.display_name, version.description, version.division_id,
      version.interval_granularities, version.interval_values, version.visible_ranks_max,
      version.state, profile.organization_default, version.version, \(memberCount),
      profile.create_time, version.update_time
    """
  }

  /// How many people are or will be in the profile; `now` is the parameter with the instant.
  static func memberCount(now: String) -> String {
    """
    (
        SELECT count(DISTINCT stay.person_id)
        FROM gamification.profile_stay AS stay
          JOIN gamification.replica_organization AS organization
            ON organization.organization_id = stay.organization_id
        WHERE stay.organization_id = profile.organization_id
          AND stay.profile_id = profile.profile_id
          AND (stay.end_workday IS NULL
            OR stay.end_workday >= (\(now) AT TIME ZONE organization.time_zone)::date)
      )
    """
  }

  /// Every version of every profile.
  static let tables = """
    gamification.profile AS profile
      JOIN gamification.profile_version AS version
        ON version.organization_id = profile.organization_id
        AND version.profile_id = profile.profile_id
    """

  static func profile(_ row: inout RowReader) throws(RowDecodingError) -> PerformanceProfile {
    let id: ProfileID = try row.read()
    let settings = ProfileSettings(
      stored: try row.read(), description: try row.read(), division: try row.readOptional(),
      reportingIntervals: try intervals(&row),
      visibleRanksMax: try row.read())
    return PerformanceProfile(
      id: id, settings: settings, state: try row.read(), isDefault: try row.read(),
      version: try row.read(), memberCount: try row.read(), createTime: try row.read(),
      updateTime: try row.read())
  }

  private static func intervals(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [ReportingInterval] {
    let granularities: [ReportingInterval.Granularity] = try row.readArray()
    let values: [Int32] = try row.readArray()
    return zip(granularities, values).map { ReportingInterval(stored: $0, value: $1) }
  }
}

extension PerformanceProfile.State: PostgresValue {}
extension ReportingInterval.Granularity: PostgresValue {}

struct CountProfiles: Query {
  static let sql = "SELECT count(*) FROM gamification.profile WHERE organization_id = $1"

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

struct InsertProfile: Statement {
  static let sql = """
    INSERT INTO gamification.profile (
      organization_id, profile_id, organization_default, version, create_time)
    VALUES ($1, $2, $3, $4, $5)
    """

  let organization: OrganizationID
  let profile: PerformanceProfile

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile.id)
    bindings.append(profile.isDefault)
    bindings.append(profile.version)
    bindings.append(profile.createTime)
  }
}

struct InsertProfileVersion: Statement {
  static let sql = """
    INSERT INTO gamification.profile_version (
      organization_id, profile_id, version, display_name, description, division_id,
      interval_granularities, interval_values, visible_ranks_max, state, caller, update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    """

  let organization: OrganizationID
  let profile: PerformanceProfile
  let caller: String

  func bind(to bindings: inout Bindings) {
    let settings = profile.settings
    bindings.append(organization)
    bindings.append(profile.id)
    bindings.append(profile.version)
    bindings.append(settings.displayName)
    bindings.append(settings.description)
    bindings.append(settings.division)
    bindings.append(settings.reportingIntervals.map(\.granularity))
    bindings.append(settings.reportingIntervals.map(\.value))
    bindings.append(settings.visibleRanksMax)
    bindings.append(profile.state)
    bindings.append(caller)
    bindings.append(profile.updateTime)
  }
}

/// Makes a version the one that holds.
struct UpdateProfileVersion: Statement {
  static let sql = """
    UPDATE gamification.profile SET version = $3 WHERE organization_id = $1 AND profile_id = $2
    """

  let organization: OrganizationID
  let profile: PerformanceProfile

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(profile.id)
    bindings.append(profile.version)
  }
}

/// Locks a profile; what is read of it comes after that, in a statement of its own.
struct LockProfile: Statement {
  static let sql = """
    SELECT true FROM gamification.profile
    WHERE organization_id = $1 AND profile_id = $2
    FOR UPDATE
    """

  let organization: OrganizationID
  let id: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

struct SelectProfile: Query {
  static let sql = """
    SELECT \(ProfileSQL.columns(memberCount: ProfileSQL.memberCount(now: "$3::timestamptz")))
    FROM \(ProfileSQL.tables)
    WHERE profile.organization_id = $1 AND profile.profile_id = $2
      AND version.version = profile.version
    """

  let organization: OrganizationID
  let id: ProfileID
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PerformanceProfile {
    try ProfileSQL.profile(&row)
  }
}

struct SelectProfiles: Query {
  static let sql = """
    SELECT \(ProfileSQL.columns(memberCount: ProfileSQL.memberCount(now: "$6::timestamptz")))
    FROM \(ProfileSQL.tables)
    WHERE profile.organization_id = $1 AND version.version = profile.version
      AND version.state = coalesce($2, version.state)
      AND (profile.create_time, profile.profile_id) > ($3, $4)
    ORDER BY profile.create_time, profile.profile_id
    LIMIT $5
    """

  let organization: OrganizationID
  let state: PerformanceProfile.State?
  let position: ListPosition
  let rows: Int
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(state)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(rows)
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PerformanceProfile {
    try ProfileSQL.profile(&row)
  }
}

/// Without the number of members, which is no part of a version.
struct SelectProfileVersions: Query {
  static let sql = """
    SELECT \(ProfileSQL.columns(memberCount: "0::bigint")), version.caller
    FROM \(ProfileSQL.tables)
    WHERE profile.organization_id = $1 AND profile.profile_id = $2 AND version.version < $3
    ORDER BY version.version DESC
    LIMIT $4
    """

  let organization: OrganizationID
  let id: ProfileID
  let version: Int64
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(version)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ProfileVersion {
    ProfileVersion(profile: try ProfileSQL.profile(&row), caller: try row.read())
  }
}

/// Deletes a profile with its versions.
struct DeleteProfile: Statement {
  static let sql = """
    DELETE FROM gamification.profile WHERE organization_id = $1 AND profile_id = $2
    """

  let organization: OrganizationID
  let id: ProfileID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }
}
