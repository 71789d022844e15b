internal import GamificationDomain
internal import Kernel
internal import Messages
internal import WellKnownMessages

extension GamificationV1.Metric {
  init(_ metric: Metric) {
    self.init(
      metricID: metric.id.rawValue, displayName: metric.displayName, unit: Unit(metric.unit),
      scoring: Scoring(metric.scoring), ratio: metric.isRatio,
      objective: GamificationV1.Objective(metric.objective))
  }
}

extension GamificationV1.Metric.Unit {
  init(_ unit: Metric.Unit) {
    self =
      switch unit {
      case .number: .number
      case .seconds: .seconds
      case .percent: .percent
      }
  }
}

extension GamificationV1.Metric.Scoring {
  init(_ scoring: Metric.Scoring) {
    self =
      switch scoring {
      case .workday: .workday
      case .eachFact: .eachFact
      }
  }
}

extension GamificationV1.Objective {
  init(_ objective: Objective) {
    self.init(
      zones: objective.zones.map { zone in
        GamificationV1.Zone(
          lowerValue: zone.lowerValue, upperValue: zone.upperValue,
          lowerPoints: zone.lowerPoints, upperPoints: zone.upperPoints)
      })
  }
}

extension Objective {
  /// Reads an objective of a request.
  ///
  /// - Throws: ``ValidationError`` that names the zone that is wrong.
  init(_ message: GamificationV1.Objective, field: String) throws(ValidationError) {
    guard message.zones.count <= Self.zonesMax else {
      throw ValidationError(
        field: "\(field).zones", reason: "must have at most \(Self.zonesMax) zones")
    }
    try self.init(
      zones: message.zones.map { zone in
        Zone(
          lowerValue: zone.lowerValue, upperValue: zone.upperValue,
          lowerPoints: zone.lowerPoints, upperPoints: zone.upperPoints)
      }, field: field)
  }
}

/// What an update of a metric may change.
enum MetricPath: String, UpdatePath {
  case displayName = "display_name"
  case objective

  static var outputOnly: Set<String> { [] }
}

extension MetricChange {
  /// Reads what an update is to change; without a mask all that is set.
  ///
  /// - Throws: ``ValidationError`` when the mask names a field that cannot be changed, or a named
  ///   field is absent or wrong.
  init(
    _ metric: GamificationV1.Metric, mask: GoogleProtobuf.FieldMask?
  ) throws(ValidationError) {
    let mask = try UpdateMask<MetricPath>(mask)
    if metric.objective == nil, mask.names(.objective, isSet: false) {
      throw ValidationError(field: "metric.objective", reason: "is required")
    }
    let changesName = mask.names(.displayName, isSet: !metric.displayName.isEmpty)
    var objective: Objective?
    if let message = metric.objective, mask.names(.objective, isSet: true) {
      objective = try Objective(message, field: "metric.objective")
    }
    try self.init(displayName: changesName ? metric.displayName : nil, objective: objective)
  }
}
