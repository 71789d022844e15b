internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  /// Metrics are the same for everybody: the permission is enough in any scope.
  package static let listProfileMetricVersionsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func listProfileMetricVersions(
    _ request: GamificationV1.ListProfileMetricVersionsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListProfileMetricVersionsResponse {
    let id = try ProfileMetricID(parsing: request.profileMetricID, field: "profile_metric_id")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(id.description)
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await metrics.versions(
      in: call.caller.organization, of: id,
      before: position?.first.flatMap { Int64($0) } ?? .max, size: size)
    return GamificationV1.ListProfileMetricVersionsResponse(
      profileMetrics: page.elements.map { GamificationV1.ProfileMetric($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
