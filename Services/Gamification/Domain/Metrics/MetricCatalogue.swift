/// The built-in metrics as they are before an organisation changes them.
///
/// Source of the units and formulas: domain.md 1.2.5. The objectives are Laurel's own starting
/// values; every organisation sets its own.
package enum MetricCatalogue {
  /// All metrics in the order of their ids.
  package static var metrics: [Metric] { MetricID.allCases.sorted().map(metric) }

  /// The metric with an id.
  package static func metric(_ id: MetricID) -> Metric {
    switch id {
    case .averageHandleTime:
      Metric(
        id: id, displayName: "Average handle time", unit: .seconds, scoring: .workday,
        isRatio: true, objective: averageHandleTime)
    case .interactionsHandled:
      Metric(
        id: id, displayName: "Interactions handled", unit: .number, scoring: .workday,
        isRatio: false, objective: interactionsHandled)
    case .learningCompletions:
      Metric(
        id: id, displayName: "Learning completions", unit: .number, scoring: .eachFact,
        isRatio: false, objective: learningCompletions)
    case .qualityScore:
      Metric(
        id: id, displayName: "Quality score", unit: .percent, scoring: .eachFact,
        isRatio: true, objective: qualityScore)
    }
  }

  /// Lower is better: full points up to two minutes, none from five.
  private static var averageHandleTime: Objective {
    Objective(trusted: [
      Zone(lowerValue: nil, upperValue: 120, lowerPoints: 100, upperPoints: 100),
      Zone(lowerValue: 120, upperValue: 300, lowerPoints: 100, upperPoints: 0),
      Zone(lowerValue: 300, upperValue: nil, lowerPoints: 0, upperPoints: 0),
    ])
  }

  /// One point each, up to a thousand a day.
  private static var interactionsHandled: Objective {
    Objective(trusted: [
      Zone(lowerValue: 0, upperValue: 1_000, lowerPoints: 0, upperPoints: 1_000),
      Zone(lowerValue: 1_000, upperValue: nil, lowerPoints: 1_000, upperPoints: 1_000),
    ])
  }

  /// 25 points for each completed module.
  private static var learningCompletions: Objective {
    Objective(trusted: [
      Zone(lowerValue: nil, upperValue: 1, lowerPoints: 0, upperPoints: 0),
      Zone(lowerValue: 1, upperValue: nil, lowerPoints: 25, upperPoints: 25),
    ])
  }

  /// Higher is better: nothing below 60 %, steep up to 80 %, full points at 100 %.
  private static var qualityScore: Objective {
    Objective(trusted: [
      Zone(lowerValue: nil, upperValue: 60, lowerPoints: 0, upperPoints: 0),
      Zone(lowerValue: 60, upperValue: 80, lowerPoints: 20, upperPoints: 60),
      Zone(lowerValue: 80, upperValue: 90, lowerPoints: 60, upperPoints: 90),
      Zone(lowerValue: 90, upperValue: 100, lowerPoints: 90, upperPoints: 100),
      Zone(lowerValue: 100, upperValue: nil, lowerPoints: 100, upperPoints: 100),
    ])
  }
}
