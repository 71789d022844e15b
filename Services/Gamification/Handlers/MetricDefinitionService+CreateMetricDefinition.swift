internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension MetricDefinitionService {
  package static let createMetricDefinitionPolicy = MethodPolicy(
    access: .everything(Permission("gamification:metric:edit")), deadlineMax: .seconds(5))

  package func createMetricDefinition(
    _ request: GamificationV1.CreateMetricDefinitionRequest, _ call: CallContext
  ) async throws -> GamificationV1.CreateMetricDefinitionResponse {
    let draft = try DefinitionDraft(request.metricDefinition, field: "metric_definition")
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.CreateMetricDefinitionResponse(
        metricDefinition: GamificationV1.MetricDefinition(stored))
    } perform: { idempotentRequest in
      try await definitions.create(
        in: call.caller.organization, ids.makeID(), draft, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}
