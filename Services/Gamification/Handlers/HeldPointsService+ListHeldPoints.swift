internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension HeldPointsService {
  package static let listHeldPointsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:heldPoints:view")), deadlineMax: .seconds(10))

  package func listHeldPoints(
    _ request: GamificationV1.ListHeldPointsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListHeldPointsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = try HeldPointsQuery(
      person: try PersonID.optional(request.personID, field: "person_id"),
      visibility: call.visibility,
      profile: try ProfileID.optional(request.profileID, field: "profile_id"),
      metric: try ProfileMetricID.optional(request.profileMetricID, field: "profile_metric_id"),
      start: try Workday.optional(request.startWorkday, field: "start_workday"),
      end: try Workday.optional(request.endWorkday, field: "end_workday"))
    let pageQuery = call.pageQuery(
      request.personID, request.profileID, request.profileMetricID,
      query.start?.description ?? "", query.end?.description ?? "")
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try HeldPointsPosition(texts: texts) }
    if let person = query.person {
      try call.requireAccess(to: try await subjects.subjectOrStranger(person, in: organization))
    }
    let page = try await heldPoints.heldPoints(
      in: organization, query, after: position, size: size, at: clock.now())
    return GamificationV1.ListHeldPointsResponse(
      heldPoints: page.heldPoints.elements.map { GamificationV1.HeldPoints($0, page.book) },
      nextPageToken: pageTokens.seal(next: page.heldPoints, query: pageQuery))
  }
}
