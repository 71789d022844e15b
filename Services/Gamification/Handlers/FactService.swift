package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Takes over what was measured.
package struct FactService: GamificationV1.FactService {
  let days: any DayRepository
  let clock: any WallClock
  let ids: any IDGenerator

  /// How many facts a message may have.
  static var factsPerMessageMax: Int { 1_000 }

  package init(days: any DayRepository, clock: any WallClock, ids: any IDGenerator) {
    self.days = days
    self.clock = clock
    self.ids = ids
  }
}
