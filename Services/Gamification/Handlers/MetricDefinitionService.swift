package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps what metrics mean.
package struct MetricDefinitionService: GamificationV1.MetricDefinitionService {
  let definitions: any DefinitionRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    definitions: any DefinitionRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.definitions = definitions
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
