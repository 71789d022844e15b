import GamificationDomain
import Kernel
import Testing

let monday = Workday(daysSinceEpoch: 20_000)
let ada = PersonID(stored: "ada")
let someUUID = UUIDBits(high: 1, low: 2)

/// Lateness in seconds: the worked example of domain.md 1.2.1.
let lateness = [
  Zone(lowerValue: nil, upperValue: 180, lowerPoints: 300, upperPoints: 300),
  Zone(lowerValue: 180, upperValue: 600, lowerPoints: 200, upperPoints: 100),
  Zone(lowerValue: 600, upperValue: nil, lowerPoints: 0, upperPoints: 0),
]

/// The objective that the default profile has for a definition.
func defaultObjective(_ definitionID: String) throws -> Objective {
  try #require(DefaultProfile.metrics.first { $0.definitionID == definitionID }).settings
    .objective
}

/// A metric of a profile with the objective of the default profile.
func makeRule(
  _ id: ProfileMetricID, _ definitionID: String, version: Int64 = 1, isEnabled: Bool = true
) throws -> MetricRule {
  MetricRule(
    id: id, version: version,
    definition: try #require(DefinitionCatalogue.definition(definitionID)),
    objective: try defaultObjective(definitionID), isEnabled: isEnabled)
}

/// Numbers that look random and are the same in every run (SplitMix64, Steele and others 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}

/// The rules of an organisation with one active profile, the default one.
func makeBook(
  _ rules: [MetricRule], settings: [SettingsVersion]? = nil,
  profile: ProfileID = ProfileID(uuid: UUIDBits(high: 6, low: 1))
) -> RuleBook {
  let active = makeVersion(GamificationSettings(isActive: true))
  return RuleBook(
    revision: 1, settings: SettingsHistory(settings ?? [active]), defaultProfile: profile,
    profiles: [
      profile: ProfileRulebook(
        states: [.init(start: monday, isActive: true)],
        histories: rules.map { [.init(rule: $0, start: Workday(daysSinceEpoch: 0))] })
    ])
}

/// A version of settings that holds from the first day on, unless one is given.
func makeVersion(
  _ settings: GamificationSettings, version: Int64 = 1,
  from start: Workday = Workday(daysSinceEpoch: 0)
) -> SettingsVersion {
  SettingsVersion(
    settings: settings, version: version, newestVersion: version, start: start, caller: "operator",
    updateTime: Timestamp(microseconds: 0))
}
