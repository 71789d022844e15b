internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC

extension Fact {
  /// Reads a fact that the platform has measured.
  ///
  /// - Throws: ``ValidationError`` that names the field of the fact that is wrong.
  init(_ message: GamificationV1.Fact) throws(ValidationError) {
    let person = try PersonID(parsing: message.personID, field: "person_id")
    guard !message.metricID.isEmpty else {
      throw ValidationError(field: "metric_id", reason: "is required")
    }
    guard let metric = MetricID(rawValue: message.metricID) else {
      throw ValidationError(field: "metric_id", reason: "is not the id of a metric")
    }
    guard MetricCatalogue.metric(metric).scoring == .workday else {
      throw ValidationError(
        field: "metric_id", reason: "must be a metric with one fact a workday")
    }
    try self.init(
      person: person, metric: metric,
      workday: try Workday(message.workday, field: "workday"), source: .workday,
      total: message.total, count: message.count)
  }
}

extension GamificationV1.RecordFactsResponse {
  init(_ tally: FactTally) {
    self.init(
      createdCount: tally.createdCount, updatedCount: tally.updatedCount,
      unchangedCount: tally.unchangedCount, failedCount: tally.failedCount,
      failures: tally.failures.map { failure in
        GamificationV1.FactFailure(
          factIndex: failure.index, field: failure.error.field, reason: failure.error.reason)
      })
  }
}
