internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension FormService {
  package static let publishFormPolicy = MethodPolicy(
    access: .everything(Permission("quality:form:edit")), deadlineMax: .seconds(5))

  package func publishForm(
    _ request: QualityV1.PublishFormRequest, _ call: CallContext
  ) async throws -> QualityV1.PublishFormResponse {
    let id = try FormID(parsing: request.formID, field: "form_id")
    let context = call.change(at: clock.now())
    return try await call.once(
      request.requestID, request,
      respond: { QualityV1.PublishFormResponse(form: QualityV1.Form($0)) },
      perform: { try await forms.publish(id, context: context, request: $0) })
  }
}
