internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension EvaluationService {
  package static let scoreAnswersPolicy = MethodPolicy(
    access: .subject(Permission("quality:evaluation:score")), deadlineMax: .seconds(5))

  package func scoreAnswers(
    _ request: QualityV1.ScoreAnswersRequest, _ call: CallContext
  ) async throws -> QualityV1.ScoreAnswersResponse {
    let id = try FormID(parsing: request.formID, field: "form_id")
    let answers = try Answer.reading(request.answers)
    let form = try await forms.form(in: call.caller.organization, id: id)
    let sheet = try AnswerSheet(answers, to: form.questionnaire)
    return QualityV1.ScoreAnswersResponse(score: QualityV1.Score(sheet.score))
  }
}
