package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Ranks people, and teams, by points.
package struct LeaderboardService: GamificationV1.LeaderboardService {
  let boards: any LeaderboardRepository
  /// The stored boards: who may read these knows more.
  let stored: any StoredLeaderboardRepository
  let pageTokens: PageTokenSealer
  /// The pause between two looks of somebody who watches a board.
  let watchInterval: Duration
  private let drain = Drain()

  package init(
    boards: any LeaderboardRepository, stored: any StoredLeaderboardRepository,
    pageTokens: PageTokenSealer, watchInterval: Duration = .seconds(1)
  ) {
    self.boards = boards
    self.stored = stored
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
    var reader = BoardReader(person: call.caller.person, visibility: call.visibility)
    var groups = ShownGroups.none
    if people.hasPseudonyms, !people.covers(scope, reader) {
      reader = try await stored.reader(call)
      groups = ShownGroups(
        of: people, for: reader, try await stored.boards(in: call.caller.organization))
    }
    if let access = people.access(to: scope, of: reader, groups) { return access }
    try call.requireAccessToEverything()
    return .everybody
  }
}
