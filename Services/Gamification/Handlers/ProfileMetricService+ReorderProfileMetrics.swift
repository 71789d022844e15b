internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  package static let reorderProfileMetricsPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func reorderProfileMetrics(
    _ request: GamificationV1.ReorderProfileMetricsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ReorderProfileMetricsResponse {
    let profile = try ProfileID(parsing: request.profileID, field: "profile_id")
    let limit = ProfileLimits.metricsPerProfileMax
    guard request.profileMetricIDs.count <= limit else {
      throw ValidationError(
        field: "profile_metric_ids", reason: "must have at most \(limit) metrics")
    }
    var order: [ProfileMetricID] = []
    for (index, text) in request.profileMetricIDs.enumerated() {
      order.append(
        try ProfileMetricID(parsing: text, field: "profile_metric_ids[\(index)]"))
    }
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.ReorderProfileMetricsResponse(profileMetricIDs: stored.map(\.description))
    } perform: { [order] idempotentRequest in
      try await metrics.reorder(
        in: call.caller.organization, order, of: profile, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}
