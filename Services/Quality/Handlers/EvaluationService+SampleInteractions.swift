internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension EvaluationService {
  package static let sampleInteractionsPolicy = MethodPolicy(
    access: .subject(Permission("quality:evaluation:assign")), deadlineMax: .seconds(10))

  package func sampleInteractions(
    _ request: QualityV1.SampleInteractionsRequest, _ call: CallContext
  ) async throws -> QualityV1.SampleInteractionsResponse {
    let plan = SamplePlan(
      form: try FormID(parsing: request.formID, field: "form_id"),
      evaluator: try PersonID(parsing: request.evaluatorID, field: "evaluator_id"),
      workdays: try WorkdayRange(
        startWorkday: request.startWorkday, endWorkday: request.endWorkday),
      draw: try InteractionDraw(
        seed: request.seed, interactionsPerAgent: request.interactionsPerAgent),
      visibility: call.visibility)
    let context = call.change(at: clock.now())
    return try await call.once(
      request.requestID, request,
      respond: {
        QualityV1.SampleInteractionsResponse(evaluationIDs: $0.map(\.description))
      },
      perform: { try await evaluations.sample(plan, context: context, request: $0) })
  }
}
