internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let checkLeaderboardPolicy = MethodPolicy(
    access: .everything(Permission("gamification:leaderboard:edit")), deadlineMax: .seconds(10))

  package func checkLeaderboard(
    _ request: GamificationV1.CheckLeaderboardRequest, _ call: CallContext
  ) async throws -> GamificationV1.CheckLeaderboardResponse {
    let settings = try LeaderboardSettings(request.leaderboard, field: "leaderboard")
    return GamificationV1.CheckLeaderboardResponse(
      check: GamificationV1.LeaderboardCheck(
        try await check(settings, in: call.caller.organization)))
  }
}
