internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let updateLeaderboardPolicy = MethodPolicy(
    access: .everything(Permission("gamification:leaderboard:edit")), deadlineMax: .seconds(10))

  package func updateLeaderboard(
    _ request: GamificationV1.UpdateLeaderboardRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateLeaderboardResponse {
    let field = "leaderboard"
    guard let message = request.leaderboard else {
      throw ValidationError(field: field, reason: "is required")
    }
    let id = try LeaderboardID(parsing: message.leaderboardID, field: "\(field).leaderboard_id")
    let mask = try UpdateMask<LeaderboardPath>(request.updateMask)
    let (organization, now) = (call.caller.organization, clock.now())
    let change = { @Sendable (board: StoredLeaderboard) throws in
      try board.changing(
        try board.settings.merging(message, mask, field: field), etag: message.etag, at: now)
    }
    if request.validateOnly {
      let board = try change(try await stored.board(in: organization, id))
      return GamificationV1.UpdateLeaderboardResponse(
        leaderboard: GamificationV1.Leaderboard(board),
        check: GamificationV1.LeaderboardCheck(
          try await check(board.settings, in: organization)))
    }
    let readers = try await stored.readers(
      in: organization, nil, permission: Self.viewPermission)
    let people = try await boards.people(in: organization)
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateLeaderboardResponse(
        leaderboard: GamificationV1.Leaderboard(stored),
        check: GamificationV1.LeaderboardCheck(
          LeaderboardCheck(stored.settings, readers, people)))
    } perform: { idempotentRequest in
      try await stored.change(
        in: organization, id, audit: call.audit(ids), at: now, request: idempotentRequest, change)
    }
  }
}
