internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  /// Metrics are the same for everybody: the permission is enough in any scope.
  package static let getProfileMetricPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func getProfileMetric(
    _ request: GamificationV1.GetProfileMetricRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetProfileMetricResponse {
    let id = try ProfileMetricID(parsing: request.profileMetricID, field: "profile_metric_id")
    let metric = try await metrics.metric(
      in: call.caller.organization, id,
      on: try Workday.optional(request.workday, field: "workday"), at: clock.now())
    return GamificationV1.GetProfileMetricResponse(
      profileMetric: GamificationV1.ProfileMetric(metric))
  }
}
