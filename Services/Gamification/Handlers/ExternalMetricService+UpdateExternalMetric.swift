internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalMetricService {
  package static let updateExternalMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalMetric:edit")),
    deadlineMax: .seconds(5))

  package func updateExternalMetric(
    _ request: GamificationV1.UpdateExternalMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateExternalMetricResponse {
    guard let message = request.externalMetric else {
      throw ValidationError(field: "external_metric", reason: "is required")
    }
    let field = "external_metric"
    let id = try ExternalMetricID(
      parsing: message.externalMetricID, field: "\(field).external_metric_id")
    let mask = try UpdateMask<ExternalMetricPath>(request.updateMask)
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateExternalMetricResponse(
        externalMetric: GamificationV1.ExternalMetric(stored))
    } perform: { idempotentRequest in
      try await metrics.change(
        in: call.caller.organization, id, audit: call.audit(ids), request: idempotentRequest
      ) { metric in
        try metric.changing(
          try metric.settings.merging(message, mask, field: field), etag: message.etag, at: now)
      }
    }
  }
}
