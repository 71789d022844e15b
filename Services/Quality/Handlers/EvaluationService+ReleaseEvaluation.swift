internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension EvaluationService {
  package static let releaseEvaluationPolicy = MethodPolicy(
    access: .subject(Permission("quality:evaluation:release")), deadlineMax: .seconds(5))

  package func releaseEvaluation(
    _ request: QualityV1.ReleaseEvaluationRequest, _ call: CallContext
  ) async throws -> QualityV1.ReleaseEvaluationResponse {
    let id = try EvaluationID(parsing: request.evaluationID, field: "evaluation_id")
    let finished = try await evaluations.evaluation(in: call.caller.organization, id: id)
    try await requireAccess(to: finished, call)
    let context = call.change(at: clock.now())
    return try await call.once(
      request.requestID, request,
      respond: { QualityV1.ReleaseEvaluationResponse(evaluation: QualityV1.Evaluation($0)) },
      perform: { try await evaluations.release(id, context: context, request: $0) })
  }
}
