internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ObjectiveAgreementService {
  package static let proposeObjectiveAgreementPolicy = MethodPolicy(
    access: .subject(Permission("gamification:agreement:propose")), deadlineMax: .seconds(5))

  package func proposeObjectiveAgreement(
    _ request: GamificationV1.ProposeObjectiveAgreementRequest, _ call: CallContext
  ) async throws -> GamificationV1.ProposeObjectiveAgreementResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let metric = try ProfileMetricID(
      parsing: request.profileMetricID, field: "profile_metric_id")
    let start = try Workday.optional(request.startWorkday, field: "start_workday")
    try call.requireAccess(to: try await subjects.subjectOrStranger(person, in: organization))
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.ProposeObjectiveAgreementResponse(
        objectiveAgreement: GamificationV1.ObjectiveAgreement(stored))
    } perform: { idempotentRequest in
      try await agreements.propose(
        in: organization, metric, audit: call.audit(ids), at: now, request: idempotentRequest
      ) { today in
        let terms = try AgreementTerms(
          request, person, metric, start: try EffectiveDay.start(start, today: today))
        return ObjectiveAgreement(
          id: ids.makeID(), terms: terms, proposer: call.caller.key, createTime: now,
          updateTime: now)
      }
    }
  }
}
