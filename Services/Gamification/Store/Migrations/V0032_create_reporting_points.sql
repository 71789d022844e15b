-- What reporting tools read: the points of one person, metric and workday a row; the columns are
-- those of ExportPoints, without the value and its unit.
--
-- Whoever reads it needs to be allowed to read the tables, and finds only the organisation that the
-- setting laurel.organization_id names.
CREATE VIEW gamification.reporting_points WITH (security_invoker = true) AS
SELECT
  day.organization_id,
  day.workday,
  day.person_id,
  -- Empty while the directory does not tell it.
  coalesce(member.display_name, '') AS display_name,
  -- Where the person was when the first fact of the day came.
  day.division_id,
  day.team_id,
  -- The profile whose rules made the points.
  day.profile_id,
  line.profile_metric_id,
  metric.metric_definition_id,
  -- By the newest version of the metric.
  label.display_name AS metric_display_name,
  -- The version that the points follow.
  line.metric_version,
  -- The sum of the measures, of the dividends of a ratio, or of the values of events.
  line.dividend,
  -- The sum of the divisors of a ratio, or the number of events; 1 for a sum.
  line.divisor,
  round(line.points_e2 / 100.0, 2) AS points,
  round(line.points_max_e2 / 100.0, 2) AS points_max,
  -- What waits for somebody to look at an anomaly.
  round(line.held_points_e2 / 100.0, 2) AS held_points,
  -- 'provisional' while the points may still change by themselves, then 'final'.
  CASE WHEN day.workday <= settled.workday THEN 'final' ELSE 'provisional' END AS finality,
  -- When the row was stored last.
  day.update_time
FROM gamification.person_day AS day
CROSS JOIN LATERAL unnest(
  day.profile_metric_ids, day.metric_versions, day.metric_dividends, day.metric_divisors,
  day.metric_points_e2, day.metric_points_max_e2, day.metric_points_held_e2
) AS line (
  profile_metric_id, metric_version, dividend, divisor, points_e2, points_max_e2, held_points_e2)
LEFT JOIN gamification.member AS member
  ON member.organization_id = day.organization_id AND member.person_id = day.person_id
LEFT JOIN gamification.profile_metric AS metric
  ON metric.organization_id = day.organization_id
  AND metric.profile_metric_id = line.profile_metric_id
LEFT JOIN (
  SELECT DISTINCT ON (version.organization_id, version.profile_metric_id)
    version.organization_id, version.profile_metric_id, version.display_name
  FROM gamification.profile_metric_version AS version
  ORDER BY version.organization_id, version.profile_metric_id, version.version DESC
) AS label
  ON label.organization_id = day.organization_id
  AND label.profile_metric_id = line.profile_metric_id
-- The last workday whose points are final, made once an organisation.
LEFT JOIN (
  SELECT organization.organization_id, (
      (now() - make_interval(mins => coalesce((
        SELECT version.settlement_lag_minutes FROM gamification.settings_version AS version
        WHERE version.organization_id = organization.organization_id
          AND version.start_workday <= (now() AT TIME ZONE organization.time_zone)::date
        ORDER BY version.version DESC
        LIMIT 1), 120))) AT TIME ZONE organization.time_zone)::date - 1 AS workday
  FROM gamification.replica_organization AS organization
  OFFSET 0
) AS settled ON settled.organization_id = day.organization_id;
