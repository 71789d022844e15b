/// The metrics that every organisation has.
///
/// Source: domain.md 1.2.5; learning completions are row X06.
package enum DefinitionCatalogue {
  /// In the order of their ids.
  package static var all: [MetricDefinition] {
    [
      ratio(
        "acw_time_ratio", "After-call work time ratio", .percent, [.afterCallWorkSeconds],
        by: [.handleSeconds]),
      ratio(
        "average_acw", "Average after-call work", .seconds, [.afterCallWorkSeconds],
        by: [.interactionsHandled]),
      ratio(
        "average_handle_time", "Average handle time", .seconds, [.handleSeconds],
        by: [.interactionsHandled]),
      ratio(
        "average_hold", "Average hold", .seconds, [.holdSeconds], by: [.interactionsHandled]),
      ratio(
        "calls_transferred_ratio", "Calls transferred ratio", .percent,
        [.interactionsTransferred], by: [.interactionsHandled]),
      ratio(
        "conformance", "Conformance", .percent, [.onQueueSeconds], by: [.scheduledOnQueueSeconds],
        filterParts: []),
      MetricDefinition(
        id: "detected_topics", displayName: "Detected topics", unit: .number,
        formula: .sum(of: [.interactionsHandled]), filterParts: [.interactions, .topics]),
      ratio(
        "hold_time_ratio", "Hold time ratio", .percent, [.holdSeconds], by: [.handleSeconds]),
      ratio(
        "interactions_answered_ratio", "Interactions answered ratio", .percent,
        [.interactionsAnswered], by: [.interactionsOffered]),
      MetricDefinition(
        id: "interactions_handled", displayName: "Interactions handled", unit: .number,
        formula: .sum(of: [.interactionsHandled]), filterParts: .interactions),
      MetricDefinition(
        id: "interactions_per_hour", displayName: "Interactions per hour", unit: .number,
        formula: .ratio(
          dividends: [.interactionsHandled], divisors: [.onQueueSeconds], factor: 3_600)),
      MetricDefinition(
        id: "learning_completions", displayName: "Learning completions", unit: .number,
        formula: .events(.assignment)),
      MetricDefinition(
        id: "punctuality", displayName: "Punctuality", unit: .seconds,
        formula: .events(.activity), lockedKind: .lowerIsBetter),
      MetricDefinition(
        id: "quality_score", displayName: "Quality score", unit: .percent,
        formula: .events(.evaluation), filterParts: .forms),
    ]
  }

  /// The metric with an id; `nil` when there is none.
  package static func definition(_ id: String) -> MetricDefinition? {
    all.first { $0.id == id }
  }

  private static func ratio(
    _ id: String, _ displayName: String, _ unit: MetricDefinition.Unit, _ dividends: [Measure],
    by divisors: [Measure], filterParts: FilterParts = .interactions
  ) -> MetricDefinition {
    MetricDefinition(
      id: id, displayName: displayName, unit: unit,
      formula: .ratio(
        dividends: dividends, divisors: divisors, factor: unit == .percent ? 100 : 1),
      filterParts: filterParts)
  }
}
