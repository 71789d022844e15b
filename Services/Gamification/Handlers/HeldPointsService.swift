package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Has people look at points that anomaly rules hold.
package struct HeldPointsService: GamificationV1.HeldPointsService {
  let heldPoints: any HeldPointsRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    heldPoints: any HeldPointsRepository, subjects: any AccessSubjects,
    pageTokens: PageTokenSealer, clock: any WallClock, ids: any IDGenerator
  ) {
    self.heldPoints = heldPoints
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
