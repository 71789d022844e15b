internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension ExternalDataService {
  package static let submitExternalPointsPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalData:edit")), deadlineMax: .seconds(5))

  package func submitExternalPoints(
    _ request: GamificationV1.SubmitExternalPointsRequest, _ call: CallContext
  ) async throws -> GamificationV1.SubmitExternalPointsResponse {
    let metric = try ExternalMetricID(
      parsing: request.externalMetricID, field: "external_metric_id")
    let points = try ExternalPoints(request.points, metric: metric, field: "points")
    let receipt = try await data.submit(
      in: call.caller.organization, points, field: "points", audit: call.audit(ids),
      at: clock.now())
    return GamificationV1.SubmitExternalPointsResponse(
      workday: GoogleType.Date(receipt.workday), repeatedSession: receipt.isRepeated)
  }
}
