internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  package static let getBalancePolicy = MethodPolicy(
    access: .subject(Permission("gamification:ledger:view")), deadlineMax: .seconds(5))

  package func getBalance(
    _ request: GamificationV1.GetBalanceRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetBalanceResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let season =
      request.seasonID.isEmpty ? nil : try SeasonID(parsing: request.seasonID, field: "season_id")
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(person, in: organization))
    let now = clock.now()
    let balance = try await seasons.balance(
      in: organization, of: person, season: season, at: now)
    return GamificationV1.GetBalanceResponse(
      balance: GamificationV1.Balance(balance, asOf: now))
  }
}
