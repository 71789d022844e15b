package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps the metrics of performance profiles.
package struct ProfileMetricService: GamificationV1.ProfileMetricService {
  let metrics: any ProfileMetricRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    metrics: any ProfileMetricRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.metrics = metrics
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
