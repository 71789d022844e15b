internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileRulesService {
  /// Rules are the same for everybody: the permission is enough in any scope.
  package static let listProfileRulesVersionsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func listProfileRulesVersions(
    _ request: GamificationV1.ListProfileRulesVersionsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListProfileRulesVersionsResponse {
    let profile = try ProfileID(parsing: request.profileID, field: "profile_id")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(profile.description)
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await rules.versions(
      in: call.caller.organization, of: profile,
      before: position?.first.flatMap { Int64($0) } ?? .max, size: size, at: clock.now())
    return GamificationV1.ListProfileRulesVersionsResponse(
      profileRules: page.elements.map { GamificationV1.ProfileRules($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
