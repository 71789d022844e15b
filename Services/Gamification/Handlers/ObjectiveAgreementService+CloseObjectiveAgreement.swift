internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ObjectiveAgreementService {
  /// Whoever may sign for one side may also end what was signed.
  package static let closeObjectiveAgreementPolicy = MethodPolicy(
    access: .subject(Permission("gamification:agreement:sign")), deadlineMax: .seconds(5))

  package func closeObjectiveAgreement(
    _ request: GamificationV1.CloseObjectiveAgreementRequest, _ call: CallContext
  ) async throws -> GamificationV1.CloseObjectiveAgreementResponse {
    let known = try await agreement(request.objectiveAgreementID, call)
    guard !request.etag.isEmpty else {
      throw ValidationError(field: "etag", reason: "is required")
    }
    let note = try CheckedText.check(
      request.note, characters: 1...AgreementTerms.noteMax, field: "note")
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.CloseObjectiveAgreementResponse(
        objectiveAgreement: GamificationV1.ObjectiveAgreement(stored))
    } perform: { idempotentRequest in
      try await agreements.change(
        in: call.caller.organization, known.id, action: "close", audit: call.audit(ids),
        at: now, request: idempotentRequest
      ) { try $0.closed(note: note, etag: request.etag, at: now) }
    }
  }
}
