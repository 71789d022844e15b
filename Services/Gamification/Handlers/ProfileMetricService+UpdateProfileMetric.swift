internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  package static let updateProfileMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func updateProfileMetric(
    _ request: GamificationV1.UpdateProfileMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateProfileMetricResponse {
    guard let message = request.profileMetric else {
      throw ValidationError(field: "profile_metric", reason: "is required")
    }
    let field = "profile_metric"
    let id = try ProfileMetricID(
      parsing: message.profileMetricID, field: "\(field).profile_metric_id")
    let mask = try UpdateMask<ProfileMetricPath>(request.updateMask)
    let start = try Workday.optional(request.startWorkday, field: "start_workday")
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateProfileMetricResponse(
        profileMetric: GamificationV1.ProfileMetric(stored))
    } perform: { idempotentRequest in
      try await metrics.change(
        in: call.caller.organization, id, start: start, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest
      ) { metric, definition in
        try metric.etag.check(message.etag)
        return try metric.merging(message, mask, of: definition, field: field)
      }
    }
  }
}
