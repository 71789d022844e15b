package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Shows where points come from.
package struct LedgerService: GamificationV1.LedgerService {
  let ledger: any LedgerRepository
  let results: any ResultRepository
  let delays: any AwardDelayRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer
  let clock: any WallClock

  package init(
    ledger: any LedgerRepository, results: any ResultRepository,
    delays: any AwardDelayRepository, subjects: any AccessSubjects,
    pageTokens: PageTokenSealer, clock: any WallClock
  ) {
    self.ledger = ledger
    self.results = results
    self.delays = delays
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
  }
}
