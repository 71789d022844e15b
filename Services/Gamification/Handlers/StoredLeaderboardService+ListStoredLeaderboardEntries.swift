internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension StoredLeaderboardService {
  package static let listStoredLeaderboardEntriesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(10))

  package func listStoredLeaderboardEntries(
    _ request: GamificationV1.ListStoredLeaderboardEntriesRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListStoredLeaderboardEntriesResponse {
    let id = try LeaderboardID(parsing: request.leaderboardID, field: "leaderboard_id")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(id.description)
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try Contender(position: texts) }
    let organization = call.caller.organization
    let board = try await stored.board(in: organization, id)
    let people = try await boards.people(in: organization)
    let access = try await access(to: board, people, call)
    return try await read(board, people, in: organization) { population, asOf, range in
      let page = access.page(
        of: population, behind: position, size: size, ties: board.settings.ties)
      return GamificationV1.ListStoredLeaderboardEntriesResponse(
        leaderboardEntries: page.entries,
        nextPageToken: page.next.map { pageTokens.seal(position: $0, query: query) } ?? "",
        totalCount: Int32(clamping: access.totalCount(of: population)),
        asOf: GoogleProtobuf.Timestamp(asOf), startWorkday: GoogleType.Date(range.start),
        endWorkday: GoogleType.Date(range.end))
    }
  }
}
