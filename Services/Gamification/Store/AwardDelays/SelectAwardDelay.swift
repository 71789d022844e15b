internal import GamificationDomain
internal import Kernel
internal import Postgres

/// How long after they were earned the points of some postings were awarded.
///
/// What has no time was earned by the end of the workday; before that nobody knows. Postings whose
/// points follow from a change of rules, of a profile or of a decision were not waited for.
struct SelectAwardDelay: Query {
  static let isLong = true
  static let sql = """
    SELECT count(known.delay), count(*) - count(known.delay),
      count(*) FILTER (WHERE known.delay > $4),
      coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY known.delay), 0),
      coalesce(percentile_disc(0.95) WITHIN GROUP (ORDER BY known.delay), 0),
      coalesce(max(known.delay), 0)
    FROM (
      SELECT (1000000 * extract(epoch FROM CASE
          WHEN posting.earn_time IS NOT NULL THEN posting.award_time - posting.earn_time
          WHEN posting.award_time >= day.end_time THEN posting.award_time - day.end_time
        END))::bigint AS delay
      FROM gamification.ledger_posting AS posting
      JOIN gamification.replica_organization AS organization
        ON organization.organization_id = posting.organization_id
      CROSS JOIN LATERAL (
        SELECT (posting.workday + 1)::timestamp AT TIME ZONE organization.time_zone AS end_time
      ) AS day
      WHERE posting.organization_id = $1 AND posting.award_time >= $2
        AND posting.award_time <= $3 AND posting.cause IN ('measurement', 'event')
    ) AS known
    """

  let organization: OrganizationID
  let window: AwardWindow

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(window.start)
    bindings.append(window.end)
    bindings.append(AwardDelay.limit.components.seconds * 1_000_000)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> AwardDelay {
    AwardDelay(
      knownCount: try row.read(), unknownCount: try row.read(), lateCount: try row.read(),
      median: try duration(&row), percentile95: try duration(&row), max: try duration(&row))
  }

  private static func duration(_ row: inout RowReader) throws(RowDecodingError) -> Duration {
    let microseconds: Int64 = try row.read()
    return .microseconds(microseconds)
  }
}
