package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps seasons, and tells what people have.
package struct SeasonService: GamificationV1.SeasonService {
  let seasons: any SeasonRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    seasons: any SeasonRepository, subjects: any AccessSubjects, pageTokens: PageTokenSealer,
    clock: any WallClock, ids: any IDGenerator
  ) {
    self.seasons = seasons
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
