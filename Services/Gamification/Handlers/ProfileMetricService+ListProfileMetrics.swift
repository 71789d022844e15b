internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileMetricService {
  /// Metrics are the same for everybody: the permission is enough in any scope.
  package static let listProfileMetricsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func listProfileMetrics(
    _ request: GamificationV1.ListProfileMetricsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListProfileMetricsResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    let workday = try Workday.optional(request.workday, field: "workday")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(id.description, workday?.description ?? "")
    let position = try pageTokens.open(request.pageToken, query: query)
    // All pages are of the workday of the first one.
    let pageWorkday = try position?.last
      .map { text throws(ValidationError) in try Workday(parsing: text, field: "page_token") }
    let page = try await metrics.metrics(
      in: call.caller.organization, of: id, on: workday ?? pageWorkday,
      after: position?.first.flatMap { Int32($0) } ?? -1, size: size, at: clock.now())
    return GamificationV1.ListProfileMetricsResponse(
      profileMetrics: page.elements.map { GamificationV1.ProfileMetric($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}
