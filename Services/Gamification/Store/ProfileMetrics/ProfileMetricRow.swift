internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of profile metrics have in common.
enum ProfileMetricSQL {
  /// The columns of `gamification.profile_metric_version` with the settings.
  private static let settingsColumns = [
    "display_name", "precision", "time_unit", "objective_kind", "zone_lower_values",
    "zone_upper_values", "zone_lower_points", "zone_upper_points", "zone_levels", "queue_ids",
    "media_types", "initial_direction", "topics", "topic_match", "form_ids",
    "multiplier_selectors", "multiplier_thousandths", "daily_points_max", "daily_events_max",
    "enabled",
  ]

  /// The columns with the settings, of a table by its alias, or without one.
  static func settings(of table: String? = nil) -> String {
    settingsColumns.map { column in table.map { "\($0).\(column)" } ?? column }
      .joined(separator: ", ")
  }

  /// The columns that ``metric(_:)`` reads, of `metric`, `link` and `version`.
  static let columns = """
    metric.profile_metric_id, metric.profile_id, metric.metric_definition_id, metric.position,
      version.version, (
        SELECT max(latest.version) FROM gamification.profile_metric_version AS latest
        WHERE latest.organization_id = metric.organization_id
          AND latest.profile_metric_id = metric.profile_metric_id
      ), version.start_workday, \(settings(of: "version")), version.caller, metric.create_time,
      version.update_time, link.source_profile_metric_id, link.unlink_workday
    """

  /// Every metric.
  private static let metrics = """
    gamification.profile_metric AS metric
      LEFT JOIN gamification.profile_metric_link AS link
        ON link.organization_id = metric.organization_id
        AND link.profile_metric_id = metric.profile_metric_id
    """

  /// Every version of every metric.
  static let versions = """
    \(metrics)
      JOIN gamification.profile_metric_version AS version
        ON version.organization_id = metric.organization_id
        AND version.profile_metric_id = metric.profile_metric_id
    """

  /// Every metric with the version that holds on the workday of a parameter; with the newest one
  /// when that is NULL.
  static func tables(workday: String) -> String {
    """
    \(metrics)
      CROSS JOIN LATERAL (
        SELECT max(candidate.version) AS number
        FROM gamification.profile_metric_version AS candidate
        WHERE candidate.organization_id = metric.organization_id
          AND candidate.profile_metric_id = metric.profile_metric_id
          AND (\(workday)::date IS NULL OR candidate.start_workday <= \(workday))
      ) AS chosen
      JOIN gamification.profile_metric_version AS version
        ON version.organization_id = metric.organization_id
        AND version.profile_metric_id = metric.profile_metric_id
        AND version.version = chosen.number
    """
  }

  static func metric(_ row: inout RowReader) throws(RowDecodingError) -> ProfileMetric {
    let (id, profile): (ProfileMetricID, ProfileID) = (try row.read(), try row.read())
    let definitionID: String = try row.read()
    let position: Int32 = try row.read()
    let (version, newestVersion): (Int64, Int64) = (try row.read(), try row.read())
    let start: Workday = try row.read()
    let settings = try settings(&row)
    return ProfileMetric(
      id: id, profile: profile, definitionID: definitionID, settings: settings,
      position: position, version: version, newestVersion: newestVersion, start: start,
      caller: try row.read(),
      createTime: try row.read(), updateTime: try row.read(), link: try link(&row))
  }

  private static func link(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> ProfileMetricLink? {
    let source: ProfileMetricID? = try row.readOptional()
    let end: Workday? = try row.readOptional()
    return source.map { ProfileMetricLink(to: $0, until: end) }
  }

  private static func settings(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> ProfileMetricSettings {
    ProfileMetricSettings(
      stored: try row.read(), precision: try row.read(), timeUnit: try row.readOptional(),
      kind: try row.read(), objective: Objective(trusted: try zones(&row)),
      filter: try filter(&row), multipliers: try multipliers(&row),
      cap: DailyCap(storedPointsMax: try row.readOptional(), eventsMax: try row.readOptional()),
      isEnabled: try row.read())
  }

  private static func zones(_ row: inout RowReader) throws(RowDecodingError) -> [Zone] {
    let lowerValues: [Double?] = try row.readArrayOfOptionals()
    let upperValues: [Double?] = try row.readArrayOfOptionals()
    let lowerPoints: [Int32] = try row.readArray()
    let upperPoints: [Int32] = try row.readArray()
    let levels: [ZoneLevel?] = try row.readArrayOfOptionals()
    // A constraint of the table gives all of them one length.
    let count =
      [
        lowerValues.count, upperValues.count, lowerPoints.count, upperPoints.count, levels.count,
      ].min() ?? 0
    return (0..<count).map { index in
      Zone(
        lowerValue: lowerValues[index], upperValue: upperValues[index],
        lowerPoints: lowerPoints[index], upperPoints: upperPoints[index], level: levels[index])
    }
  }

  private static func multipliers(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [Multiplier] {
    let selectors: [Multiplier.Selector] = try row.readArray()
    let thousandths: [Int32] = try row.readArray()
    return zip(selectors, thousandths).map { Multiplier(stored: $0, thousandths: $1) }
  }

  private static func filter(_ row: inout RowReader) throws(RowDecodingError) -> ObjectiveFilter {
    ObjectiveFilter(
      queues: Set(try row.readArray()), mediaTypes: Set(try row.readArray()),
      initialDirection: try row.readOptional(), topics: Set(try row.readArray() as [String]),
      topicMatch: try row.read(), forms: Set(try row.readArray() as [String]))
  }
}

extension ProfileMetricSettings.TimeUnit: PostgresValue {}
extension ZoneLevel: PostgresValue {}
extension MediaType: PostgresValue {}
extension InitialDirection: PostgresValue {}
extension ObjectiveFilter.TopicMatch: PostgresValue {}

/// The stored form of a selector.
extension Multiplier.Selector: PostgresValue {
  static var type: PostgresType { .text }
  static func accepts(_ type: UInt32) -> Bool { String.accepts(type) }
  func encode(into bytes: inout [UInt8]) { text.encode(into: &bytes) }

  init?(decoding bytes: ArraySlice<UInt8>) {
    guard let text = String(decoding: bytes) else { return nil }
    self.init(text: text)
  }
}

extension ProfileMetricSettings {
  /// Appends the columns from `display_name` to `enabled`.
  func bind(to bindings: inout Bindings) {
    bindings.append(displayName)
    bindings.append(precision)
    bindings.append(timeUnit)
    bindings.append(kind)
    bindings.append(objective.zones.map(\.lowerValue))
    bindings.append(objective.zones.map(\.upperValue))
    bindings.append(objective.zones.map(\.lowerPoints))
    bindings.append(objective.zones.map(\.upperPoints))
    bindings.append(objective.zones.map(\.level))
    bindings.append(filter.queues.sorted())
    bindings.append(filter.mediaTypes.sorted { $0.rawValue < $1.rawValue })
    bindings.append(filter.initialDirection)
    bindings.append(filter.topics.sorted())
    bindings.append(filter.topicMatch)
    bindings.append(filter.forms.sorted())
    bindings.append(multipliers.map(\.selector))
    bindings.append(multipliers.map(\.thousandths))
    bindings.append(cap.pointsMax)
    bindings.append(cap.eventsMax)
    bindings.append(isEnabled)
  }
}
