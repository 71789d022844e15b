package import Kernel

/// A person and a workday: what points belong to.
package struct PersonDay: Hashable, Sendable {
  package let person: PersonID
  package let workday: Workday

  package init(person: PersonID, workday: Workday) {
    self.person = person
    self.workday = workday
  }
}

extension PersonDay: Comparable {
  /// The order in which several of them are locked, so that nobody waits crosswise.
  package static func < (left: Self, right: Self) -> Bool {
    left.person == right.person ? left.workday < right.workday : left.person < right.person
  }
}

/// All that is known of one person and workday; the points of the day are a function of it.
package struct DaySheet: Hashable, Sendable {
  /// No two of the same measure and dimensions.
  package private(set) var measurements: [Measurement]
  /// No two of the same kind and id.
  package private(set) var events: [DayEvent]

  /// How many measurements, and how many events, a workday may have.
  package static var entriesMax: Int { 1_000 }

  /// Adopts what was checked when it came.
  package init(measurements: [Measurement] = [], events: [DayEvent] = []) {
    self.measurements = measurements
    self.events = events
  }

  package var isEmpty: Bool { measurements.isEmpty && events.isEmpty }
  package var entryCount: Int { measurements.count + events.count }

  /// Applies a change.
  ///
  /// - Returns: Whether anything is different now.
  /// - Throws: ``ValidationError`` that names `field` when the workday would have too many entries,
  ///   or a sum of amounts would be too large.
  package mutating func apply(_ change: DayChange, field: String) throws(ValidationError) -> Bool {
    switch change {
    case .measured(let measurement):
      return try replace(measurement, by: measurement.amount, field)
    case .added(let measurement):
      let before = index(of: measurement.measure, measurement.dimensions)
        .map { measurements[$0].amount }
      return try replace(measurement, by: (before ?? 0) + measurement.amount, field)
    case .unmeasured(let measure, let dimensions):
      guard let index = index(of: measure, dimensions) else { return false }
      measurements.remove(at: index)
      return true
    case .reported(let metric, let report): return try apply(report, of: metric, field)
    case .happened(let event): return try replace(event, field)
    case .unhappened(let kind, let id):
      guard let index = index(of: kind, id) else { return false }
      events.remove(at: index)
      return true
    }
  }

  private mutating func replace(
    _ measurement: Measurement, by amount: Double, _ field: String
  ) throws(ValidationError) -> Bool {
    guard amount.isFinite, abs(amount) <= Measurement.amountMax else {
      throw ValidationError(
        field: field, reason: "must not add up to more than \(Int64(Measurement.amountMax))")
    }
    guard amount >= 0 || measurement.measure.externalMetric != nil else {
      throw ValidationError(field: field, reason: "must not add up to less than 0")
    }
    let replacement = Measurement(
      measurement.measure, amount == 0 ? 0 : amount, dimensions: measurement.dimensions)
    guard let index = index(of: measurement.measure, measurement.dimensions) else {
      try checkRoom(measurements.count, field)
      measurements.append(replacement)
      return true
    }
    guard measurements[index] != replacement else { return false }
    measurements[index] = replacement
    return true
  }

  private mutating func replace(
    _ event: DayEvent, _ field: String
  ) throws(ValidationError) -> Bool {
    guard let index = index(of: event.kind, event.id) else {
      try checkRoom(events.count, field)
      events.append(event)
      return true
    }
    guard events[index] != event else { return false }
    events[index] = event
    return true
  }

  /// Applies what somebody else has measured: domain.md 1.2.6.
  private mutating func apply(
    _ report: ExternalReport, of metric: ExternalMetricID, _ field: String
  ) throws(ValidationError) -> Bool {
    let known = index(of: .externalCount(metric), .none).map { measurements[$0].amount }
    let value: Double
    let count: Double
    switch report {
    case .deleted: (value, count) = (0, 0)
    case .total(let total, let number): (value, count) = (total, Double(number ?? 1))
    case .cumulative(let more, let number):
      let before = index(of: .external(metric), .none).map { measurements[$0].amount } ?? 0
      value = before + more
      // Without a number, more of what is there is still as many.
      count = (known ?? 0) + Double(number ?? (known == nil ? 1 : 0))
    }
    guard count > 0 else {
      let (hadValue, hadCount) = (
        try apply(.unmeasured(.external(metric), .none), field: field),
        try apply(.unmeasured(.externalCount(metric), .none), field: field)
      )
      return hadValue || hadCount
    }
    let valueChanged = try replace(Measurement(.external(metric), value), by: value, field)
    let countChanged = try replace(Measurement(.externalCount(metric), count), by: count, field)
    return valueChanged || countChanged
  }

  private func checkRoom(_ count: Int, _ field: String) throws(ValidationError) {
    guard count < Self.entriesMax else {
      throw ValidationError(
        field: field, reason: "must leave the workday with at most \(Self.entriesMax) entries")
    }
  }

  private func index(of measure: Measure, _ dimensions: WorkDimensions) -> Int? {
    measurements.firstIndex { $0.measure == measure && $0.dimensions == dimensions }
  }

  private func index(of kind: DayEvent.Kind, _ id: UUIDBits) -> Int? {
    events.firstIndex { $0.kind == kind && $0.id == id }
  }
}

/// A change of what is known of a workday.
///
/// Source: domain.md 1.2.6 and row G24.
package enum DayChange: Hashable, Sendable {
  /// The amount is this, whatever it was before.
  case measured(Measurement)
  /// The amount is more, or less, by this.
  case added(Measurement)
  /// The amount is not known.
  case unmeasured(Measure, WorkDimensions)
  /// Somebody else has measured something.
  case reported(ExternalMetricID, ExternalReport)
  /// The event is this, whatever it was before.
  case happened(DayEvent)
  /// There is no such event.
  case unhappened(DayEvent.Kind, UUIDBits)
}
