internal import DirectoryDomain
internal import Kernel
internal import Postgres

extension PersonProfile.State: PostgresValue {}
extension DataScope.Kind: PostgresValue {}
extension Role: PostgresValue {}

extension RowReader {
  /// Reads a name that was checked when it was stored.
  mutating func readDisplayName() throws(RowDecodingError) -> DisplayName {
    DisplayName(stored: try read())
  }

  /// Reads the columns `person_id, display_name, division_id, team_id, manager_id, state`.
  mutating func readProfile() throws(RowDecodingError) -> PersonProfile {
    PersonProfile(
      id: try read(), displayName: try readDisplayName(), division: try readOptional(),
      team: try readOptional(), manager: try readOptional(), state: try read())
  }

  /// Reads the columns of a profile, then `create_time, update_time`.
  mutating func readPerson() throws(RowDecodingError) -> Person {
    Person(profile: try readProfile(), createTime: try read(), updateTime: try read())
  }

  /// Reads the columns `organization_id, display_name, time_zone, create_time`.
  mutating func readOrganization() throws(RowDecodingError) -> Organization {
    Organization(
      id: try read(), displayName: try readDisplayName(),
      timeZone: TimeZoneName(stored: try read()), createTime: try read())
  }

  /// Reads the columns `grant_id, person_id, role_id, scope_kind, scope_target_id, create_time`.
  mutating func readGrant() throws(RowDecodingError) -> Grant {
    Grant(
      id: try read(), person: try read(), role: try read(), scope: try readScope(),
      createTime: try read())
  }

  private mutating func readScope() throws(RowDecodingError) -> DataScope {
    let kind: DataScope.Kind = try read()
    let target: String = try read()
    return switch kind {
    case .own: .own
    case .reports: .reports
    case .all: .all
    case .team: .team(TeamID(stored: target))
    case .division: .division(DivisionID(stored: target))
    case .queue: .queue(QueueID(stored: target))
    }
  }
}
