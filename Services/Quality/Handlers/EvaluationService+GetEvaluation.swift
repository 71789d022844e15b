internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension EvaluationService {
  package static let getEvaluationPolicy = MethodPolicy(
    access: .subject(Permission("quality:evaluation:view")), deadlineMax: .seconds(5))

  package func getEvaluation(
    _ request: QualityV1.GetEvaluationRequest, _ call: CallContext
  ) async throws -> QualityV1.GetEvaluationResponse {
    let id = try EvaluationID(parsing: request.evaluationID, field: "evaluation_id")
    let evaluation = try await evaluations.evaluation(in: call.caller.organization, id: id)
    if call.caller.person != evaluation.evaluator {
      try await requireAccess(to: evaluation, call)
    }
    guard evaluation.isShown(to: call.caller.person) else {
      throw QualityError.evaluationNotFound(id)
    }
    return QualityV1.GetEvaluationResponse(evaluation: QualityV1.Evaluation(evaluation))
  }
}
