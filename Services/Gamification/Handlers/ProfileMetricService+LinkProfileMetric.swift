internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  package static let linkProfileMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func linkProfileMetric(
    _ request: GamificationV1.LinkProfileMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.LinkProfileMetricResponse {
    let copy = ProfileMetricCopy(
      of: try ProfileMetricID(parsing: request.profileMetricID, field: "profile_metric_id"),
      as: ids.makeID(), to: try ProfileID(parsing: request.profileID, field: "profile_id"),
      start: try Workday.optional(request.startWorkday, field: "start_workday"),
      isLinked: true)
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.LinkProfileMetricResponse(
        profileMetric: GamificationV1.ProfileMetric(stored))
    } perform: { idempotentRequest in
      try await metrics.copy(
        in: call.caller.organization, copy, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}
