internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  package static let unlinkProfileMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func unlinkProfileMetric(
    _ request: GamificationV1.UnlinkProfileMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.UnlinkProfileMetricResponse {
    let id = try ProfileMetricID(parsing: request.profileMetricID, field: "profile_metric_id")
    let start = try Workday.optional(request.startWorkday, field: "start_workday")
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UnlinkProfileMetricResponse(
        profileMetric: GamificationV1.ProfileMetric(stored))
    } perform: { idempotentRequest in
      try await metrics.unlink(
        in: call.caller.organization, id, start: start, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}
