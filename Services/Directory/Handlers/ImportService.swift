package import DirectoryDomain
package import Kernel
internal import Messages
internal import RPC

/// Takes people and structure over from the platform.
package struct ImportService: DirectoryV1.ImportService {
  /// The most entries of one message; they are applied in one transaction.
  package static var entriesPerMessageMax: Int { 1_000 }

  let entries: any ImportRepository
  let clock: any WallClock

  package init(entries: any ImportRepository, clock: any WallClock) {
    self.entries = entries
    self.clock = clock
  }
}
