internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension HeldPointsService {
  package static let reviewHeldPointsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:heldPoints:review")), deadlineMax: .seconds(5))

  package func reviewHeldPoints(
    _ request: GamificationV1.ReviewHeldPointsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ReviewHeldPointsResponse {
    let organization = call.caller.organization
    let day = PersonDay(
      person: try PersonID(parsing: request.personID, field: "person_id"),
      workday: try Workday(request.workday, field: "workday"))
    let metric = try ProfileMetricID(
      parsing: request.profileMetricID, field: "profile_metric_id")
    guard let decision = try AnomalyReview.optional(request.decision, field: "decision") else {
      throw ValidationError(field: "decision", reason: "is required")
    }
    let review = try PointsReview.check(
      decision, of: Points(hundredths: request.pointsHundredths), note: request.note)
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(day.person, in: organization))
    guard call.caller.person != day.person else { throw GamificationError.ownPoints }
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.ReviewHeldPointsResponse(
        pointsReview: GamificationV1.PointsReview(stored))
    } perform: { idempotentRequest in
      try await heldPoints.review(
        in: organization,
        PointsReview(
          id: ids.makeID(), day: day, metric: metric, review: review, note: request.note,
          caller: call.caller.key, createTime: clock.now()),
        audit: call.audit(ids), request: idempotentRequest)
    }
  }
}
