import GamificationDomain
import Kernel

let monday = Workday(daysSinceEpoch: 20_000)
let ada = PersonID(stored: "ada")
let someUUID = UUIDBits(high: 1, low: 2)

/// Lateness in seconds: the worked example of domain.md 1.2.1.
let lateness = [
  Zone(lowerValue: nil, upperValue: 180, lowerPoints: 300, upperPoints: 300),
  Zone(lowerValue: 180, upperValue: 600, lowerPoints: 200, upperPoints: 100),
  Zone(lowerValue: 600, upperValue: nil, lowerPoints: 0, upperPoints: 0),
]

func makeFact(
  _ person: PersonID = ada, _ metric: MetricID = .averageHandleTime, on workday: Workday = monday,
  total: Double = 1_000, count: Int64 = 5
) throws(ValidationError) -> Fact {
  try Fact(
    person: person, metric: metric, workday: workday, source: .workday, total: total, count: count)
}

func scored(_ fact: Fact, entry: UInt64 = 1) -> ScoredFact {
  ScoredFact(
    fact, metric: MetricCatalogue.metric(fact.metric),
    ledgerEntry: LedgerEntryID(uuid: UUIDBits(high: 0, low: entry)))
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
