internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension WorkdayChange {
  /// Reads a fact of the platform.
  ///
  /// - Throws: ``ValidationError`` that names the field of the fact that is wrong.
  init(_ message: GamificationV1.Fact) throws(ValidationError) {
    let day = PersonDay(
      person: try PersonID(parsing: message.personID, field: "person_id"),
      workday: try Workday(message.workday, field: "workday"))
    let earnTime = try EarnTime.optional(message.earnTime, on: day.workday)
    switch message.content {
    case .measurement(let measurement):
      self.init(
        day: day, change: try DayChange(measurement, field: "measurement"),
        field: "measurement.amount", earnTime: earnTime)
    case .activity(let activity):
      self.init(
        day: day, change: try DayChange(activity, field: "activity"), field: "activity",
        earnTime: earnTime)
    case nil:
      throw ValidationError(field: "content", reason: "must be a measurement or an activity")
    }
  }
}

/// When something was achieved.
private enum EarnTime {
  /// Reads an instant that must be on a workday, wherever on earth that is.
  static func optional(
    _ message: GoogleProtobuf.Timestamp?, on workday: Workday
  ) throws(ValidationError) -> Timestamp? {
    guard message != nil else { return nil }
    let time = try Timestamp(message, field: "earn_time")
    let hours = (time.seconds - 86_400 * Int64(workday.daysSinceEpoch)) / 3_600
    guard (-14...36).contains(hours) else {
      throw ValidationError(field: "earn_time", reason: "must be on the workday \(workday)")
    }
    return time
  }
}

extension DayChange {
  fileprivate init(
    _ message: GamificationV1.Measurement, field: String
  ) throws(ValidationError) {
    guard let measure = Measure(text: message.measureID) else {
      throw ValidationError(field: "\(field).measure_id", reason: "is not a measure")
    }
    guard measure.externalMetric == nil else {
      throw ValidationError(
        field: "\(field).measure_id", reason: "must not be of an external metric")
    }
    let dimensions = try WorkDimensions(message, field: field)
    let isAdded = message.mode == .add
    let least = isAdded ? -Measurement.amountMax : 0
    guard message.amount.isFinite, (least...Measurement.amountMax).contains(message.amount) else {
      throw ValidationError(
        field: "\(field).amount",
        reason: "must be a number from \(Int64(least)) to \(Int64(Measurement.amountMax))")
    }
    let measurement = Measurement(measure, message.amount, dimensions: dimensions)
    switch message.mode {
    case .unspecified, .set: self = .measured(measurement)
    case .add: self = .added(measurement)
    case .clear: self = .unmeasured(measure, dimensions)
    case .unrecognized:
      throw ValidationError(field: "\(field).mode", reason: "is not a known mode")
    }
  }

  fileprivate init(_ message: GamificationV1.Activity, field: String) throws(ValidationError) {
    guard let id = UUIDBits(message.activityID) else {
      throw ValidationError(
        field: "\(field).activity_id", reason: "must be a UUID with 36 characters")
    }
    guard let seconds = message.lateSeconds else {
      self = .unhappened(.activity, id)
      return
    }
    guard (-86_400...86_400).contains(seconds) else {
      throw ValidationError(
        field: "\(field).late_seconds", reason: "must be from -86400 to 86400")
    }
    self = .happened(DayEvent(.activity, id: id, value: seconds))
  }
}

extension WorkDimensions {
  private static var topicsMax: Int { 20 }

  fileprivate init(
    _ message: GamificationV1.Measurement, field: String
  ) throws(ValidationError) {
    guard message.topics.count <= Self.topicsMax else {
      throw ValidationError(
        field: "\(field).topics", reason: "must have at most \(Self.topicsMax) topics")
    }
    for (index, topic) in message.topics.enumerated() {
      try CheckedText.check(
        topic, characters: 1...ProfileMetricSettings.topicCharactersMax,
        field: "\(field).topics[\(index)]")
    }
    self.init(
      queue: message.queueID.isEmpty
        ? nil : try QueueID(parsing: message.queueID, field: "\(field).queue_id"),
      mediaType: try MediaType.optional(message.mediaType, field: "\(field).media_type"),
      initialDirection: try InitialDirection.optional(
        message.initialDirection, field: "\(field).initial_direction"),
      topics: Set(message.topics))
  }
}

extension GamificationV1.Measurement {
  init(_ measurement: Measurement) {
    let dimensions = measurement.dimensions
    self.init(
      measureID: measurement.measure.text, amount: measurement.amount, mode: .set,
      queueID: dimensions.queue?.rawValue ?? "",
      mediaType: dimensions.mediaType.map { GamificationV1.ProfileMetric.MediaType($0) }
        ?? .unspecified,
      initialDirection: GamificationV1.ProfileMetric.InitialDirection(
        dimensions.initialDirection),
      topics: dimensions.topics)
  }
}

extension FactTally {
  /// Reads what was answered before.
  init(_ message: GamificationV1.RecordFactsResponse) {
    self.init(
      createdCount: message.createdCount, updatedCount: message.updatedCount,
      unchangedCount: message.unchangedCount, failedCount: message.failedCount,
      failures: message.failures.map { failure in
        Failure(
          index: failure.factIndex,
          error: ValidationError(field: failure.field, reason: failure.reason))
      })
  }
}

extension GamificationV1.RecordFactsResponse {
  init(_ tally: FactTally) {
    self.init(
      createdCount: tally.createdCount, updatedCount: tally.updatedCount,
      unchangedCount: tally.unchangedCount, failedCount: tally.failedCount,
      failures: tally.failures.map { failure in
        GamificationV1.FactFailure(
          factIndex: failure.index, field: failure.error.field, reason: failure.error.reason)
      })
  }
}
