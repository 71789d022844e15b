internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension FormService {
  package static let createFormPolicy = MethodPolicy(
    access: .everything(Permission("quality:form:edit")), deadlineMax: .seconds(5))

  package func createForm(
    _ request: QualityV1.CreateFormRequest, _ call: CallContext
  ) async throws -> QualityV1.CreateFormResponse {
    let questionnaire = try Questionnaire(request.form ?? QualityV1.Form(), path: "form")
    let context = call.change(at: clock.now())
    return try await call.once(
      request.requestID, request,
      respond: { QualityV1.CreateFormResponse(form: QualityV1.Form($0)) },
      perform: { try await forms.create(questionnaire, context: context, request: $0) })
  }
}
