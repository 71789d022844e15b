internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension MetricDefinitionService {
  /// Definitions are the same for everybody: the permission is enough in any scope.
  package static let getMetricDefinitionPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func getMetricDefinition(
    _ request: GamificationV1.GetMetricDefinitionRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetMetricDefinitionResponse {
    let text = request.metricDefinitionID
    if let builtIn = DefinitionCatalogue.definition(text) {
      return GamificationV1.GetMetricDefinitionResponse(
        metricDefinition: GamificationV1.MetricDefinition(builtIn: builtIn))
    }
    // Whatever is neither a built-in id nor a UUID names nothing.
    guard let uuid = UUIDBits(text),
      let definition = try await definitions.definition(
        in: call.caller.organization, MetricDefinitionID(uuid: uuid))
    else { throw GamificationError.metricDefinitionNotFound(text) }
    return GamificationV1.GetMetricDefinitionResponse(
      metricDefinition: GamificationV1.MetricDefinition(definition))
  }
}
