package import Kernel

/// When a workday got the points that it has, and each metric of it.
package struct DayReach: Hashable, Sendable {
  /// When the newest posting came that changed the points of the day; `nil` when none is known.
  package private(set) var time: Timestamp?
  /// When the newest one came that changed those of a metric, also of one that has none any more.
  package private(set) var metrics: [ProfileMetricID: Timestamp]

  package init(time: Timestamp? = nil, metrics: [ProfileMetricID: Timestamp] = [:]) {
    self.time = time
    self.metrics = metrics
  }

  /// Moves on with a posting; postings may come in any order.
  package func advanced(by posting: LedgerPosting?) -> DayReach {
    guard let posting else { return self }
    var reach = self
    let award = posting.awardTime
    for line in posting.lines {
      reach.metrics[line.metric] = max(metrics[line.metric] ?? award, award)
    }
    if posting.lines.map(\.points).reduce(.zero, +) != .zero {
      reach.time = max(time ?? award, award)
    }
    return reach
  }
}
