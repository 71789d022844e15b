package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Takes measured values over.
package struct FactService: GamificationV1.FactService {
  let facts: any FactRepository
  let metrics: any MetricRepository
  let clock: any WallClock
  let ids: any IDGenerator

  /// How many facts a message may have.
  static var factsPerMessageMax: Int { 1_000 }

  package init(
    facts: any FactRepository, metrics: any MetricRepository, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.facts = facts
    self.metrics = metrics
    self.clock = clock
    self.ids = ids
  }
}
