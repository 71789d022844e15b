package import Kernel

/// A definition that an organisation has made.
///
/// Source: domain.md row G06.
package struct CustomDefinition: Hashable, Sendable {
  package let id: MetricDefinitionID
  package let displayName: String
  package let unit: MetricDefinition.Unit
  package let dividends: [Measure]
  /// Empty for a sum.
  package let divisors: [Measure]
  /// What the ratio is multiplied by; 1 for a sum.
  package let factor: Double
  package let createTime: Timestamp

  /// How many definitions of its own an organisation may have.
  package static var countMax: Int { 200 }

  /// Makes a definition of a draft whose external metrics have units.
  ///
  /// - Throws: ``ValidationError`` that names the measures or the unit that do not fit together.
  package init(
    _ draft: DefinitionDraft, id: MetricDefinitionID,
    externalUnits: [ExternalMetricID: MetricDefinition.Unit], createTime: Timestamp
  ) throws(ValidationError) {
    self.init(
      stored: id, displayName: draft.displayName, unit: draft.unit, dividends: draft.dividends,
      divisors: draft.divisors, factor: try draft.factor(externalUnits: externalUnits),
      createTime: createTime)
  }

  /// Adopts a definition that was checked when it was stored.
  package init(
    stored id: MetricDefinitionID, displayName: String, unit: MetricDefinition.Unit,
    dividends: [Measure], divisors: [Measure], factor: Double, createTime: Timestamp
  ) {
    self.id = id
    self.displayName = displayName
    self.unit = unit
    self.dividends = dividends
    self.divisors = divisors
    self.factor = factor
    self.createTime = createTime
  }

  /// What it means.
  ///
  /// The work can be filtered only when every measure tells what work it was.
  package var definition: MetricDefinition {
    MetricDefinition(
      id: id.description, displayName: displayName, unit: unit,
      formula: divisors.isEmpty
        ? .sum(of: dividends)
        : .ratio(dividends: dividends, divisors: divisors, factor: factor),
      filterParts: (dividends + divisors).allSatisfy(\.isOfInteractions) ? .interactions : [])
  }
}
