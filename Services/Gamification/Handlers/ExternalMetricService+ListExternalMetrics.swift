internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalMetricService {
  /// Metrics are the same for everybody: the permission is enough in any scope.
  package static let listExternalMetricsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func listExternalMetrics(
    _ request: GamificationV1.ListExternalMetricsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListExternalMetricsResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try ListPosition(texts: texts) }
    let page = try await metrics.metrics(
      in: call.caller.organization, after: position ?? .beforeOldest, size: size)
    return GamificationV1.ListExternalMetricsResponse(
      externalMetrics: page.elements.map { GamificationV1.ExternalMetric($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
