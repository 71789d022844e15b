internal import Kernel

extension RuleBook {
  /// The profile that an organisation without one would get.
  private static var defaultStandIn: ProfileID { ProfileID(uuid: UUIDBits(high: 0, low: 0)) }

  /// The same with the default profile, when there is no profile at all.
  func withDefaultProfile() -> RuleBook {
    guard isEmpty else { return self }
    let histories = DefaultProfile.metrics.enumerated().compactMap { index, entry in
      DefinitionCatalogue.definition(entry.definitionID).map { definition in
        let id = ProfileMetricID(uuid: UUIDBits(high: 0, low: UInt64(index) + 1))
        return [
          ProfileRulebook.MetricVersion(
            rule: MetricRule(trying: entry.settings, as: id, of: definition), start: .first)
        ]
      }
    }
    return RuleBook(
      revision: revision, settings: settings, defaultProfile: Self.defaultStandIn,
      profiles: [
        Self.defaultStandIn: ProfileRulebook(
          states: [.init(start: .first, isActive: true)], histories: histories)
      ])
  }
}

extension ProfileRulebook {
  /// What holds on a workday, as if it had always held.
  func frozen(on workday: Workday) -> ProfileRulebook {
    ProfileRulebook(
      states: [StateChange(start: .first, isActive: isActive(on: workday))],
      histories: metrics(on: workday).map { [MetricVersion(rule: $0, start: .first)] },
      rules: [RulesVersion(settings: rules(on: workday), start: .first)])
  }

  /// The same, active and with a metric instead of the one with its id, or behind the others.
  func putting(_ rule: MetricRule) -> ProfileRulebook {
    var metrics = newestMetrics
    if let index = metrics.firstIndex(where: { $0.id == rule.id }) {
      metrics[index] = rule
    } else {
      metrics.append(rule)
    }
    return ProfileRulebook(
      states: [StateChange(start: .first, isActive: true)],
      histories: metrics.map { [MetricVersion(rule: $0, start: .first)] },
      rules: [RulesVersion(settings: rules(on: .first), start: .first)])
  }
}

extension Workday {
  /// A day before all others.
  static var first: Workday { Workday(daysSinceEpoch: .min) }
}
