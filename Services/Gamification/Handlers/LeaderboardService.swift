package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Ranks people, and teams, by points.
package struct LeaderboardService: GamificationV1.LeaderboardService {
  let boards: any LeaderboardRepository
  let pageTokens: PageTokenSealer
  /// The pause between two looks of somebody who watches a board.
  let watchInterval: Duration
  private let drain = Drain()

  package init(
    boards: any LeaderboardRepository, pageTokens: PageTokenSealer,
    watchInterval: Duration = .seconds(1)
  ) {
    self.boards = boards
    self.pageTokens = pageTokens
    self.watchInterval = watchInterval
  }

  /// Ends the streams, so that the server can stop.
  package func serverWillDrain() { drain.begin() }

  var isDraining: Bool { drain.hasBegun }

  /// How much of a board the caller may see.
  ///
  /// - Throws: `PERMISSION_DENIED` when that is nothing.
  func access(
    to scope: LeaderboardScope, _ call: CallContext
  ) async throws -> LeaderboardAccess {
    let people = try await boards.people(in: call.caller.organization)
    if let access = people.access(to: scope, of: call.caller.person, with: call.visibility) {
      return access
    }
    try call.requireAccessToEverything()
    return .everybody
  }
}
