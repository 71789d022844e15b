package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Hands results over to reporting tools.
package struct ExportService: GamificationV1.ExportService {
  let exports: any ExportRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator
  /// How many workdays of people are read at once.
  let daysMax: Int
  /// How many rows a response has at least, as long as there are more.
  let rowsMin: Int

  package init(
    exports: any ExportRepository, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator, daysMax: Int = 1_000, rowsMin: Int = 1_000
  ) {
    self.exports = exports
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
    self.daysMax = daysMax
    self.rowsMin = rowsMin
  }
}
