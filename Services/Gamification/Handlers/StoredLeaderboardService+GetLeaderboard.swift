internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let getLeaderboardPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(5))

  package func getLeaderboard(
    _ request: GamificationV1.GetLeaderboardRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetLeaderboardResponse {
    let id = try LeaderboardID(parsing: request.leaderboardID, field: "leaderboard_id")
    let organization = call.caller.organization
    let board = try await stored.board(in: organization, id)
    var message = GamificationV1.Leaderboard(board)
    if !call.visibility.everything {
      _ = try await access(to: board, try await boards.people(in: organization), call)
      message.audience = nil
    }
    return GamificationV1.GetLeaderboardResponse(leaderboard: message)
  }
}
