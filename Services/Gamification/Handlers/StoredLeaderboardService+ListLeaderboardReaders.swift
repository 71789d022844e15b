internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let listLeaderboardReadersPolicy = MethodPolicy(
    access: .everything(Permission("gamification:leaderboard:edit")), deadlineMax: .seconds(10))

  package func listLeaderboardReaders(
    _ request: GamificationV1.ListLeaderboardReadersRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListLeaderboardReadersResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try ListPosition(texts: texts) }
    let organization = call.caller.organization
    let readers = try await stored.readers(
      in: organization, nil, permission: Self.viewPermission)
    let people = try await boards.people(in: organization)
    let page = try await stored.boards(in: organization).page(behind: position, size: size)
    return GamificationV1.ListLeaderboardReadersResponse(
      leaderboardReaders: page.elements.map { board in
        let check = LeaderboardCheck(board.settings, readers, people)
        return GamificationV1.LeaderboardReaders(
          leaderboardID: board.id.description, displayName: board.settings.displayName,
          audience: GamificationV1.LeaderboardAudience(board.settings.audience),
          teamIDs: check.teams.map(\.rawValue), readerCount: Int32(clamping: check.allowedCount))
      },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
