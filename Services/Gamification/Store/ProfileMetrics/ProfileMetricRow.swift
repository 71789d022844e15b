internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of profile metrics have in common.
enum ProfileMetricSQL {
  /// The columns that ``metric(_:)`` reads, of `metric` and `version`.
  static let columns = """
    metric.profile_metric_id, metric.profile_id, metric.metric_definition_id, metric.position,
      version.version, (
        SELECT max(latest.version) FROM gamification.profile_metric_version AS latest
        WHERE latest.organization_id = metric.organization_id
          AND latest.profile_metric_id = metric.profile_metric_id
      ), version.start_workday, version.display_name, version.precision,
      version.time_unit, version.objective_kind, version.zone_lower_values,
      version.zone_upper_values, version.zone_lower_points, version.zone_upper_points,
      version.zone_levels, version.queue_ids, version.media_types, version.initial_direction,
      version.topics, version.topic_match, version.form_ids,
      version.multiplier_selectors, version.multiplier_thousandths, version.daily_points_max,
      version.daily_events_max, version.enabled, version.caller, metric.create_time,
      version.update_time
    """

  /// Every metric with the version that holds on the workday of a parameter; with the newest one
  /// when that is NULL.
  static func tables(workday: String) -> String {
    """
    gamification.profile_metric AS metric
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
      createTime: try row.read(), updateTime: try row.read())
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
