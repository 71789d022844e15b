package import Kernel

/// Whether people earn points, and what holds for the points of all profiles.
///
/// Source: domain.md rows G01, G04, G15, G16, G18 and 1.2.4.
package struct GamificationSettings: Hashable, Sendable {
  /// Whether workdays earn points.
  package var isActive: Bool
  /// Whether people who are in no profile earn points by the rules of the default one.
  package var assignsAutomatically: Bool
  package var floor: FloorPolicy
  package var decay: Decay
  /// How long after its end the points of a workday are provisional that it holds on.
  package var settlementLag: SettlementLag
  /// How late facts of a workday still count.
  package var factWindow: AttributionWindow
  /// How late an evaluation may be released again.
  package var rescoreWindow: AttributionWindow
  /// The first day that counts for the best day, week and month; `nil` for all.
  ///
  /// Source: domain.md row G32.
  package var personalBestStart: Workday?

  package init(
    isActive: Bool = false, assignsAutomatically: Bool = true, floor: FloorPolicy = .zero,
    decay: Decay = .never, settlementLag: SettlementLag = .standard,
    factWindow: AttributionWindow = .facts, rescoreWindow: AttributionWindow = .rescore,
    personalBestStart: Workday? = nil
  ) {
    self.isActive = isActive
    self.assignsAutomatically = assignsAutomatically
    self.floor = floor
    self.decay = decay
    self.settlementLag = settlementLag
    self.factWindow = factWindow
    self.rescoreWindow = rescoreWindow
    self.personalBestStart = personalBestStart
  }

  /// Whether workdays earn the same points by other settings.
  package func earnsTheSame(as other: GamificationSettings) -> Bool {
    var own = self
    own.personalBestStart = other.personalBestStart
    return own == other
  }

  /// What holds before anybody has set anything: no points.
  package static var standard: GamificationSettings { GamificationSettings() }
}

/// The settings of an organisation from a workday on, until a higher version holds.
package struct SettingsVersion: EffectiveVersion, Hashable, Sendable {
  package let settings: GamificationSettings
  /// From 1; 0 for what holds before anybody has set anything.
  package let version: Int64
  /// The highest version that there is; one that is planned may have it.
  package let newestVersion: Int64
  package let start: Workday
  /// ``Caller/key`` of who made it.
  package let caller: String
  package let updateTime: Timestamp

  package init(
    settings: GamificationSettings, version: Int64, newestVersion: Int64, start: Workday,
    caller: String, updateTime: Timestamp
  ) {
    self.settings = settings
    self.version = version
    self.newestVersion = newestVersion
    self.start = start
    self.caller = caller
    self.updateTime = updateTime
  }

  package var etag: ETag { ETag(version: newestVersion) }
}

/// All settings of an organisation, in the order of their versions.
package struct SettingsHistory: Hashable, Sendable {
  package let versions: [SettingsVersion]

  package init(_ versions: [SettingsVersion]) { self.versions = versions }

  /// The settings that hold on a workday.
  package func settings(on workday: Workday) -> GamificationSettings {
    versions.held(on: workday)?.settings ?? .standard
  }

  /// The first workday that was ever to earn points; `nil` when none was.
  package var firstActiveWorkday: Workday? {
    versions.lazy.filter(\.settings.isActive).map(\.start).min()
  }

  /// What follows on the newest version with other settings from a workday on; `nil` when it holds
  /// by then and nothing is other.
  ///
  /// As long as nobody has earned points, settings may begin on a workday that is over; that is how
  /// an organisation begins with the points of past days. Another decay begins tomorrow at the
  /// earliest, so that all points of a workday expire together. Source: domain.md rows G01 and G15.
  ///
  /// - Throws: ``ValidationError`` for `start_workday`.
  package func changing(
    to settings: GamificationSettings, from requested: Workday?, today: Workday, caller: String,
    at now: Timestamp
  ) throws(ValidationError) -> SettingsVersion? {
    let hasBegun = firstActiveWorkday.map { $0 <= today } ?? false
    let changesDecay = hasBegun && settings.decay != self.settings(on: today).decay
    let start: Workday
    if let requested, requested < today, !hasBegun {
      start = requested
    } else {
      let earliest = changesDecay ? today.adding(days: 1) : today
      start = try EffectiveDay.start(requested ?? earliest, today: today)
      guard start >= earliest else {
        throw ValidationError(
          field: "start_workday",
          reason: "must be after today, \(today), when decay changes: points of one workday "
            + "expire together")
      }
    }
    let newest = versions.last
    if let newest, newest.settings == settings, newest.start <= start { return nil }
    if newest == nil, settings == .standard { return nil }
    let number = (newest?.version ?? 0) + 1
    return SettingsVersion(
      settings: settings, version: number, newestVersion: number, start: start, caller: caller,
      // Who has waited for another change has an older time.
      updateTime: max(now, newest?.updateTime ?? now))
  }
}
