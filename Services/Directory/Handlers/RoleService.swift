package import DirectoryDomain
package import Kernel
internal import Messages
internal import RPC

/// Says who may do what.
package struct RoleService: DirectoryV1.RoleService {
  let grants: any GrantRepository
  let clock: any WallClock
  let ids: any IDGenerator
  let pageTokens: PageTokenSealer

  package init(
    grants: any GrantRepository, clock: any WallClock, ids: any IDGenerator,
    pageTokens: PageTokenSealer
  ) {
    self.grants = grants
    self.clock = clock
    self.ids = ids
    self.pageTokens = pageTokens
  }
}
