package import Kernel
internal import Messages
package import QualityDomain
internal import RPC

/// Keeps the evaluation forms of the organisation.
package struct FormService: QualityV1.FormService {
  let forms: any FormRepository
  let clock: any WallClock
  let pageTokens: PageTokenSealer

  package init(
    forms: any FormRepository, clock: any WallClock, pageTokens: PageTokenSealer
  ) {
    self.forms = forms
    self.clock = clock
    self.pageTokens = pageTokens
  }
}
