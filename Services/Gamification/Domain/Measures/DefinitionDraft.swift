package import Kernel

/// What an organisation wants a definition to be made of: a sum or a ratio.
///
/// Source: domain.md row G06.
package struct DefinitionDraft: Hashable, Sendable {
  /// 1 to 100 characters.
  package let displayName: String
  package let unit: MetricDefinition.Unit
  /// 1 to ``measuresMax``.
  package let dividends: [Measure]
  /// At most ``measuresMax``; empty for a sum.
  package let divisors: [Measure]
  /// Where it stands in the request.
  let field: String

  /// The largest number of measures above, or below, the line.
  package static var measuresMax: Int { 10 }

  /// Checks all but the units, which those of external metrics decide on too.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    displayName: String, unit: MetricDefinition.Unit, dividends: [Measure],
    divisors: [Measure], field: String
  ) throws(ValidationError) {
    try CheckedText.check(displayName, characters: 1...100, field: "\(field).display_name")
    guard !dividends.isEmpty else {
      throw ValidationError(field: "\(field).dividend_measure_ids", reason: "is required")
    }
    try Self.check(dividends, field: "\(field).dividend_measure_ids")
    try Self.check(divisors, field: "\(field).divisor_measure_ids")
    self.displayName = displayName
    self.unit = unit
    self.dividends = dividends
    self.divisors = divisors
    self.field = field
  }

  private static func check(_ measures: [Measure], field: String) throws(ValidationError) {
    guard measures.count <= measuresMax else {
      throw ValidationError(field: field, reason: "must have at most \(measuresMax) measures")
    }
    guard Set(measures).count == measures.count else {
      throw ValidationError(field: field, reason: "must not name a measure twice")
    }
  }

  /// The metrics from outside that it is made of.
  package var externalMetrics: Set<ExternalMetricID> {
    Set((dividends + divisors).compactMap(\.externalMetric))
  }

  /// What the ratio is multiplied by; 1 for a sum.
  ///
  /// Measures that are added must have one unit. What is divided by its like is a number, or
  /// percent with the factor 100; whatever is divided by a count keeps its unit; counts and money
  /// by seconds are those of an hour.
  ///
  /// - Throws: ``ValidationError`` that names `dividend_measure_ids`, `divisor_measure_ids` or
  ///   `unit`.
  func factor(
    externalUnits: [ExternalMetricID: MetricDefinition.Unit]
  ) throws(ValidationError) -> Double {
    let above = try Self.unit(
      of: dividends, externalUnits, field: "\(field).dividend_measure_ids")
    guard !divisors.isEmpty else {
      try require([above])
      return 1
    }
    let below = try Self.unit(of: divisors, externalUnits, field: "\(field).divisor_measure_ids")
    if above == below {
      try require([.number, .percent])
      return unit == .percent ? 100 : 1
    }
    switch (above, below) {
    case (_, .number):
      try require([above])
      return 1
    case (.number, .seconds), (.currency, .seconds):
      try require([above])
      return 3_600
    default:
      throw ValidationError(
        field: "\(field).divisor_measure_ids",
        reason: "must not divide \(above.rawValue) by \(below.rawValue)")
    }
  }

  private func require(_ units: [MetricDefinition.Unit]) throws(ValidationError) {
    guard units.contains(unit) else {
      let names = units.map(\.rawValue).joined(separator: " or ")
      throw ValidationError(field: "\(field).unit", reason: "must be \(names) for these measures")
    }
  }

  private static func unit(
    of measures: [Measure], _ externalUnits: [ExternalMetricID: MetricDefinition.Unit],
    field: String
  ) throws(ValidationError) -> MetricDefinition.Unit {
    let units = Set(measures.map { $0.unit(externalUnits) })
    guard let unit = units.first, units.count == 1 else {
      let names = units.map(\.rawValue).sorted().joined(separator: " to ")
      throw ValidationError(field: field, reason: "must not add \(names)")
    }
    return unit
  }
}
