package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps the metrics that are measured outside.
package struct ExternalMetricService: GamificationV1.ExternalMetricService {
  let metrics: any ExternalMetricRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    metrics: any ExternalMetricRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.metrics = metrics
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
