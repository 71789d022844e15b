package import Kernel

extension MetricDefinition {
  /// The largest number of measures above, or below, the line.
  package static var measuresMax: Int { 10 }

  /// Makes a metric of an organisation's own out of what is measured.
  ///
  /// Without divisors it is a sum. Units are checked: seconds by seconds or counts by counts are a
  /// number or percent, seconds by counts are seconds, counts by seconds are a number in an hour.
  /// What comes from outside has whatever unit its owner says. Source: domain.md row G06.
  ///
  /// - Throws: ``ValidationError`` that names `dividend_measure_ids`, `divisor_measure_ids` or
  ///   `unit`.
  package static func custom(
    id: String, displayName: String, unit: Unit, dividends: [Measure], divisors: [Measure],
    field: String
  ) throws(ValidationError) -> MetricDefinition {
    try CheckedText.check(displayName, characters: 1...100, field: "\(field).display_name")
    try check(dividends, isRequired: true, field: "\(field).dividend_measure_ids")
    try check(divisors, isRequired: false, field: "\(field).divisor_measure_ids")
    let above = try dimension(of: dividends, field: "\(field).dividend_measure_ids")
    let units: [Unit]
    var factor = unit == .percent ? 100.0 : 1
    if divisors.isEmpty {
      units = sumUnits(above)
    } else {
      let below = try dimension(of: divisors, field: "\(field).divisor_measure_ids")
      units = ratioUnits(above, below)
      if above == .count, below == .seconds { factor = 3_600 }
    }
    guard units.contains(unit) else {
      let names = units.map(\.rawValue).joined(separator: " or ")
      throw ValidationError(field: "\(field).unit", reason: "must be \(names) for these measures")
    }
    let isExternal = (dividends + divisors).contains { $0.dimension == .other }
    return MetricDefinition(
      id: id, displayName: displayName, unit: unit,
      formula: divisors.isEmpty
        ? .sum(of: dividends)
        : .ratio(dividends: dividends, divisors: divisors, factor: factor),
      filterParts: isExternal ? [] : .interactions)
  }

  private static func check(
    _ measures: [Measure], isRequired: Bool, field: String
  ) throws(ValidationError) {
    guard !measures.isEmpty || !isRequired else {
      throw ValidationError(field: field, reason: "is required")
    }
    guard measures.count <= measuresMax else {
      throw ValidationError(field: field, reason: "must have at most \(measuresMax) measures")
    }
    guard Set(measures).count == measures.count else {
      throw ValidationError(field: field, reason: "must not name a measure twice")
    }
  }

  /// What measures that are added count in.
  private static func dimension(
    of measures: [Measure], field: String
  ) throws(ValidationError) -> Measure.Dimension {
    let known = Set(measures.map(\.dimension).filter { $0 != .other })
    guard known.count <= 1 else {
      throw ValidationError(field: field, reason: "must not add counts to seconds")
    }
    return known.first ?? .other
  }

  private static func sumUnits(_ dimension: Measure.Dimension) -> [Unit] {
    switch dimension {
    case .count: [.number]
    case .seconds: [.seconds]
    case .other: Unit.allCases
    }
  }

  private static func ratioUnits(
    _ above: Measure.Dimension, _ below: Measure.Dimension
  ) -> [Unit] {
    switch (above, below) {
    case (.other, _), (_, .other): Unit.allCases
    case (.count, .count), (.seconds, .seconds): [.number, .percent]
    case (.seconds, .count): [.seconds]
    case (.count, .seconds): [.number]
    }
  }
}
