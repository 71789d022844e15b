package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Ranks people by points.
package struct LeaderboardService: GamificationV1.LeaderboardService {
  let leaderboards: any LeaderboardRepository
  let pageTokens: PageTokenSealer

  package init(leaderboards: any LeaderboardRepository, pageTokens: PageTokenSealer) {
    self.leaderboards = leaderboards
    self.pageTokens = pageTokens
  }
}
