internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  /// Profiles are the same for everybody: the permission is enough in any scope.
  package static let listProfileVersionsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func listProfileVersions(
    _ request: GamificationV1.ListProfileVersionsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListProfileVersionsResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(id.description)
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await profiles.versions(
      in: call.caller.organization, of: id,
      before: position?.first.flatMap { Int64($0) } ?? .max, size: size, at: clock.now())
    return GamificationV1.ListProfileVersionsResponse(
      profileVersions: page.elements.map { GamificationV1.ProfileVersion($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
