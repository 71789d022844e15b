internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension MetricService {
  /// Metrics are the same for everybody: the permission is enough in any scope.
  package static let listMetricsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func listMetrics(
    _ request: GamificationV1.ListMetricsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListMetricsResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
    var rest = try await metrics.metrics(in: call.caller.organization)
    if let last = position?.first.flatMap({ MetricID(rawValue: $0) }) {
      rest.removeAll { $0.id <= last }
    }
    let page = Page(rest, size: size) { [$0.id.rawValue] }
    return GamificationV1.ListMetricsResponse(
      metrics: page.elements.map { GamificationV1.Metric($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
