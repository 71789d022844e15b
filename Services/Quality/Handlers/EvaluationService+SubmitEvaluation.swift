internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension EvaluationService {
  package static let submitEvaluationPolicy = MethodPolicy(
    access: .subject(Permission("quality:evaluation:score")), deadlineMax: .seconds(5))

  package func submitEvaluation(
    _ request: QualityV1.SubmitEvaluationRequest, _ call: CallContext
  ) async throws -> QualityV1.SubmitEvaluationResponse {
    let id = try EvaluationID(parsing: request.evaluationID, field: "evaluation_id")
    let answers = try Answer.reading(request.answers)
    let assigned = try await evaluations.evaluation(in: call.caller.organization, id: id)
    if call.caller.person != assigned.evaluator {
      try await requireAccess(to: assigned, call)
      // A judgement carries the name of its evaluator; only services may hand it in for them.
      guard call.caller.person == nil else { throw QualityError.notTheEvaluator(id) }
    }
    let context = call.change(at: clock.now())
    return try await call.once(
      request.requestID, request,
      respond: { QualityV1.SubmitEvaluationResponse(evaluation: QualityV1.Evaluation($0)) },
      perform: {
        try await evaluations.submit(answers, to: id, context: context, request: $0)
      })
  }
}
