internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

/// What an update of the settings may change.
enum GamificationSettingsPath: String, UpdatePath {
  case active
  case automaticAssignment = "automatic_assignment"
  case floorPolicy = "floor_policy"
  case decay
  case decayDays = "decay_days"
  case settlementLagMinutes = "settlement_lag_minutes"
  case factWindowDays = "fact_window_days"
  case rescoreWindowDays = "rescore_window_days"
  case personalBestStartWorkday = "personal_best_start_workday"

  static var outputOnly: Set<String> {
    ["version", "start_workday", "etag", "update_time", "caller"]
  }
}

extension GamificationSettings {
  /// The settings with what a mask names taken from a message.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  func merging(
    _ message: GamificationV1.GamificationSettings, _ mask: UpdateMask<GamificationSettingsPath>,
    field: String
  ) throws(ValidationError) -> GamificationSettings {
    let first = GamificationSettings.standard
    var merged = self
    if mask.names(.active, isSet: message.active != nil) {
      merged.isActive = message.active ?? first.isActive
    }
    if mask.names(.automaticAssignment, isSet: message.automaticAssignment != nil) {
      merged.assignsAutomatically = message.automaticAssignment ?? first.assignsAutomatically
    }
    if mask.names(.floorPolicy, isSet: message.floorPolicy != .unspecified) {
      merged.floor = try FloorPolicy(message.floorPolicy, field: "\(field).floor_policy")
    }
    let namesDays = mask.names(.decayDays, isSet: message.decayDays != 0)
    if mask.names(.decay, isSet: message.decay != .unspecified) || namesDays {
      merged.decay = try decay(message, namesDays: namesDays, field: field)
    }
    if mask.names(.settlementLagMinutes, isSet: message.settlementLagMinutes != nil) {
      merged.settlementLag =
        try message.settlementLagMinutes.map {
          minutes throws(ValidationError) in
          try SettlementLag(minutes: minutes, field: "\(field).settlement_lag_minutes")
        } ?? first.settlementLag
    }
    if mask.names(.factWindowDays, isSet: message.factWindowDays != nil) {
      merged.factWindow =
        try window(message.factWindowDays, "\(field).fact_window_days") ?? first.factWindow
    }
    if mask.names(.rescoreWindowDays, isSet: message.rescoreWindowDays != nil) {
      merged.rescoreWindow =
        try window(message.rescoreWindowDays, "\(field).rescore_window_days")
        ?? first.rescoreWindow
    }
    if mask.names(
      .personalBestStartWorkday, isSet: message.personalBestStartWorkday != nil)
    {
      merged.personalBestStart = try Workday.optional(
        message.personalBestStartWorkday, field: "\(field).personal_best_start_workday")
    }
    return merged
  }

  private func window(
    _ days: Int32?, _ field: String
  ) throws(ValidationError) -> AttributionWindow? {
    guard let days else { return nil }
    return try AttributionWindow(days: days, field: field)
  }

  /// The decay of a message; without a kind it is the one that there is, with other days.
  private func decay(
    _ message: GamificationV1.GamificationSettings, namesDays: Bool, field: String
  ) throws(ValidationError) -> Decay {
    var kind = message.decay
    if kind == .unspecified, namesDays, message.decayDays != 0 { kind = .days }
    switch kind {
    case .days:
      return try Decay.checked(days: message.decayDays, field: "\(field).decay_days")
    case .unspecified, .never, .monthly:
      guard message.decayDays == 0 else {
        throw ValidationError(
          field: "\(field).decay_days", reason: "can only be used with DECAY_DAYS")
      }
      return kind == .monthly ? .monthly : .never
    case .unrecognized:
      throw ValidationError(field: "\(field).decay", reason: "is not a known decay")
    }
  }
}

extension GamificationV1.GamificationSettings {
  init(_ version: SettingsVersion) {
    let settings = version.settings
    let isSet = version.version > 0
    self.init(
      active: settings.isActive, automaticAssignment: settings.assignsAutomatically,
      floorPolicy: FloorPolicy(settings.floor), decay: Decay(settings.decay),
      decayDays: settings.decay.days ?? 0, settlementLagMinutes: settings.settlementLag.minutes,
      factWindowDays: settings.factWindow.days, rescoreWindowDays: settings.rescoreWindow.days,
      version: version.version, startWorkday: isSet ? GoogleType.Date(version.start) : nil,
      etag: version.etag.text,
      updateTime: isSet ? GoogleProtobuf.Timestamp(version.updateTime) : nil,
      caller: version.caller,
      personalBestStartWorkday: settings.personalBestStart.map { GoogleType.Date($0) })
  }
}

extension FloorPolicy {
  fileprivate init(
    _ policy: GamificationV1.GamificationSettings.FloorPolicy, field: String
  ) throws(ValidationError) {
    switch policy {
    case .unspecified, .zero: self = .zero
    case .negativeAllowed: self = .negativeAllowed
    case .compensateOnly: self = .compensateOnly
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known policy")
    }
  }
}

extension GamificationV1.GamificationSettings.FloorPolicy {
  fileprivate init(_ policy: FloorPolicy) {
    self =
      switch policy {
      case .zero: .zero
      case .negativeAllowed: .negativeAllowed
      case .compensateOnly: .compensateOnly
      }
  }
}

extension GamificationV1.GamificationSettings.Decay {
  fileprivate init(_ decay: Decay) {
    self =
      switch decay {
      case .never: .never
      case .afterDays: .days
      case .monthly: .monthly
      }
  }
}
