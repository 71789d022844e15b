package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps the metrics of the organisation.
package struct MetricService: GamificationV1.MetricService {
  let metrics: any MetricRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    metrics: any MetricRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.metrics = metrics
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
