internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let listLeaderboardsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(5))

  package func listLeaderboards(
    _ request: GamificationV1.ListLeaderboardsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListLeaderboardsResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try ListPosition(texts: texts) }
    let organization = call.caller.organization
    let seesAll = call.visibility.everything
    var all = try await stored.boards(in: organization)
    if !seesAll {
      let reader = try await reader(call)
      let people = try await boards.people(in: organization)
      all = all.filter { $0.settings.verdict(for: reader, people).isAllowed }
    }
    let page = all.page(behind: position, size: size)
    return GamificationV1.ListLeaderboardsResponse(
      leaderboards: page.elements.map { board in
        var message = GamificationV1.Leaderboard(board)
        if !seesAll { message.audience = nil }
        return message
      },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

extension [StoredLeaderboard] {
  /// A page of boards, oldest first; there are few of them.
  func page(behind position: ListPosition?, size: PageSize) -> Page<StoredLeaderboard> {
    let position = position ?? .beforeOldest
    let rest = filter { board in
      board.createTime == position.time
        ? board.id.uuid.description > position.id.description : board.createTime > position.time
    }
    return Page(Array(rest.prefix(size.rows + 1)), size: size) {
      ListPosition(time: $0.createTime, id: $0.id.uuid).texts
    }
  }
}
