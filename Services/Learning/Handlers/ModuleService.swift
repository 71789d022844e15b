package import Kernel
package import LearningDomain
internal import Messages
internal import RPC

/// Keeps the learning modules of the organisation.
///
/// Modules belong to nobody, so the permission to see them is enough in any scope.
package struct ModuleService: LearningV1.ModuleService {
  let modules: any ModuleRepository
  let clock: any WallClock
  let ids: any IDGenerator
  let pageTokens: PageTokenSealer

  package init(
    modules: any ModuleRepository, clock: any WallClock, ids: any IDGenerator,
    pageTokens: PageTokenSealer
  ) {
    self.modules = modules
    self.clock = clock
    self.ids = ids
    self.pageTokens = pageTokens
  }
}
