internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalMetricService {
  package static let createExternalMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalMetric:edit")),
    deadlineMax: .seconds(5))

  package func createExternalMetric(
    _ request: GamificationV1.CreateExternalMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.CreateExternalMetricResponse {
    let settings = try ExternalMetricSettings(request.externalMetric, field: "external_metric")
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.CreateExternalMetricResponse(
        externalMetric: GamificationV1.ExternalMetric(stored))
    } perform: { idempotentRequest in
      try await metrics.create(
        in: call.caller.organization,
        ExternalMetric(
          id: ids.makeID(), settings: settings, createTime: now, updateTime: now),
        audit: call.audit(ids), request: idempotentRequest)
    }
  }
}
