/// Finds metrics by id, to score many facts.
package struct MetricTable: Hashable, Sendable {
  private let metrics: [MetricID: Metric]

  /// - Parameter metrics: As the organisation has set them; what is missing is as built in.
  package init(_ metrics: [Metric]) {
    self.metrics = Dictionary(metrics.map { ($0.id, $0) }) { first, _ in first }
  }

  /// Scores a fact by the objective of its metric.
  package func score(_ fact: Fact, ledgerEntry: LedgerEntryID) -> ScoredFact {
    ScoredFact(
      fact, metric: metrics[fact.metric] ?? MetricCatalogue.metric(fact.metric),
      ledgerEntry: ledgerEntry)
  }
}
