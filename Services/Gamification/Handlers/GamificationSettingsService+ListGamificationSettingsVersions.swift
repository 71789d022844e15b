internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension GamificationSettingsService {
  /// Settings are the same for everybody: the permission is enough in any scope.
  package static let listGamificationSettingsVersionsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func listGamificationSettingsVersions(
    _ request: GamificationV1.ListGamificationSettingsVersionsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListGamificationSettingsVersionsResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await settings.versions(
      in: call.caller.organization,
      before: position?.first.flatMap { Int64($0) } ?? .max, size: size)
    return GamificationV1.ListGamificationSettingsVersionsResponse(
      gamificationSettings: page.elements.map { GamificationV1.GamificationSettings($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
