internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension StoredLeaderboardService {
  package static let getStoredLeaderboardRankPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(10))

  package func getStoredLeaderboardRank(
    _ request: GamificationV1.GetStoredLeaderboardRankRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetStoredLeaderboardRankResponse {
    let id = try LeaderboardID(parsing: request.leaderboardID, field: "leaderboard_id")
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let neighborCount = request.neighborCount ?? 1
    guard (0...10).contains(neighborCount) else {
      throw ValidationError(field: "neighbor_count", reason: "must be from 0 to 10")
    }
    let organization = call.caller.organization
    let board = try await stored.board(in: organization, id)
    let people = try await boards.people(in: organization)
    let access = try await access(to: board, people, call)
    if !access.showsPlace(of: person) { try call.requireAccessToEverything() }
    return try await read(board, people, in: organization) { population, asOf, range in
      let around = access.entries(
        around: person, of: population, radius: Int(neighborCount), ties: board.settings.ties)
      return GamificationV1.GetStoredLeaderboardRankResponse(
        leaderboardEntry: around.own, entriesBefore: around.before, entriesAfter: around.after,
        totalCount: Int32(clamping: access.totalCount(of: population)),
        asOf: GoogleProtobuf.Timestamp(asOf), startWorkday: GoogleType.Date(range.start),
        endWorkday: GoogleType.Date(range.end))
    }
  }
}
