internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

/// What an update of a metric of a profile may change.
enum ProfileMetricPath: String, UpdatePath {
  case displayName = "display_name"
  case precision
  case timeUnit = "time_unit"
  case objective
  case filter
  case enabled
  case multipliers
  case dailyCap = "daily_cap"

  static var outputOnly: Set<String> {
    [
      "profile_metric_id", "position", "version", "start_workday", "etag", "create_time",
      "update_time", "caller", "linked_profile_metric_id", "unlink_workday",
    ]
  }
}

extension ProfileMetricSettings {
  /// Reads what a profile is to say of a metric with a definition.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  init(
    _ message: GamificationV1.ProfileMetric, of definition: MetricDefinition, field: String
  ) throws(ValidationError) {
    guard let objective = message.objective else {
      throw ValidationError(field: "\(field).objective", reason: "is required")
    }
    guard let kind = ObjectiveKind(objective.kind) else {
      throw ValidationError(field: "\(field).objective.kind", reason: "is not a known kind")
    }
    try self.init(
      displayName: message.displayName, precision: message.precision,
      timeUnit: try TimeUnit.optional(message.timeUnit, field: "\(field).time_unit"), kind: kind,
      objective: try Objective(
        kind: kind, zones: try [Zone](objective.zones, field: "\(field).objective"),
        field: "\(field).objective"),
      filter: try ObjectiveFilter(message.filter, field: "\(field).filter"),
      multipliers: try [Multiplier](message.multipliers, field: "\(field).multipliers"),
      cap: try DailyCap(
        pointsMax: message.dailyCap?.pointsMax, eventsMax: message.dailyCap?.eventsMax,
        field: "\(field).daily_cap"),
      isEnabled: message.enabled ?? true, of: definition, field: field)
  }
}

extension ProfileMetric {
  /// The settings with what a mask names taken from a message.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  func merging(
    _ message: GamificationV1.ProfileMetric, _ mask: UpdateMask<ProfileMetricPath>,
    of definition: MetricDefinition, field: String
  ) throws(ValidationError) -> ProfileMetricSettings {
    var merged = GamificationV1.ProfileMetric(self)
    guard ["", merged.profileID].contains(message.profileID) else {
      throw ValidationError(field: "\(field).profile_id", reason: "cannot be changed")
    }
    guard ["", merged.metricDefinitionID].contains(message.metricDefinitionID) else {
      throw ValidationError(field: "\(field).metric_definition_id", reason: "cannot be changed")
    }
    if mask.names(.displayName, isSet: !message.displayName.isEmpty) {
      merged.displayName = message.displayName
    }
    if mask.names(.precision, isSet: message.precision != 0) {
      merged.precision = message.precision
    }
    if mask.names(.timeUnit, isSet: message.timeUnit != .unspecified) {
      merged.timeUnit = message.timeUnit
    }
    if mask.names(.objective, isSet: message.objective != nil) {
      merged.objective = message.objective
    }
    if mask.names(.filter, isSet: message.filter != nil) { merged.filter = message.filter }
    if mask.names(.enabled, isSet: message.enabled != nil) { merged.enabled = message.enabled }
    if mask.names(.multipliers, isSet: !message.multipliers.isEmpty) {
      merged.multipliers = message.multipliers
    }
    if mask.names(.dailyCap, isSet: message.dailyCap != nil) { merged.dailyCap = message.dailyCap }
    return try ProfileMetricSettings(merged, of: definition, field: field)
  }
}

extension GamificationV1.ProfileMetric {
  init(_ metric: ProfileMetric) {
    let settings = metric.settings
    self.init(
      profileMetricID: metric.id.description, profileID: metric.profile.description,
      metricDefinitionID: metric.definitionID, displayName: settings.displayName,
      precision: settings.precision, timeUnit: TimeUnit(settings.timeUnit),
      objective: Objective(
        kind: ObjectiveKind(settings.kind), zones: settings.objective.zones.map { Zone($0) }),
      filter: settings.filter == .everything ? nil : Filter(settings.filter),
      enabled: settings.isEnabled, position: metric.position, version: metric.version,
      startWorkday: GoogleType.Date(metric.start), etag: metric.etag.text,
      createTime: GoogleProtobuf.Timestamp(metric.createTime),
      updateTime: GoogleProtobuf.Timestamp(metric.updateTime), caller: metric.caller,
      multipliers: settings.multipliers.map { Multiplier($0) }, dailyCap: DailyCap(settings.cap),
      linkedProfileMetricID: metric.followed?.source.description ?? "",
      unlinkWorkday: metric.followed?.end.map { GoogleType.Date($0) })
  }
}
