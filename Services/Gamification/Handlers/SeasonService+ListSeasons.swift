internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  /// Seasons are the same for everybody: the permission is enough in any scope.
  package static let listSeasonsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(5))

  package func listSeasons(
    _ request: GamificationV1.ListSeasonsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListSeasonsResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try SeasonPosition(texts: texts) }
    let page = try await seasons.seasons(
      in: call.caller.organization, after: position ?? .beforeNewest, size: size)
    return GamificationV1.ListSeasonsResponse(
      seasons: page.elements.map { GamificationV1.Season($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
