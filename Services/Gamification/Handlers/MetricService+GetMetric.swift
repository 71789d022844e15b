internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension MetricService {
  /// Metrics are the same for everybody: the permission is enough in any scope.
  package static let getMetricPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func getMetric(
    _ request: GamificationV1.GetMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetMetricResponse {
    let id = try MetricID(parsing: request.metricID, field: "metric_id")
    let all = try await metrics.metrics(in: call.caller.organization)
    guard let metric = all.first(where: { $0.id == id }) else {
      throw GamificationError.metricNotFound(id.rawValue)
    }
    return GamificationV1.GetMetricResponse(metric: GamificationV1.Metric(metric))
  }
}
