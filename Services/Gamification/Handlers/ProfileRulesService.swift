package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps the rules between the metrics of performance profiles.
package struct ProfileRulesService: GamificationV1.ProfileRulesService {
  let rules: any ProfileRulesRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    rules: any ProfileRulesRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.rules = rules
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
