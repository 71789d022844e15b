package import Kernel

/// All rules of an organisation, of every workday.
package struct RuleBook: Sendable {
  /// Counts the changes of the organisation's rules.
  package let revision: Int64
  package let settings: SettingsHistory
  /// The profile of people without one; `nil` while there is none.
  package let defaultProfile: ProfileID?
  private let profiles: [ProfileID: ProfileRulebook]
  /// All metrics as they are by their newest versions.
  private let metrics: [ProfileMetricID: MetricRule]

  package init(
    revision: Int64, settings: SettingsHistory, defaultProfile: ProfileID?,
    profiles: [ProfileID: ProfileRulebook]
  ) {
    self.revision = revision
    self.settings = settings
    self.defaultProfile = defaultProfile
    self.profiles = profiles
    let newest = profiles.values.flatMap(\.newestMetrics).map { ($0.id, $0) }
    metrics = Dictionary(newest) { first, _ in first }
  }

  /// The profile whose rules a person follows on a workday, who was put into `assigned`, or into
  /// none.
  ///
  /// `nil` when nothing earns points: gamification or the profile is off, or there is no profile.
  /// Source: domain.md rows G01, G03 and G04.
  package func profile(assigned: ProfileID?, on workday: Workday) -> ProfileID? {
    let settings = settings.settings(on: workday)
    guard settings.isActive else { return nil }
    let profile = assigned ?? (settings.assignsAutomatically ? defaultProfile : nil)
    guard let profile, profiles[profile]?.isActive(on: workday) == true else { return nil }
    return profile
  }

  /// The rules of a profile on a workday; without a profile there are none.
  package func rules(of profile: ProfileID?, on workday: Workday) -> DayRules {
    let rulebook = profile.flatMap { profiles[$0] }
    let between = rulebook?.rules(on: workday) ?? .none
    return DayRules(
      metrics: rulebook?.metrics(on: workday) ?? [],
      conditions: ConditionPlan(trusted: between.conditions), anomalies: between.anomalyRules,
      floor: settings.settings(on: workday).floor)
  }

  /// The conditions of all profiles that look at a metric of the team on a workday.
  func teamConditions(on metric: ProfileMetricID, on workday: Workday) -> [PayCondition] {
    profiles.values.flatMap { profile in
      profile.rules(on: workday).conditions.filter { $0.subject == .team && $0.metric == metric }
    }
  }

  /// The metrics that a profile has or had, in their order; each as it is by its newest version.
  package func metrics(of profile: ProfileID) -> [MetricRule] {
    profiles[profile]?.newestMetrics ?? []
  }

  /// A metric as it is by its newest version.
  package func metric(_ id: ProfileMetricID) -> MetricRule? { metrics[id] }

  /// The metrics of all profiles that have a definition, or the one with an id.
  ///
  /// - Returns: `nil` when the text is neither the id of a metric nor of a definition that a
  ///   profile has.
  package func metrics(named text: String) -> Set<ProfileMetricID>? {
    if let uuid = UUIDBits(text), metric(ProfileMetricID(uuid: uuid)) != nil {
      return [ProfileMetricID(uuid: uuid)]
    }
    let ids = metrics.values.filter { $0.definition.id == text }.map(\.id)
    return ids.isEmpty ? nil : Set(ids)
  }

  /// The metrics of all profiles whose newest version is made of values of an external metric.
  package func metrics(madeOf external: ExternalMetricID) -> Set<ProfileMetricID> {
    Set(metrics.values.filter { $0.definition.isMade(of: external) }.map(\.id))
  }

  /// Whether there is no profile at all.
  var isEmpty: Bool { profiles.isEmpty }

  package func hasProfile(_ profile: ProfileID) -> Bool { profiles[profile] != nil }

  /// The rules of a workday with some settings, as if they had always held.
  func frozen(on workday: Workday, _ settings: GamificationSettings) -> RuleBook {
    let version = SettingsVersion(
      settings: settings, version: 1, newestVersion: 1, start: .first, caller: "",
      updateTime: Timestamp(microseconds: 0))
    return RuleBook(
      revision: revision, settings: SettingsHistory([version]), defaultProfile: defaultProfile,
      profiles: profiles.mapValues { $0.frozen(on: workday) })
  }

  /// The same with a metric of a profile, which is active; frozen before.
  func putting(_ rule: MetricRule, into profile: ProfileID) -> RuleBook {
    var profiles = profiles
    profiles[profile] = profiles[profile]?.putting(rule)
    return RuleBook(
      revision: revision, settings: settings, defaultProfile: defaultProfile, profiles: profiles)
  }
}

/// All rules of a profile, of every workday.
package struct ProfileRulebook: Sendable {
  /// From which workday on a profile was active, or not.
  package struct StateChange: EffectiveVersion, Hashable, Sendable {
    package let start: Workday
    package let isActive: Bool

    package init(start: Workday, isActive: Bool) {
      self.start = start
      self.isActive = isActive
    }
  }

  /// A version of a metric with the first workday that it holds on.
  package struct MetricVersion: EffectiveVersion, Hashable, Sendable {
    package let rule: MetricRule
    package let start: Workday

    package init(rule: MetricRule, start: Workday) {
      self.rule = rule
      self.start = start
    }
  }

  /// A version of the rules between metrics with the first workday that it holds on.
  package struct RulesVersion: EffectiveVersion, Hashable, Sendable {
    package let settings: ProfileRuleSettings
    package let start: Workday

    package init(settings: ProfileRuleSettings, start: Workday) {
      self.settings = settings
      self.start = start
    }
  }

  /// In the order of time.
  private let states: [StateChange]
  /// In the order of the profile; each with its versions in their order.
  private let histories: [[MetricVersion]]
  /// In the order of the versions.
  private let rules: [RulesVersion]

  package init(
    states: [StateChange], histories: [[MetricVersion]], rules: [RulesVersion] = []
  ) {
    self.states = states
    self.histories = histories.filter { !$0.isEmpty }
    self.rules = rules
  }

  /// Before the first change a profile is what it began as.
  func isActive(on workday: Workday) -> Bool {
    (states.held(on: workday) ?? states.first)?.isActive ?? false
  }

  /// What holds on a workday: of each metric the highest version that has begun by then.
  func metrics(on workday: Workday) -> [MetricRule] {
    histories.compactMap { $0.held(on: workday)?.rule }
  }

  /// The highest version of the rules between metrics that has begun by a workday.
  func rules(on workday: Workday) -> ProfileRuleSettings {
    rules.held(on: workday)?.settings ?? .none
  }

  var newestMetrics: [MetricRule] { histories.compactMap { $0.last?.rule } }
}
