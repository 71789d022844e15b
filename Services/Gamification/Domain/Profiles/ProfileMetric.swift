package import Kernel

/// A metric as a profile has it from a workday on.
///
/// Source: domain.md row G07.
package struct ProfileMetric: Hashable, Sendable {
  package let id: ProfileMetricID
  package let profile: ProfileID
  /// The id of a ``MetricDefinition``, of the catalogue or as text of a UUID.
  package let definitionID: String
  package private(set) var settings: ProfileMetricSettings
  /// Its place in the profile, from 0.
  package let position: Int32
  /// Counts the changes, from 1.
  package private(set) var version: Int64
  /// The highest version that there is; one that is planned may have it.
  package private(set) var newestVersion: Int64
  /// The first workday that the version holds on: until the next one with a higher number.
  package private(set) var start: Workday
  /// ``Caller/key`` of who made the version.
  package private(set) var caller: String
  package let createTime: Timestamp
  package private(set) var updateTime: Timestamp

  package init(
    id: ProfileMetricID, profile: ProfileID, definitionID: String,
    settings: ProfileMetricSettings, position: Int32, version: Int64 = 1,
    newestVersion: Int64 = 1, start: Workday, caller: String, createTime: Timestamp,
    updateTime: Timestamp
  ) {
    self.id = id
    self.profile = profile
    self.definitionID = definitionID
    self.settings = settings
    self.position = position
    self.version = version
    self.newestVersion = newestVersion
    self.start = start
    self.caller = caller
    self.createTime = createTime
    self.updateTime = updateTime
  }

  package var etag: ETag { ETag(version: newestVersion) }

  /// What follows on the newest version, with other settings from a workday on; the same one when
  /// it holds by then and nothing is other.
  ///
  /// A metric earns points up to the end of the workday: what leaves it disabled holds from
  /// tomorrow on at the earliest. Source: domain.md row G07.
  package func changing(
    _ settings: ProfileMetricSettings, from requested: Workday, today: Workday, caller: String,
    at now: Timestamp
  ) -> ProfileMetric {
    let start = settings.isEnabled ? requested : max(requested, today.adding(days: 1))
    guard settings != self.settings || start < self.start else { return self }
    var metric = self
    metric.settings = settings
    metric.newestVersion += 1
    metric.version = metric.newestVersion
    metric.start = start
    metric.caller = caller
    // Who has waited for another change has an older time.
    metric.updateTime = max(now, updateTime)
    return metric
  }
}
