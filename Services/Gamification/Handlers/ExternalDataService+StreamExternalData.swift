internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalDataService {
  /// The time is for a stream with the items of months; each message takes far less than a second.
  package static let streamExternalDataPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalData:edit")), deadlineMax: .seconds(120))

  package func streamExternalData(
    _ requests: RPCRequests<GamificationV1.StreamExternalDataRequest>, _ call: CallContext
  ) async throws -> GamificationV1.StreamExternalDataResponse {
    var summary = GamificationV1.ExternalDataSummary()
    for try await request in requests {
      let upload = try ExternalUpload(
        request.items, limit: ExternalDataItem.messageMax, orphans: request.orphans)
      try upload.checkRepeatable(requestID: request.requestID)
      let part = try await call.once(request.requestID, request) { outcomes in
        GamificationV1.ExternalDataSummary(outcomes)
      } perform: { idempotentRequest in
        try await data.upload(
          in: call.caller.organization, upload, audit: call.audit(ids), at: clock.now(),
          request: idempotentRequest)
      }
      summary.add(part)
    }
    return GamificationV1.StreamExternalDataResponse(summary: summary)
  }
}
