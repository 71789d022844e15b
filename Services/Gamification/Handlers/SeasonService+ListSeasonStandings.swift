internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  package static let listSeasonStandingsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(10))

  package func listSeasonStandings(
    _ request: GamificationV1.ListSeasonStandingsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListSeasonStandingsResponse {
    let id = try SeasonID(parsing: request.seasonID, field: "season_id")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(id.description)
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await seasons.standings(
      in: call.caller.organization, of: id, visibility: call.visibility,
      after: position?.first.flatMap { Int64($0) } ?? 0, size: size)
    return GamificationV1.ListSeasonStandingsResponse(
      seasonStandings: page.elements.map { GamificationV1.SeasonStanding($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
