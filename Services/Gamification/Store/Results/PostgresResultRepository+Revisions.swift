package import GamificationDomain
package import Kernel
internal import Postgres

extension PostgresResultRepository: DayRevisionRepository {
  package func revisions(
    in organization: OrganizationID, of days: [WatchedDay], at now: Timestamp
  ) async throws -> [DayRevision] {
    try await pool.withTransaction(.organization(organization), readOnly: true) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let workdays = days.map { $0.workday ?? context.today }
      let versions = try await transaction.execute(
        SelectDayVersions(
          organization: organization, people: days.map(\.person), workdays: workdays))
      return zip(workdays, versions).map { workday, versions in
        DayRevision(
          workday: workday, dayVersion: versions.day, memberVersion: versions.member,
          ruleRevision: context.book.revision,
          finality: workday <= context.finalThrough ? .final : .provisional)
      }
    }
  }
}

/// Reads the versions of workdays and of the people, in the order of the parameters.
struct SelectDayVersions: Query {
  struct Versions: Sendable {
    let day: Int64
    let member: Int64
  }

  /// Each is looked up by its key, whatever the planner believes about the tables.
  static let sql = """
    SELECT coalesce(day.version, 0), coalesce(member.version, 0)
    FROM unnest($2::text[], $3::date[]) WITH ORDINALITY AS watched (person_id, workday, place)
    LEFT JOIN LATERAL (
      SELECT own.version FROM gamification.person_day AS own
      WHERE own.organization_id = $1 AND own.person_id = watched.person_id
        AND own.workday = watched.workday
      OFFSET 0
    ) AS day ON true
    LEFT JOIN LATERAL (
      SELECT own.version FROM gamification.member AS own
      WHERE own.organization_id = $1 AND own.person_id = watched.person_id
      OFFSET 0
    ) AS member ON true
    ORDER BY watched.place
    """

  let organization: OrganizationID
  let people: [PersonID]
  let workdays: [Workday]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
    bindings.append(workdays)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Versions {
    Versions(day: try row.read(), member: try row.read())
  }
}
