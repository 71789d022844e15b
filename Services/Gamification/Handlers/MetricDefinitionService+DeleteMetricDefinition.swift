internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension MetricDefinitionService {
  package static let deleteMetricDefinitionPolicy = MethodPolicy(
    access: .everything(Permission("gamification:metric:edit")), deadlineMax: .seconds(5))

  package func deleteMetricDefinition(
    _ request: GamificationV1.DeleteMetricDefinitionRequest, _ call: CallContext
  ) async throws -> GamificationV1.DeleteMetricDefinitionResponse {
    let text = request.metricDefinitionID
    guard DefinitionCatalogue.definition(text) == nil else {
      throw GamificationError.metricDefinitionBuiltIn(text)
    }
    guard let uuid = UUIDBits(text) else {
      throw GamificationError.metricDefinitionNotFound(text)
    }
    return try await call.once(request.requestID, request) { (_: MetricDefinitionID) in
      GamificationV1.DeleteMetricDefinitionResponse()
    } perform: { idempotentRequest in
      try await definitions.delete(
        in: call.caller.organization, MetricDefinitionID(uuid: uuid), audit: call.audit(ids),
        request: idempotentRequest)
    }
  }
}
