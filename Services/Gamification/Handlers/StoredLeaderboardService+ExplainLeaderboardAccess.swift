internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension StoredLeaderboardService {
  package static let explainLeaderboardAccessPolicy = MethodPolicy(
    access: .everything(Permission("gamification:leaderboard:edit")), deadlineMax: .seconds(10))

  package func explainLeaderboardAccess(
    _ request: GamificationV1.ExplainLeaderboardAccessRequest, _ call: CallContext
  ) async throws -> GamificationV1.ExplainLeaderboardAccessResponse {
    let id = try LeaderboardID(parsing: request.leaderboardID, field: "leaderboard_id")
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let organization = call.caller.organization
    let all = try await stored.boards(in: organization)
    guard let board = all.first(where: { $0.id == id }) else {
      throw GamificationError.leaderboardNotFound(id)
    }
    let reader =
      try await stored.readers(in: organization, person, permission: Self.viewPermission).first
      ?? BoardReader(person: person, visibility: nil)
    let people = try await boards.people(in: organization)
    let access = board.settings.access(
      of: reader, people, ShownGroups(of: people, for: reader, all))
    return GamificationV1.ExplainLeaderboardAccessResponse(
      board.settings.verdict(for: reader, people), access, roles: reader.permittingRoles)
  }
}
