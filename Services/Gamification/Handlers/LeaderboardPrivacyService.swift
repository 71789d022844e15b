package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps what leaderboards may show of people.
package struct LeaderboardPrivacyService: GamificationV1.LeaderboardPrivacyService {
  let privacy: any BoardPrivacyRepository
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    privacy: any BoardPrivacyRepository, clock: any WallClock, ids: any IDGenerator
  ) {
    self.privacy = privacy
    self.clock = clock
    self.ids = ids
  }
}
