package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Receives what other services tell.
package struct EventService: EventsV1.EventService {
  let facts: any FactRepository
  let metrics: any MetricRepository
  let clock: any WallClock
  let ids: any IDGenerator

  /// How many events a request may have.
  static var eventsMax: Int { 100 }

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
