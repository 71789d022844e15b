internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

/// What an update of an external metric may change.
enum ExternalMetricPath: String, UpdatePath {
  case displayName = "display_name"
  case unitName = "unit_name"
  case precision
  case objectiveKind = "objective_kind"
  case enabled
  case retentionMonths = "retention_months"

  static var outputOnly: Set<String> {
    ["external_metric_id", "etag", "create_time", "update_time"]
  }
}

extension ExternalMetricSettings {
  /// Reads the settings of a new metric.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  init(_ message: GamificationV1.ExternalMetric?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    guard let unit = MetricDefinition.Unit(message.unit) else {
      throw ValidationError(
        field: "\(field).unit", reason: "must be number, seconds, percent or currency")
    }
    guard let kind = ObjectiveKind(message.objectiveKind) else {
      throw ValidationError(
        field: "\(field).objective_kind",
        reason: "must be \(Self.kinds.map(\.rawValue).joined(separator: ", "))")
    }
    try self.init(
      displayName: message.displayName, unit: unit, unitName: message.unitName,
      precision: message.precision, kind: kind, isEnabled: message.enabled ?? true,
      retentionMonths: message.retentionMonths == 0
        ? Self.retentionMonthsDefault : message.retentionMonths, field: field)
  }

  /// The settings with what a mask names taken from a message.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  func merging(
    _ message: GamificationV1.ExternalMetric, _ mask: UpdateMask<ExternalMetricPath>,
    field: String
  ) throws(ValidationError) -> ExternalMetricSettings {
    var merged = GamificationV1.ExternalMetric(self)
    guard [.unspecified, merged.unit].contains(message.unit) else {
      throw ValidationError(field: "\(field).unit", reason: "cannot be changed")
    }
    if mask.names(.displayName, isSet: !message.displayName.isEmpty) {
      merged.displayName = message.displayName
    }
    if mask.names(.unitName, isSet: !message.unitName.isEmpty) {
      merged.unitName = message.unitName
    }
    if mask.names(.precision, isSet: message.precision != 0) {
      merged.precision = message.precision
    }
    if mask.names(.objectiveKind, isSet: message.objectiveKind != .unspecified) {
      merged.objectiveKind = message.objectiveKind
    }
    if mask.names(.enabled, isSet: message.enabled != nil) { merged.enabled = message.enabled }
    if mask.names(.retentionMonths, isSet: message.retentionMonths != 0) {
      merged.retentionMonths = message.retentionMonths
    }
    return try ExternalMetricSettings(merged, field: field)
  }
}

extension GamificationV1.ExternalMetric {
  init(_ metric: ExternalMetric) {
    self.init(metric.settings)
    externalMetricID = metric.id.description
    etag = metric.etag.text
    createTime = GoogleProtobuf.Timestamp(metric.createTime)
    updateTime = GoogleProtobuf.Timestamp(metric.updateTime)
  }

  fileprivate init(_ settings: ExternalMetricSettings) {
    self.init(
      displayName: settings.displayName, unit: GamificationV1.MetricDefinition.Unit(settings.unit),
      unitName: settings.unitName,
      precision: settings.precision, objectiveKind: ObjectiveKind(settings.kind),
      enabled: settings.isEnabled, retentionMonths: settings.retentionMonths)
  }
}

extension GamificationV1.ExternalMetric.ObjectiveKind {
  /// Kinds that no external metric begins with do not come here.
  fileprivate init(_ kind: ObjectiveKind) {
    self =
      switch kind {
      case .higherIsBetter: .higherIsBetter
      case .lowerIsBetter: .lowerIsBetter
      case .targetArea: .targetArea
      case .binary, .scaled, .free: .unspecified
      }
  }
}

extension ObjectiveKind {
  fileprivate init?(_ kind: GamificationV1.ExternalMetric.ObjectiveKind) {
    switch kind {
    case .higherIsBetter: self = .higherIsBetter
    case .lowerIsBetter: self = .lowerIsBetter
    case .targetArea: self = .targetArea
    case .unspecified, .unrecognized: return nil
    }
  }
}
