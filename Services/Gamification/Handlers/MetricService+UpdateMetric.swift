internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension MetricService {
  package static let updateMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:metric:edit")), deadlineMax: .seconds(5))

  package func updateMetric(
    _ request: GamificationV1.UpdateMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateMetricResponse {
    guard let message = request.metric else {
      throw ValidationError(field: "metric", reason: "is required")
    }
    let id = try MetricID(parsing: message.metricID, field: "metric.metric_id")
    let change = try MetricChange(message, mask: request.updateMask)
    let metric = try await metrics.update(
      in: call.caller.organization, id, change,
      audit: call.audit(ids), at: clock.now())
    return GamificationV1.UpdateMetricResponse(metric: GamificationV1.Metric(metric))
  }
}
