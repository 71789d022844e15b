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
  /// The metric of another profile that it follows or has followed; `nil` for none.
  package private(set) var link: ProfileMetricLink?

  package init(
    id: ProfileMetricID, profile: ProfileID, definitionID: String,
    settings: ProfileMetricSettings, position: Int32, version: Int64 = 1,
    newestVersion: Int64 = 1, start: Workday, caller: String, createTime: Timestamp,
    updateTime: Timestamp, link: ProfileMetricLink? = nil
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
    self.link = link
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
    return next(settings, from: start, caller: caller, at: now)
  }

  private func next(
    _ settings: ProfileMetricSettings, from start: Workday, caller: String, at now: Timestamp
  ) -> ProfileMetric {
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

/// That a metric has the settings of a metric of another profile.
///
/// Source: domain.md row G07.
package struct ProfileMetricLink: Hashable, Sendable {
  package let source: ProfileMetricID
  /// The first workday with settings of its own; `nil` while it stays linked.
  package let end: Workday?

  package init(to source: ProfileMetricID, until end: Workday? = nil) {
    self.source = source
    self.end = end
  }

  package func holds(on workday: Workday) -> Bool { end.map { workday < $0 } ?? true }
}

extension ProfileMetric {
  /// The link, when the version is of what it follows.
  package var followed: ProfileMetricLink? { link.flatMap { $0.holds(on: start) ? $0 : nil } }

  /// Checks that it has settings of its own on a workday.
  ///
  /// - Throws: ``GamificationError/profileMetricLinked(_:to:)``.
  package func checkIsOwn(on workday: Workday) throws(GamificationError) {
    guard let link, link.holds(on: workday) else { return }
    throw .profileMetricLinked(id, to: link.source)
  }

  /// A metric of another profile with the settings that this one has.
  ///
  /// - Throws: ``ValidationError`` for `profile_id` when it is no other profile.
  package func copied(
    to profile: ProfileID, as id: ProfileMetricID, position: Int32, from start: Workday,
    link: ProfileMetricLink? = nil, caller: String, at now: Timestamp
  ) throws(ValidationError) -> ProfileMetric {
    guard profile != self.profile else {
      throw ValidationError(
        field: "profile_id", reason: "must be another profile than that of the metric")
    }
    return ProfileMetric(
      id: id, profile: profile, definitionID: definitionID, settings: settings, position: position,
      start: start, caller: caller, createTime: now, updateTime: now, link: link)
  }

  /// What follows on the version that holds on a workday when the metric has settings of its own
  /// from then on; the same one when it has them already.
  ///
  /// - Throws: ``GamificationError/profileMetricNotLinked(_:)``, or ``ValidationError`` for
  ///   `start_workday` when it is to end later than is planned.
  package func unlinking(
    from start: Workday, today: Workday, caller: String, at now: Timestamp
  ) throws -> ProfileMetric {
    guard let link, link.holds(on: today) else {
      throw GamificationError.profileMetricNotLinked(id)
    }
    if let end = link.end {
      guard start <= end else {
        throw ValidationError(
          field: "start_workday", reason: "must not be after \(end), when it is unlinked anyway")
      }
      if start == end { return self }
    }
    var metric = next(settings, from: start, caller: caller, at: now)
    metric.link = ProfileMetricLink(to: link.source, until: start)
    return metric
  }
}
