internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalMetricService {
  package static let deleteExternalMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalMetric:edit")),
    deadlineMax: .seconds(5))

  package func deleteExternalMetric(
    _ request: GamificationV1.DeleteExternalMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.DeleteExternalMetricResponse {
    let id = try ExternalMetricID(
      parsing: request.externalMetricID, field: "external_metric_id")
    return try await call.once(request.requestID, request) { (_: ExternalMetricID) in
      GamificationV1.DeleteExternalMetricResponse()
    } perform: { idempotentRequest in
      try await metrics.delete(
        in: call.caller.organization, id, audit: call.audit(ids), request: idempotentRequest)
    }
  }
}
