internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalDataService {
  package static let uploadExternalDataPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalData:edit")), deadlineMax: .seconds(10))

  package func uploadExternalData(
    _ request: GamificationV1.UploadExternalDataRequest, _ call: CallContext
  ) async throws -> GamificationV1.UploadExternalDataResponse {
    let upload = try ExternalUpload(
      request.items, limit: ExternalDataItem.uploadMax, orphans: request.orphans)
    let summary = try await call.once(request.requestID, request) { outcomes in
      GamificationV1.ExternalDataSummary(outcomes)
    } perform: { idempotentRequest in
      try await data.upload(
        in: call.caller.organization, upload, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
    return GamificationV1.UploadExternalDataResponse(summary: summary)
  }
}
