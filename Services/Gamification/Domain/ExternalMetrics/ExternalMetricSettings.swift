package import Kernel

/// A metric that somebody outside measures.
///
/// Source: domain.md row G23.
package struct ExternalMetricSettings: Hashable, Sendable {
  /// 1 to 100 characters.
  package let displayName: String
  package let unit: MetricDefinition.Unit
  /// What a number or currency counts in, for example EUR; at most 20 characters.
  package let unitName: String
  /// Decimal places: 0 to 5.
  package let precision: Int32
  /// What an objective for it is to begin with.
  package let kind: ObjectiveKind
  package let isEnabled: Bool
  /// How long values are kept, in months: 1 to 120.
  package let retentionMonths: Int32

  package static var precisions: ClosedRange<Int32> { 0...5 }
  package static var retentionMonths: ClosedRange<Int32> { 1...120 }
  /// A year, and the month that is compared with it.
  package static var retentionMonthsDefault: Int32 { 13 }
  package static var unitNameCharactersMax: Int { 20 }
  /// What an objective may begin with.
  package static var kinds: [ObjectiveKind] { [.higherIsBetter, .lowerIsBetter, .targetArea] }

  /// Checks settings.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    displayName: String, unit: MetricDefinition.Unit, unitName: String, precision: Int32,
    kind: ObjectiveKind, isEnabled: Bool, retentionMonths: Int32, field: String
  ) throws(ValidationError) {
    try CheckedText.check(displayName, characters: 1...100, field: "\(field).display_name")
    try CheckedText.check(
      unitName, characters: 0...Self.unitNameCharactersMax, field: "\(field).unit_name")
    let isNamed = unit == .number || unit == .currency
    guard isNamed || unitName.isEmpty else {
      throw ValidationError(
        field: "\(field).unit_name", reason: "must be empty with the unit \(unit.rawValue)")
    }
    try Self.check(precision, in: Self.precisions, "\(field).precision")
    guard Self.kinds.contains(kind) else {
      throw ValidationError(
        field: "\(field).objective_kind",
        reason: "must be \(Self.kinds.map(\.rawValue).joined(separator: ", "))")
    }
    try Self.check(retentionMonths, in: Self.retentionMonths, "\(field).retention_months")
    self.init(
      stored: displayName, unit: unit, unitName: unitName, precision: precision, kind: kind,
      isEnabled: isEnabled, retentionMonths: retentionMonths)
  }

  /// Adopts settings that were checked when they were stored.
  package init(
    stored displayName: String, unit: MetricDefinition.Unit, unitName: String, precision: Int32,
    kind: ObjectiveKind, isEnabled: Bool, retentionMonths: Int32
  ) {
    self.displayName = displayName
    self.unit = unit
    self.unitName = unitName
    self.precision = precision
    self.kind = kind
    self.isEnabled = isEnabled
    self.retentionMonths = retentionMonths
  }

  private static func check(
    _ number: Int32, in range: ClosedRange<Int32>, _ field: String
  ) throws(ValidationError) {
    guard range.contains(number) else {
      throw ValidationError(
        field: field, reason: "must be from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The oldest workday whose values are kept, seen from another one.
  ///
  /// In a month that is too short it is the last day.
  package func oldestWorkday(from today: Workday) -> Workday {
    let (year, month, day) = today.components
    let months = 12 * year + month - 1 - Int(retentionMonths)
    for earlier in stride(from: day, to: 0, by: -1) {
      let oldest = Workday(year: months / 12, month: months % 12 + 1, day: earlier)
      if let oldest { return oldest }
    }
    return Workday(daysSinceEpoch: .min)
  }

  /// The metric as a definition.
  package func definition(id: ExternalMetricID) -> MetricDefinition {
    MetricDefinition(
      id: id.description, displayName: displayName, unit: unit,
      formula: .ratio(
        dividends: [.external(id)], divisors: [.externalCount(id)], factor: 1))
  }
}
