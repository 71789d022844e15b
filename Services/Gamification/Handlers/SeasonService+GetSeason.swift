internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  /// Seasons are the same for everybody: the permission is enough in any scope.
  package static let getSeasonPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(5))

  package func getSeason(
    _ request: GamificationV1.GetSeasonRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetSeasonResponse {
    let id = try SeasonID(parsing: request.seasonID, field: "season_id")
    let season = try await seasons.season(in: call.caller.organization, id)
    return GamificationV1.GetSeasonResponse(season: GamificationV1.Season(season))
  }
}
