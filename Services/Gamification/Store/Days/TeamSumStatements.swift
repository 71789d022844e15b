internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Adds what workdays count for to the sums of their teams, and keeps others from it until the
/// transaction ends.
///
/// The rows are locked in the order of their keys, after workdays; so nobody waits crosswise.
struct UpsertTeamSums: Statement {
  static let sql = """
    INSERT INTO gamification.team_sum AS stored (
      organization_id, team_id, workday, profile_metric_id, member_count, dividend, divisor)
    SELECT $1, team_id, workday, profile_metric_id,
      sum((added_dividend IS NOT NULL)::integer - (removed_dividend IS NOT NULL)::integer),
      sum(coalesce(added_dividend::numeric, 0) - coalesce(removed_dividend::numeric, 0)),
      sum(coalesce(added_divisor::numeric, 0) - coalesce(removed_divisor::numeric, 0))
    FROM unnest(
      $2::text[], $3::date[], $4::uuid[], $5::double precision[], $6::double precision[],
      $7::double precision[], $8::double precision[]
    ) AS part (
      team_id, workday, profile_metric_id, removed_dividend, removed_divisor, added_dividend,
      added_divisor)
    GROUP BY team_id, workday, profile_metric_id
    ORDER BY team_id COLLATE "C", workday, profile_metric_id
    ON CONFLICT ON CONSTRAINT team_sum_pkey DO UPDATE SET
      last_member_count = stored.member_count,
      last_dividend = stored.dividend,
      last_divisor = stored.divisor,
      member_count = stored.member_count + EXCLUDED.member_count,
      dividend = stored.dividend + EXCLUDED.dividend,
      divisor = stored.divisor + EXCLUDED.divisor
    RETURNING team_id, workday, profile_metric_id, last_member_count,
      last_dividend::double precision, last_divisor::double precision, member_count,
      dividend::double precision, divisor::double precision
    """

  let organization: OrganizationID
  let contributions: [TeamContribution]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(contributions.map(\.key.team))
    bindings.append(contributions.map(\.key.workday))
    bindings.append(contributions.map(\.key.metric))
    bindings.append(contributions.map(\.removed?.dividend))
    bindings.append(contributions.map(\.removed?.divisor))
    bindings.append(contributions.map(\.added?.dividend))
    bindings.append(contributions.map(\.added?.divisor))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> TeamChange {
    TeamChange(
      key: try TeamSumSQL.key(&row), before: try TeamSumSQL.sums(&row),
      after: try TeamSumSQL.sums(&row))
  }
}

private enum TeamSumSQL {
  /// The columns that ``key(_:)`` and then ``sums(_:)`` read, of `stored`.
  static let columns = """
    stored.team_id, stored.workday, stored.profile_metric_id, stored.member_count,
      stored.dividend::double precision, stored.divisor::double precision
    """

  static func key(_ row: inout RowReader) throws(RowDecodingError) -> TeamMetricDay {
    TeamMetricDay(team: try row.read(), workday: try row.read(), metric: try row.read())
  }

  static func sums(_ row: inout RowReader) throws(RowDecodingError) -> TeamAmounts {
    TeamAmounts(
      memberCount: try row.read(),
      amounts: MetricAmounts(dividend: try row.read(), divisor: try row.read()))
  }
}

/// Reads sums of teams.
struct SelectTeamSums: Query {
  static let sql = """
    SELECT \(TeamSumSQL.columns)
    FROM unnest($2::text[], $3::date[], $4::uuid[]) AS key (team_id, workday, profile_metric_id)
    JOIN gamification.team_sum AS stored
      ON stored.organization_id = $1 AND stored.team_id = key.team_id
      AND stored.workday = key.workday AND stored.profile_metric_id = key.profile_metric_id
    """

  let organization: OrganizationID
  let keys: [TeamMetricDay]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(keys.map(\.team))
    bindings.append(keys.map(\.workday))
    bindings.append(keys.map(\.metric))
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (key: TeamMetricDay, sums: TeamAmounts) {
    (try TeamSumSQL.key(&row), try TeamSumSQL.sums(&row))
  }
}

/// Reads the sums of all teams on some workdays.
struct SelectTeamSumsOfRange: Query {
  static let sql = """
    SELECT \(TeamSumSQL.columns)
    FROM gamification.team_sum AS stored
    WHERE stored.organization_id = $1 AND stored.workday BETWEEN $2 AND $3
    """

  let organization: OrganizationID
  let range: WorkdayRange

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(range.start)
    bindings.append(range.end)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (key: TeamMetricDay, sums: TeamAmounts) {
    (try TeamSumSQL.key(&row), try TeamSumSQL.sums(&row))
  }
}

/// Has the workdays of members of teams scored again.
///
/// A team that waits for it already is passed over, but not one that somebody works on: whoever
/// does so and has looked at the sums before now has made its progress known before they were
/// changed.
struct InsertTeamRecalculations: Statement {
  static let sql = """
    INSERT INTO gamification.recalculation (
      organization_id, cause, create_time, recalculation_id, source, team_id, first_workday,
      last_workday)
    SELECT $1, $2, $3, turned.recalculation_id, 'team/' || turned.team_id, turned.team_id,
      turned.workday, turned.workday
    FROM unnest($4::uuid[], $5::text[], $6::date[])
      AS turned (recalculation_id, team_id, workday)
    WHERE NOT EXISTS (
      SELECT FROM gamification.recalculation AS waiting
      WHERE waiting.organization_id = $1 AND waiting.team_id = turned.team_id
        AND waiting.first_workday = turned.workday AND waiting.done_workday IS NULL)
    """

  let organization: OrganizationID
  let cause: LedgerPosting.Cause
  let now: Timestamp
  let ids: [UUIDBits]
  let teams: [TeamDay]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(cause)
    bindings.append(now)
    bindings.append(ids)
    bindings.append(teams.map(\.team))
    bindings.append(teams.map(\.workday))
  }
}
