internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  package static let createProfileMetricPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func createProfileMetric(
    _ request: GamificationV1.CreateProfileMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.CreateProfileMetricResponse {
    guard let message = request.profileMetric else {
      throw ValidationError(field: "profile_metric", reason: "is required")
    }
    let field = "profile_metric"
    guard !message.metricDefinitionID.isEmpty else {
      throw ValidationError(field: "\(field).metric_definition_id", reason: "is required")
    }
    let place = ProfileMetricPlace(
      id: ids.makeID(),
      profile: try ProfileID(parsing: message.profileID, field: "\(field).profile_id"),
      definitionID: message.metricDefinitionID,
      start: try Workday.optional(request.startWorkday, field: "start_workday"))
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.CreateProfileMetricResponse(
        profileMetric: GamificationV1.ProfileMetric(stored))
    } perform: { idempotentRequest in
      try await metrics.create(
        in: call.caller.organization, place, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest
      ) { try ProfileMetricSettings(message, of: $0, field: field) }
    }
  }
}
