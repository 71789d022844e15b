package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Turns gamification on, and keeps what holds for the points of all profiles.
package struct GamificationSettingsService: GamificationV1.GamificationSettingsService {
  let settings: any SettingsRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    settings: any SettingsRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.settings = settings
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
