internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension LeaderboardService {
  package static let listLeaderboardEntriesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(10))

  package func listLeaderboardEntries(
    _ request: GamificationV1.ListLeaderboardEntriesRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListLeaderboardEntriesResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = try LeaderboardQuery(request)
    let pageQuery = call.pageQuery(
      query.range.start.description, query.range.end.description, request.metricID,
      request.divisionID, request.teamID)
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try LeaderboardPosition(texts: texts) }
    try await requireAccess(to: query.scope, call)
    let page = try await leaderboards.places(
      in: call.caller.organization, query, after: position ?? .start, size: size)
    return GamificationV1.ListLeaderboardEntriesResponse(
      leaderboardEntries: page.elements.map { GamificationV1.LeaderboardEntry($0) },
      nextPageToken: pageTokens.seal(next: page, query: pageQuery))
  }

  /// Lets a caller in who holds a grant for what is named, or may see everybody in it.
  ///
  /// The callers themselves are no obstacle: a supervisor may be a member of the team.
  private func requireAccess(to scope: LeaderboardScope, _ call: CallContext) async throws {
    var visibility = call.visibility
    if scope.isNamed(by: visibility) { return }
    guard !scope.isOrganization else { return try call.requireAccessToEverything() }
    if let person = call.caller.person { visibility.people.insert(person) }
    let isVisible = try await leaderboards.isWhollyVisible(
      in: call.caller.organization, scope, to: visibility)
    if !isVisible { try call.requireAccessToEverything() }
  }
}

extension LeaderboardQuery {
  fileprivate init(_ request: GamificationV1.ListLeaderboardEntriesRequest) throws {
    self.init(
      range: try WorkdayRange(
        startWorkday: request.startWorkday, endWorkday: request.endWorkday),
      metric: request.metricID.isEmpty ? nil : request.metricID,
      scope: LeaderboardScope(
        division: request.divisionID.isEmpty
          ? nil : try DivisionID(parsing: request.divisionID, field: "division_id"),
        team: request.teamID.isEmpty
          ? nil : try TeamID(parsing: request.teamID, field: "team_id")))
  }
}
