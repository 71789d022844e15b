package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Shows where points come from.
package struct LedgerService: GamificationV1.LedgerService {
  let ledger: any LedgerRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer

  package init(
    ledger: any LedgerRepository, subjects: any AccessSubjects, pageTokens: PageTokenSealer
  ) {
    self.ledger = ledger
    self.subjects = subjects
    self.pageTokens = pageTokens
  }
}
