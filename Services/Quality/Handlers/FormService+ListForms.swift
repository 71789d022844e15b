internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension FormService {
  package static let listFormsPolicy = MethodPolicy(
    access: .subject(Permission("quality:form:view")), deadlineMax: .seconds(5))

  package func listForms(
    _ request: QualityV1.ListFormsRequest, _ call: CallContext
  ) async throws -> QualityV1.ListFormsResponse {
    let organization = call.caller.organization
    let query = [call.method.path, organization.rawValue]
    let page = try await forms.forms(
      in: organization, after: pageTokens.open(request.pageToken, query: query),
      size: PageSize(requested: request.pageSize))
    return QualityV1.ListFormsResponse(
      forms: page.elements.map(QualityV1.Form.init),
      nextPageToken: page.nextPosition.map { pageTokens.seal(position: $0, query: query) } ?? "")
  }
}
