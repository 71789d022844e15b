internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let createLeaderboardPolicy = MethodPolicy(
    access: .everything(Permission("gamification:leaderboard:edit")), deadlineMax: .seconds(10))

  package func createLeaderboard(
    _ request: GamificationV1.CreateLeaderboardRequest, _ call: CallContext
  ) async throws -> GamificationV1.CreateLeaderboardResponse {
    let settings = try LeaderboardSettings(request.leaderboard, field: "leaderboard")
    let check = GamificationV1.LeaderboardCheck(
      try await check(settings, in: call.caller.organization))
    if request.validateOnly {
      return GamificationV1.CreateLeaderboardResponse(
        leaderboard: GamificationV1.Leaderboard(settings), check: check)
    }
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.CreateLeaderboardResponse(
        leaderboard: GamificationV1.Leaderboard(stored), check: check)
    } perform: { idempotentRequest in
      try await stored.create(
        in: call.caller.organization,
        StoredLeaderboard(
          id: ids.makeID(), settings: settings, createTime: now, updateTime: now),
        audit: call.audit(ids), request: idempotentRequest)
    }
  }
}
