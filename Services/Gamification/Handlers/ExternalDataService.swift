package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Takes over what is measured outside.
package struct ExternalDataService: GamificationV1.ExternalDataService {
  let data: any ExternalDataRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    data: any ExternalDataRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.data = data
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}
