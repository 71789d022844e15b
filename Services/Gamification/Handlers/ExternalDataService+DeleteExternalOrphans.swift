internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalDataService {
  package static let deleteExternalOrphansPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalData:edit")), deadlineMax: .seconds(10))

  package func deleteExternalOrphans(
    _ request: GamificationV1.DeleteExternalOrphansRequest, _ call: CallContext
  ) async throws -> GamificationV1.DeleteExternalOrphansResponse {
    let orphans = try ExternalOrphan.ids(
      parsing: request.externalOrphanIDs, limit: ExternalOrphan.deleteMax)
    return try await call.once(request.requestID, request) { (deletedCount: Int) in
      GamificationV1.DeleteExternalOrphansResponse(deletedCount: Int64(deletedCount))
    } perform: { idempotentRequest in
      try await data.deleteOrphans(
        in: call.caller.organization, orphans, audit: call.audit(ids), request: idempotentRequest)
    }
  }
}
