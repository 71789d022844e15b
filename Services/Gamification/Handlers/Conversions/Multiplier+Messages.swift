internal import GamificationDomain
internal import Kernel
internal import Messages

extension [Multiplier] {
  /// Reads multipliers; whether they go together and with the metric is left to its settings.
  ///
  /// - Throws: ``ValidationError`` that names the field of the multiplier that is wrong, or says
  ///   that there are too many.
  init(
    _ messages: [GamificationV1.ProfileMetric.Multiplier], field: String
  ) throws(ValidationError) {
    self = []
    // Before they are read, so that nobody makes the service read many.
    guard messages.count <= ProfileMetricSettings.multipliersMax else {
      throw ValidationError(
        field: field,
        reason: "must have at most \(ProfileMetricSettings.multipliersMax) multipliers")
    }
    for (index, message) in messages.enumerated() {
      let path = "\(field)[\(index)]"
      guard let thousandths = message.factorThousandths else {
        throw ValidationError(field: "\(path).factor_thousandths", reason: "is required")
      }
      append(
        try Multiplier(
          try Multiplier.Selector(message.selector, field: path), thousandths: thousandths,
          field: path))
    }
  }
}

extension Multiplier.Selector {
  fileprivate init(
    _ selector: GamificationV1.ProfileMetric.Multiplier.Selector?, field: String
  ) throws(ValidationError) {
    switch selector {
    case .everybody(true): self = .everybody
    case .everybody(false):
      throw ValidationError(field: "\(field).everybody", reason: "must be true")
    case .divisionID(let id):
      self = .division(try DivisionID(parsing: id, field: "\(field).division_id"))
    case .teamID(let id): self = .team(try TeamID(parsing: id, field: "\(field).team_id"))
    case .queueID(let id): self = .queue(try QueueID(parsing: id, field: "\(field).queue_id"))
    case nil: throw ValidationError(field: "\(field).selector", reason: "is required")
    }
  }
}

extension GamificationV1.ProfileMetric.Multiplier {
  init(_ multiplier: Multiplier) {
    let selector: Selector =
      switch multiplier.selector {
      case .everybody: .everybody(true)
      case .division(let id): .divisionID(id.rawValue)
      case .team(let id): .teamID(id.rawValue)
      case .queue(let id): .queueID(id.rawValue)
      }
    self.init(selector: selector, factorThousandths: multiplier.thousandths)
  }
}

extension GamificationV1.ProfileMetric.DailyCap {
  /// Shows a cap; `nil` for none.
  init?(_ cap: DailyCap) {
    guard cap != .none else { return nil }
    self.init(pointsMax: cap.pointsMax, eventsMax: cap.eventsMax)
  }
}
