internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalMetricService {
  /// Metrics are the same for everybody: the permission is enough in any scope.
  package static let getExternalMetricPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func getExternalMetric(
    _ request: GamificationV1.GetExternalMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetExternalMetricResponse {
    let id = try ExternalMetricID(
      parsing: request.externalMetricID, field: "external_metric_id")
    let metric = try await metrics.metric(in: call.caller.organization, id)
    return GamificationV1.GetExternalMetricResponse(
      externalMetric: GamificationV1.ExternalMetric(metric))
  }
}
