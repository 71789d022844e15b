internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  /// Profiles are the same for everybody: the permission is enough in any scope.
  package static let listProfilesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func listProfiles(
    _ request: GamificationV1.ListProfilesRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListProfilesResponse {
    let size = try PageSize(requested: request.pageSize)
    let state = try PerformanceProfile.State.filter(request.state, field: "state")
    let query = call.pageQuery(state?.rawValue ?? "")
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try ListPosition(texts: texts) }
    let page = try await profiles.profiles(
      in: call.caller.organization, state: state, after: position ?? .beforeOldest, size: size,
      at: clock.now())
    return GamificationV1.ListProfilesResponse(
      profiles: page.elements.map { GamificationV1.Profile($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
