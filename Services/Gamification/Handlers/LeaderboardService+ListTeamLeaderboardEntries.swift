internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension LeaderboardService {
  package static let listTeamLeaderboardEntriesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(10))

  package func listTeamLeaderboardEntries(
    _ request: GamificationV1.ListTeamLeaderboardEntriesRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListTeamLeaderboardEntriesResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = try LeaderboardQuery(request)
    let score = try TeamScore(request.teamScore, members: request.teamScoreMembers)
    let ties = try TiePolicy(request.tiePolicy, field: "tie_policy")
    let pageQuery =
      call.pageQuery(query, ties) + [
        String(request.teamScore.rawValue), String(request.teamScoreMembers),
      ]
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try TeamStandings.Position(texts: texts) }
    let shown = try await shownGroups(of: query.scope, score, call)
    let organization = call.caller.organization
    let people = try await boards.people(in: organization)
    return try await boards.read(query, in: organization) { view in
      let standings = TeamStandings(
        of: people, in: query.scope.division, view.population, score: score, ties: ties,
        shown: shown)
      let rest = position.map { standings.places(behind: $0) } ?? standings.places[...]
      let places = rest.prefix(min(size.rows, LeaderboardAccess.placesMax))
      let next = places.count < rest.count ? places.last : nil
      return GamificationV1.ListTeamLeaderboardEntriesResponse(
        teamLeaderboardEntries: places.map { GamificationV1.TeamLeaderboardEntry($0) },
        nextPageToken: next.map { pageTokens.seal(position: $0.position, query: pageQuery) } ?? "",
        totalCount: Int32(clamping: standings.places.count),
        asOf: GoogleProtobuf.Timestamp(view.asOf))
    }
  }

  /// Lets everybody see the scores of whole teams that tell of no single person, and only those see
  /// more who may see every single member.
  ///
  /// A team and the part of it that is in a division, or its best five and its best six, differ by
  /// few people; who sees both would learn something about these.
  ///
  /// - Returns: What is shown; `nil` for everything.
  private func shownGroups(
    of scope: LeaderboardScope, _ score: TeamScore, _ call: CallContext
  ) async throws -> ShownGroups? {
    if call.visibility.everything { return nil }
    guard scope.isOrganization, !score.tellsOfSingleMembers else {
      guard try await access(to: scope, call) == .everybody else {
        try call.requireAccessToEverything()
        return nil
      }
      return nil
    }
    let organization = call.caller.organization
    let reader = try await stored.reader(call)
    return ShownGroups(
      of: try await boards.people(in: organization), for: reader,
      try await stored.boards(in: organization))
  }
}
