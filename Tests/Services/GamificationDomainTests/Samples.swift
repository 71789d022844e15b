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
