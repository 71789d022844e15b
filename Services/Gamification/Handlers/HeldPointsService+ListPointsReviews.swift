internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension HeldPointsService {
  package static let listPointsReviewsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:heldPoints:view")), deadlineMax: .seconds(10))

  package func listPointsReviews(
    _ request: GamificationV1.ListPointsReviewsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListPointsReviewsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = try HeldPointsQuery(
      person: try PersonID.optional(request.personID, field: "person_id"),
      visibility: call.visibility,
      metric: try ProfileMetricID.optional(request.profileMetricID, field: "profile_metric_id"),
      decision: try AnomalyReview.optional(request.decision, field: "decision"),
      start: try Workday.optional(request.startWorkday, field: "start_workday"),
      end: try Workday.optional(request.endWorkday, field: "end_workday"))
    let pageQuery = call.pageQuery(
      request.personID, request.profileMetricID, query.decision?.rawValue ?? "",
      query.start?.description ?? "", query.end?.description ?? "")
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try ListPosition(texts: texts) }
    if let person = query.person {
      try call.requireAccess(to: try await subjects.subjectOrStranger(person, in: organization))
    }
    let page = try await heldPoints.reviews(
      in: organization, query, after: position ?? .beforeOldest, size: size)
    return GamificationV1.ListPointsReviewsResponse(
      pointsReviews: page.elements.map { GamificationV1.PointsReview($0) },
      nextPageToken: pageTokens.seal(next: page, query: pageQuery))
  }
}
