internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ObjectiveAgreementService {
  package static let signObjectiveAgreementPolicy = MethodPolicy(
    access: .subject(Permission("gamification:agreement:sign")), deadlineMax: .seconds(5))

  package func signObjectiveAgreement(
    _ request: GamificationV1.SignObjectiveAgreementRequest, _ call: CallContext
  ) async throws -> GamificationV1.SignObjectiveAgreementResponse {
    let known = try await agreement(request.objectiveAgreementID, call)
    guard !request.etag.isEmpty else {
      throw ValidationError(field: "etag", reason: "is required")
    }
    let caller = call.caller
    let side: ObjectiveAgreement.Side =
      caller.person == known.terms.person ? .person : .supervisor
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.SignObjectiveAgreementResponse(
        objectiveAgreement: GamificationV1.ObjectiveAgreement(stored))
    } perform: { idempotentRequest in
      try await agreements.change(
        in: caller.organization, known.id, action: "sign", audit: call.audit(ids), at: now,
        request: idempotentRequest
      ) { try $0.signed(by: side, caller.key, etag: request.etag, at: now) }
    }
  }
}
