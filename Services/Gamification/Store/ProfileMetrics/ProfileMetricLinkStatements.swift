internal import GamificationDomain
internal import Kernel
internal import Postgres

struct InsertProfileMetricLink: Statement {
  static let sql = """
    INSERT INTO gamification.profile_metric_link (
      organization_id, profile_metric_id, source_profile_metric_id)
    VALUES ($1, $2, $3)
    """

  let organization: OrganizationID
  let id: ProfileMetricID
  let source: ProfileMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(source)
  }
}

/// Gives a new metric the version of another one that holds on the workday on which it begins, and
/// those that are planned for later.
struct InsertLinkedVersions: Statement {
  static let sql = """
    INSERT INTO gamification.profile_metric_version (
      organization_id, profile_metric_id, version, start_workday,
      \(ProfileMetricSQL.settings()), caller, update_time)
    SELECT source.organization_id, $2::uuid, row_number() OVER (ORDER BY source.version),
      greatest(source.start_workday, $4),
      \(ProfileMetricSQL.settings(of: "source")), source.caller, source.update_time
    FROM gamification.profile_metric_version AS source
    WHERE source.organization_id = $1 AND source.profile_metric_id = $3
      AND source.version >= (
        SELECT max(held.version)
        FROM gamification.profile_metric_version AS held
        WHERE held.organization_id = $1 AND held.profile_metric_id = $3
          AND held.start_workday <= $4::date
      )
    """

  let organization: OrganizationID
  let id: ProfileMetricID
  let source: ProfileMetricID
  let start: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(source)
    bindings.append(start)
  }
}

/// Makes a version of a metric for the metrics that are linked to it, too.
///
/// One that is to be unlinked gets it once more, for the settings that it has of its own then.
struct InsertFollowingVersions: Statement {
  static let sql = """
    INSERT INTO gamification.profile_metric_version (
      organization_id, profile_metric_id, version, start_workday,
      \(ProfileMetricSQL.settings()), caller, update_time)
    SELECT source.organization_id, link.profile_metric_id, own.version + place.number,
      place.start_workday,
      \(ProfileMetricSQL.settings(of: "source")), source.caller, source.update_time
    FROM gamification.profile_metric_version AS source
      JOIN gamification.profile_metric_link AS link
        ON link.organization_id = source.organization_id
        AND link.source_profile_metric_id = source.profile_metric_id
      CROSS JOIN LATERAL (
        SELECT max(version.version) AS version,
          greatest(min(version.start_workday), source.start_workday) AS start_workday
        FROM gamification.profile_metric_version AS version
        WHERE version.organization_id = link.organization_id
          AND version.profile_metric_id = link.profile_metric_id
      ) AS own
      CROSS JOIN LATERAL (
        VALUES (1, own.start_workday), (2, link.unlink_workday)
      ) AS place (number, start_workday)
    WHERE source.organization_id = $1 AND source.profile_metric_id = $2 AND source.version = $3
      AND (link.unlink_workday IS NULL OR own.start_workday < link.unlink_workday)
      AND place.start_workday IS NOT NULL
    """

  let organization: OrganizationID
  let metric: ProfileMetric

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric.id)
    bindings.append(metric.version)
  }
}

/// Locks the metric that a metric is linked to, so that nothing is changed there meanwhile; before
/// the metric itself, as who changes it does.
struct LockLinkedSource: Statement {
  static let sql = """
    SELECT true FROM gamification.profile_metric
    WHERE organization_id = $1 AND profile_metric_id = (
      SELECT source_profile_metric_id FROM gamification.profile_metric_link
      WHERE organization_id = $1 AND profile_metric_id = $2)
    FOR UPDATE
    """

  let organization: OrganizationID
  let id: ProfileMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// Locks the metrics that are linked to a metric against deletion with their profiles, since they
/// get versions.
struct LockFollowers: Statement {
  static let sql = """
    SELECT true FROM gamification.profile_metric
    WHERE organization_id = $1 AND profile_metric_id IN (
      SELECT profile_metric_id FROM gamification.profile_metric_link
      WHERE organization_id = $1 AND source_profile_metric_id = $2)
    ORDER BY profile_metric_id
    FOR KEY SHARE
    """

  let organization: OrganizationID
  let id: ProfileMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

struct UpdateLinkEnd: Statement {
  static let sql = """
    UPDATE gamification.profile_metric_link SET unlink_workday = $3
    WHERE organization_id = $1 AND profile_metric_id = $2
    """

  let organization: OrganizationID
  let id: ProfileMetricID
  let end: Workday

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(end)
  }
}
