internal import Kernel

/// Splits facts into rounds, none of which names a key twice.
///
/// PostgreSQL refuses to change a row twice in one statement, and a later fact has to replace an
/// earlier one. Facts without repetitions are one round.
package struct FactRounds: Sendable {
  private struct Key: Hashable {
    let person: PersonID
    let metric: MetricID
    let workday: Workday
    let source: FactSource
  }

  /// The rounds; the facts of a key stand in them in the order given.
  package let rounds: [[ScoredFact]]

  package init(_ facts: [ScoredFact]) {
    var occurrences: [Key: Int] = [:]
    occurrences.reserveCapacity(facts.count)
    var rounds: [[ScoredFact]] = []
    for scored in facts {
      let key = Key(
        person: scored.fact.person, metric: scored.fact.metric, workday: scored.fact.workday,
        source: scored.fact.source)
      let round = occurrences[key, default: 0]
      occurrences[key] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(scored)
    }
    self.rounds = rounds
  }
}
