internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension LeaderboardService {
  package static let getLeaderboardRankPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(10))

  package func getLeaderboardRank(
    _ request: GamificationV1.GetLeaderboardRankRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetLeaderboardRankResponse {
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let neighborCount = request.neighborCount ?? 1
    guard (0...10).contains(neighborCount) else {
      throw ValidationError(field: "neighbor_count", reason: "must be from 0 to 10")
    }
    let query = try LeaderboardQuery(request)
    let ties = try TiePolicy(request.tiePolicy, field: "tie_policy")
    let access = try await access(to: query.scope, call)
    if !access.showsPlace(of: person) { try call.requireAccessToEverything() }
    return try await boards.read(query, in: call.caller.organization) { view in
      let around = access.entries(
        around: person, of: view.population, radius: Int(neighborCount), ties: ties)
      return GamificationV1.GetLeaderboardRankResponse(
        leaderboardEntry: around.own, entriesBefore: around.before, entriesAfter: around.after,
        totalCount: Int32(clamping: access.totalCount(of: view.population)),
        asOf: GoogleProtobuf.Timestamp(view.asOf))
    }
  }
}
