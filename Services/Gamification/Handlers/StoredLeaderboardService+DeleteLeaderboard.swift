internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let deleteLeaderboardPolicy = MethodPolicy(
    access: .everything(Permission("gamification:leaderboard:edit")), deadlineMax: .seconds(5))

  package func deleteLeaderboard(
    _ request: GamificationV1.DeleteLeaderboardRequest, _ call: CallContext
  ) async throws -> GamificationV1.DeleteLeaderboardResponse {
    let id = try LeaderboardID(parsing: request.leaderboardID, field: "leaderboard_id")
    return try await call.once(request.requestID, request) { (_: LeaderboardID) in
      GamificationV1.DeleteLeaderboardResponse()
    } perform: { idempotentRequest in
      try await stored.delete(
        in: call.caller.organization, id, audit: call.audit(ids), request: idempotentRequest)
    }
  }
}
