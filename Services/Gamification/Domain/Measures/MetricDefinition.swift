internal import Kernel

/// What a metric means: how a value comes of what was measured, apart from the points it earns.
///
/// Source: domain.md rows G06 and 1.2.5.
package struct MetricDefinition: Hashable, Sendable {
  /// How a value comes of a workday.
  package enum Formula: Hashable, Sendable {
    /// The sum of the measures.
    case sum(of: [Measure])
    /// The sum of the dividends by that of the divisors, times a factor: 100 for percent, 3600 for
    /// what happens in an hour.
    case ratio(dividends: [Measure], divisors: [Measure], factor: Double)
    /// Each event has a value, and earns points, of its own; that of the day is their mean.
    case events(DayEvent.Kind)
  }

  /// What a value counts in.
  package enum Unit: String, Hashable, Sendable, CaseIterable {
    case number
    case seconds
    case percent
    case currency
  }

  /// Lower-case words with underscores, or the UUID of a definition that an organisation made.
  package let id: String
  /// 1 to 100 characters.
  package let displayName: String
  package let unit: Unit
  package let formula: Formula
  package let filterParts: FilterParts
  /// The only kind of objective that there may be; `nil` for any.
  package let lockedKind: ObjectiveKind?

  package init(
    id: String, displayName: String, unit: Unit, formula: Formula,
    filterParts: FilterParts = [], lockedKind: ObjectiveKind? = nil
  ) {
    self.id = id
    self.displayName = displayName
    self.unit = unit
    self.formula = formula
    self.filterParts = filterParts
    self.lockedKind = lockedKind
  }
}

extension MetricDefinition {
  /// Whether events earn points of their own; they have no queue.
  package var isOfEvents: Bool {
    if case .events = formula { true } else { false }
  }
}

/// What was found of one metric on one workday, or over several.
package struct MetricAmounts: Hashable, Sendable {
  /// The sum of the dividends, of the measures, or of the values of the events.
  package var dividend: Double
  /// The sum of the divisors, or the number of events; 1 for a sum.
  package var divisor: Double

  package init(dividend: Double, divisor: Double) {
    self.dividend = dividend
    self.divisor = divisor
  }

  package static func + (left: Self, right: Self) -> Self {
    MetricAmounts(dividend: left.dividend + right.dividend, divisor: left.divisor + right.divisor)
  }
}

extension MetricDefinition {
  /// The value of amounts; `nil` when there is nothing to divide by.
  ///
  /// A sum over several workdays is a sum, a ratio that of all their amounts.
  package func value(of amounts: MetricAmounts) -> Double? {
    switch formula {
    case .sum: return amounts.dividend
    case .ratio(_, _, let factor):
      return amounts.divisor > 0 ? factor * amounts.dividend / amounts.divisor : nil
    case .events: return amounts.divisor > 0 ? amounts.dividend / amounts.divisor : nil
    }
  }

  /// The mean of at least one value, each of the same weight, by the sum of the dividends by their
  /// divisors.
  package func mean(ofQuotients sum: Double, count: Int) -> Double {
    let mean = sum / Double(count)
    guard case .ratio(_, _, let factor) = formula else { return mean }
    return factor * mean
  }

  /// What a workday has of the metric; `nil` when nothing, or one side of a ratio, was measured.
  ///
  /// What nobody has measured is not known, which is not 0: who hands no calls on has to say so.
  package func amounts(of sheet: DaySheet, filter: ObjectiveFilter) -> MetricAmounts? {
    switch formula {
    case .sum(let measures):
      return sum(of: measures, sheet, filter).map { MetricAmounts(dividend: $0, divisor: 1) }
    case .ratio(let dividends, let divisors, _):
      guard let divisor = sum(of: divisors, sheet, filter),
        let dividend = sum(of: dividends, sheet, filter)
      else { return nil }
      return MetricAmounts(dividend: dividend, divisor: divisor)
    case .events:
      let events = events(of: sheet, filter: filter)
      guard !events.isEmpty else { return nil }
      return MetricAmounts(
        dividend: events.reduce(0) { $0 + $1.scoredValue }, divisor: Double(events.count))
    }
  }

  /// The events of the metric in the order of their ids, so that it does not matter in which order
  /// they came.
  package func events(of sheet: DaySheet, filter: ObjectiveFilter) -> [DayEvent] {
    guard case .events(let kind) = formula else { return [] }
    return sheet.events.filter { $0.kind == kind && filter.matches($0) }
      .sorted { ($0.id.high, $0.id.low) < ($1.id.high, $1.id.low) }
  }

  /// How much of the metric's work each queue has: by the divisor of a ratio.
  package func queueShares(of sheet: DaySheet, filter: ObjectiveFilter) -> [QueueShare] {
    let measures: [Measure]
    switch formula {
    case .sum(let own): measures = own
    case .ratio(_, let divisors, _): measures = divisors
    case .events: return []
    }
    var amounts: [QueueID?: [Double]] = [:]
    for measurement in matching(measures, sheet, filter) {
      amounts[measurement.dimensions.queue, default: []].append(measurement.amount)
    }
    return amounts.sorted { left, right in
      (left.key?.rawValue ?? "").utf8.lexicographicallyPrecedes((right.key?.rawValue ?? "").utf8)
    }.map { QueueShare(queue: $0.key, amount: Self.total(of: $0.value)) }
  }

  /// What of a workday the metric is made of.
  package func measurements(of sheet: DaySheet, filter: ObjectiveFilter) -> [Measurement] {
    switch formula {
    case .sum(let measures): matching(measures, sheet, filter)
    case .ratio(let dividends, let divisors, _): matching(dividends + divisors, sheet, filter)
    case .events: []
    }
  }

  private func sum(
    of measures: [Measure], _ sheet: DaySheet, _ filter: ObjectiveFilter
  ) -> Double? {
    let amounts = matching(measures, sheet, filter).map(\.amount)
    return amounts.isEmpty ? nil : Self.total(of: amounts)
  }

  private func matching(
    _ measures: [Measure], _ sheet: DaySheet, _ filter: ObjectiveFilter
  ) -> [Measurement] {
    sheet.measurements.filter {
      measures.contains($0.measure) && filter.matches($0.dimensions)
    }
  }

  /// Adds in ascending order, so that the order in which facts came does not show in the last bit.
  private static func total(of amounts: [Double]) -> Double { amounts.sorted().reduce(0, +) }
}
