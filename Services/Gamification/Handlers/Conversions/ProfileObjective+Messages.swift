internal import GamificationDomain
internal import Kernel
internal import Messages

extension [Zone] {
  /// Reads zones; whether they fit together is left to the objective.
  ///
  /// - Throws: ``ValidationError`` that names the zone whose level is not known, or that there are
  ///   too many.
  init(_ messages: [GamificationV1.ProfileMetric.Zone], field: String) throws(ValidationError) {
    self = []
    // Before they are read, so that nobody makes the service read many.
    guard messages.count <= Objective.zonesMax else {
      throw ValidationError(
        field: "\(field).zones", reason: "must have at most \(Objective.zonesMax) zones")
    }
    for (index, message) in messages.enumerated() {
      append(
        Zone(
          lowerValue: message.lowerValue, upperValue: message.upperValue,
          lowerPoints: message.lowerPoints, upperPoints: message.upperPoints,
          level: try ZoneLevel.optional(message.level, field: "\(field).zones[\(index)].level")))
    }
  }
}

extension GamificationV1.ProfileMetric.Zone {
  init(_ zone: Zone) {
    self.init(
      lowerValue: zone.lowerValue, upperValue: zone.upperValue, lowerPoints: zone.lowerPoints,
      upperPoints: zone.upperPoints, level: GamificationV1.ProfileMetric.Level(zone.level))
  }
}

extension GamificationV1.ProfileMetric.Level {
  init(_ level: ZoneLevel?) {
    self =
      switch level {
      case nil: .unspecified
      case .out: .out
      case .good: .good
      case .target: .target
      case .great: .great
      }
  }
}

extension ZoneLevel {
  fileprivate static func optional(
    _ level: GamificationV1.ProfileMetric.Level, field: String
  ) throws(ValidationError) -> ZoneLevel? {
    switch level {
    case .unspecified: nil
    case .out: .out
    case .good: .good
    case .target: .target
    case .great: .great
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known level")
    }
  }
}

extension ObjectiveKind {
  init?(_ kind: GamificationV1.ProfileMetric.ObjectiveKind) {
    switch kind {
    case .higherIsBetter: self = .higherIsBetter
    case .lowerIsBetter: self = .lowerIsBetter
    case .targetArea: self = .targetArea
    case .binary: self = .binary
    case .scaled: self = .scaled
    case .free: self = .free
    case .unspecified, .unrecognized: return nil
    }
  }
}

extension GamificationV1.ProfileMetric.ObjectiveKind {
  init(_ kind: ObjectiveKind) {
    self =
      switch kind {
      case .higherIsBetter: .higherIsBetter
      case .lowerIsBetter: .lowerIsBetter
      case .targetArea: .targetArea
      case .binary: .binary
      case .scaled: .scaled
      case .free: .free
      }
  }
}

extension ProfileMetricSettings.TimeUnit {
  static func optional(
    _ unit: GamificationV1.ProfileMetric.TimeUnit, field: String
  ) throws(ValidationError) -> Self? {
    switch unit {
    case .unspecified: nil
    case .seconds: .seconds
    case .minutes: .minutes
    case .hours: .hours
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known unit")
    }
  }
}

extension GamificationV1.ProfileMetric.TimeUnit {
  init(_ unit: ProfileMetricSettings.TimeUnit?) {
    self =
      switch unit {
      case nil: .unspecified
      case .seconds: .seconds
      case .minutes: .minutes
      case .hours: .hours
      }
  }
}
