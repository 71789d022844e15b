package import Kernel

/// A performance profile: what a group of people is measured by.
///
/// Source: domain.md row G03.
package struct PerformanceProfile: Hashable, Sendable {
  /// Whether the work of members earns points.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case active
    case inactive
  }

  package let id: ProfileID
  package private(set) var settings: ProfileSettings
  package private(set) var state: State
  /// Whether it is the first one of the organisation.
  package let isDefault: Bool
  /// Counts the changes, from 1.
  package private(set) var version: Int64
  /// How many people are or will be in it.
  package let memberCount: Int
  package let createTime: Timestamp
  package private(set) var updateTime: Timestamp

  package init(
    id: ProfileID, settings: ProfileSettings, state: State, isDefault: Bool, version: Int64,
    memberCount: Int, createTime: Timestamp, updateTime: Timestamp
  ) {
    self.id = id
    self.settings = settings
    self.state = state
    self.isDefault = isDefault
    self.version = version
    self.memberCount = memberCount
    self.createTime = createTime
    self.updateTime = updateTime
  }

  /// A new profile, active and without members.
  package init(id: ProfileID, settings: ProfileSettings, isDefault: Bool, createTime: Timestamp) {
    self.init(
      id: id, settings: settings, state: .active, isDefault: isDefault, version: 1,
      memberCount: 0, createTime: createTime, updateTime: createTime)
  }

  package var etag: ETag { ETag(version: version) }

  /// The profile with other settings; the same one when nothing is other.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)`` when `etag` is given and another one.
  package func changing(
    _ settings: ProfileSettings, etag: String, at now: Timestamp
  ) throws(GamificationError) -> PerformanceProfile {
    try self.etag.check(etag)
    return next(settings: settings, state: state, at: now)
  }

  /// The profile in another state; the same one when it is in that state.
  package func entering(_ state: State, at now: Timestamp) -> PerformanceProfile {
    next(settings: settings, state: state, at: now)
  }

  private func next(
    settings: ProfileSettings, state: State, at now: Timestamp
  ) -> PerformanceProfile {
    guard settings != self.settings || state != self.state else { return self }
    var profile = self
    profile.settings = settings
    profile.state = state
    profile.version += 1
    // Who has waited for another change has an older time.
    profile.updateTime = max(now, updateTime)
    return profile
  }
}

/// A profile as it was from one change to the next.
package struct ProfileVersion: Hashable, Sendable {
  package let profile: PerformanceProfile
  /// ``Caller/key`` of who made it so.
  package let caller: String

  package init(profile: PerformanceProfile, caller: String) {
    self.profile = profile
    self.caller = caller
  }
}
