internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension DefinitionDraft {
  /// Reads a definition that is to be made.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  init(
    _ message: GamificationV1.MetricDefinition?, field: String
  ) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    guard let unit = MetricDefinition.Unit(message.unit) else {
      throw ValidationError(
        field: "\(field).unit", reason: "must be number, seconds, percent or currency")
    }
    try self.init(
      displayName: message.displayName, unit: unit,
      dividends: try [Measure](
        parsing: message.dividendMeasureIDs, field: "\(field).dividend_measure_ids"),
      divisors: try [Measure](
        parsing: message.divisorMeasureIDs, field: "\(field).divisor_measure_ids"),
      field: field)
  }
}

extension [Measure] {
  fileprivate init(parsing texts: [String], field: String) throws(ValidationError) {
    self = []
    // Before they are read, so that nobody makes the service read many.
    guard texts.count <= DefinitionDraft.measuresMax else {
      throw ValidationError(
        field: field, reason: "must have at most \(DefinitionDraft.measuresMax) measures")
    }
    for (index, text) in texts.enumerated() {
      guard let measure = Measure(text: text) else {
        throw ValidationError(field: "\(field)[\(index)]", reason: "is not a measure")
      }
      append(measure)
    }
  }
}

extension GamificationV1.MetricDefinition {
  init(_ custom: CustomDefinition) {
    self.init(custom.definition)
    createTime = GoogleProtobuf.Timestamp(custom.createTime)
  }

  init(builtIn definition: MetricDefinition) {
    self.init(definition)
    builtIn = true
  }

  private init(_ definition: MetricDefinition) {
    self.init(
      metricDefinitionID: definition.id, displayName: definition.displayName,
      unit: Unit(definition.unit), filterParts: [FilterPart](definition.filterParts))
    switch definition.formula {
    case .sum(let measures):
      formula = .sum
      dividendMeasureIDs = measures.map(\.text)
      factor = 1
    case .ratio(let dividends, let divisors, let ratioFactor):
      formula = .ratio
      dividendMeasureIDs = dividends.map(\.text)
      divisorMeasureIDs = divisors.map(\.text)
      factor = ratioFactor
    case .events:
      formula = .events
      factor = 1
    }
  }
}

extension [GamificationV1.MetricDefinition.FilterPart] {
  fileprivate init(_ parts: FilterParts) {
    let names: [(FilterParts, Element)] = [
      (.queues, .queues), (.mediaTypes, .mediaTypes), (.initialDirection, .initialDirection),
      (.topics, .topics), (.forms, .forms),
    ]
    self = names.filter { parts.contains($0.0) }.map(\.1)
  }
}

extension GamificationV1.MetricDefinition.Unit {
  init(_ unit: MetricDefinition.Unit) {
    self =
      switch unit {
      case .number: .number
      case .seconds: .seconds
      case .percent: .percent
      case .currency: .currency
      }
  }
}

extension MetricDefinition.Unit {
  init?(_ unit: GamificationV1.MetricDefinition.Unit) {
    switch unit {
    case .number: self = .number
    case .seconds: self = .seconds
    case .percent: self = .percent
    case .currency: self = .currency
    case .unspecified, .unrecognized: return nil
    }
  }
}
