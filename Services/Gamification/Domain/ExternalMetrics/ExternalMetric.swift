package import Kernel

/// A metric that somebody outside measures, as an organisation has it.
///
/// Source: domain.md row G23.
package struct ExternalMetric: Hashable, Sendable {
  package let id: ExternalMetricID
  package private(set) var settings: ExternalMetricSettings
  /// Counts the changes, from 1.
  package private(set) var version: Int64
  package let createTime: Timestamp
  package private(set) var updateTime: Timestamp

  package init(
    id: ExternalMetricID, settings: ExternalMetricSettings, version: Int64 = 1,
    createTime: Timestamp, updateTime: Timestamp
  ) {
    self.id = id
    self.settings = settings
    self.version = version
    self.createTime = createTime
    self.updateTime = updateTime
  }

  package var etag: ETag { ETag(version: version) }

  /// The metric with other settings; the same one when nothing is other.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)`` when `etag` is given and another one.
  package func changing(
    _ settings: ExternalMetricSettings, etag: String, at now: Timestamp
  ) throws(GamificationError) -> ExternalMetric {
    try self.etag.check(etag)
    guard settings != self.settings else { return self }
    var metric = self
    metric.settings = settings
    metric.version += 1
    // Who has waited for another change has an older time.
    metric.updateTime = max(now, updateTime)
    return metric
  }
}
