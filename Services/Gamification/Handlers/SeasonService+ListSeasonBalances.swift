internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  package static let listSeasonBalancesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:ledger:view")), deadlineMax: .seconds(5))

  package func listSeasonBalances(
    _ request: GamificationV1.ListSeasonBalancesRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListSeasonBalancesResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(person.rawValue)
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try SeasonPosition(texts: texts) }
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(person, in: organization))
    let page = try await seasons.balances(
      in: organization, of: person, after: position ?? .beforeNewest, size: size,
      at: clock.now())
    return GamificationV1.ListSeasonBalancesResponse(
      seasonBalances: page.elements.map { GamificationV1.SeasonBalance($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
