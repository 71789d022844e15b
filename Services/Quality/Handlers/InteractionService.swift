package import Kernel
internal import Messages
package import QualityDomain
internal import RPC

/// Keeps the interactions that evaluations are about.
package struct InteractionService: QualityV1.InteractionService {
  let interactions: any InteractionRepository
  let subjects: any AccessSubjects
  let clock: any WallClock
  let pageTokens: PageTokenSealer

  package init(
    interactions: any InteractionRepository, subjects: any AccessSubjects,
    clock: any WallClock, pageTokens: PageTokenSealer
  ) {
    self.interactions = interactions
    self.subjects = subjects
    self.clock = clock
    self.pageTokens = pageTokens
  }
}
