internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ObjectiveAgreementService {
  package static let listObjectiveAgreementsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:agreement:view")), deadlineMax: .seconds(10))

  package func listObjectiveAgreements(
    _ request: GamificationV1.ListObjectiveAgreementsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListObjectiveAgreementsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = AgreementQuery(
      person: try PersonID.optional(request.personID, field: "person_id"),
      visibility: call.visibility,
      metric: try ProfileMetricID.optional(request.profileMetricID, field: "profile_metric_id"),
      state: try ObjectiveAgreement.State.optional(request.state, field: "state"),
      workday: try Workday.optional(request.workday, field: "workday"))
    let pageQuery = call.pageQuery(
      request.personID, request.profileMetricID, query.state?.rawValue ?? "",
      query.workday?.description ?? "")
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try ListPosition(texts: texts) }
    if let person = query.person {
      try call.requireAccess(to: try await subjects.subjectOrStranger(person, in: organization))
    }
    let page = try await agreements.agreements(
      in: organization, query, after: position ?? .beforeOldest, size: size)
    return GamificationV1.ListObjectiveAgreementsResponse(
      objectiveAgreements: page.elements.map { GamificationV1.ObjectiveAgreement($0) },
      nextPageToken: pageTokens.seal(next: page, query: pageQuery))
  }
}
