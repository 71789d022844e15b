internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension FormService {
  package static let getFormPolicy = MethodPolicy(
    access: .subject(Permission("quality:form:view")), deadlineMax: .seconds(5))

  package func getForm(
    _ request: QualityV1.GetFormRequest, _ call: CallContext
  ) async throws -> QualityV1.GetFormResponse {
    let id = try FormID(parsing: request.formID, field: "form_id")
    let form = try await forms.form(in: call.caller.organization, id: id)
    return QualityV1.GetFormResponse(form: QualityV1.Form(form))
  }
}
