internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension LeaderboardService {
  package static let listLeaderboardEntriesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(10))

  package func listLeaderboardEntries(
    _ request: GamificationV1.ListLeaderboardEntriesRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListLeaderboardEntriesResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = try LeaderboardQuery(request)
    let ties = try TiePolicy(request.tiePolicy, field: "tie_policy")
    let pageQuery = call.pageQuery(query, ties)
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try Contender(position: texts) }
    let access = try await access(to: query.scope, call)
    return try await boards.read(query, in: call.caller.organization) { view in
      let population = view.population
      let start = position.map { population.index(behind: $0) } ?? 0
      let end = min(access.placesMax, population.count)
      let places = population.places(
        at: min(start, end)..<min(start + size.rows, end), ties: ties)
      let isLast = start + places.count >= end
      return GamificationV1.ListLeaderboardEntriesResponse(
        leaderboardEntries: access.entries(places, of: population),
        nextPageToken: isLast
          ? ""
          : places.last.map { pageTokens.seal(position: $0.contender.position, query: pageQuery) }
            ?? "",
        totalCount: Int32(clamping: population.count),
        asOf: GoogleProtobuf.Timestamp(view.asOf))
    }
  }
}
