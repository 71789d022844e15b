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
      let page = access.page(of: view.population, behind: position, size: size, ties: ties)
      return GamificationV1.ListLeaderboardEntriesResponse(
        leaderboardEntries: page.entries,
        nextPageToken: page.next.map { pageTokens.seal(position: $0, query: pageQuery) } ?? "",
        totalCount: Int32(clamping: access.totalCount(of: view.population)),
        asOf: GoogleProtobuf.Timestamp(view.asOf))
    }
  }
}
