internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalDataService {
  package static let attachExternalOrphansPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalData:edit")), deadlineMax: .seconds(10))

  package func attachExternalOrphans(
    _ request: GamificationV1.AttachExternalOrphansRequest, _ call: CallContext
  ) async throws -> GamificationV1.AttachExternalOrphansResponse {
    let metric = request.externalMetricID
    let attachment = OrphanAttachment(
      ids: try ExternalOrphan.ids(
        parsing: request.externalOrphanIDs, limit: ExternalOrphan.attachMax),
      metric: metric.isEmpty
        ? nil : try ExternalMetricID(parsing: metric, field: "external_metric_id"),
      person: try PersonID.optional(request.personID, field: "person_id"))
    let summary = try await call.once(request.requestID, request) { outcomes in
      GamificationV1.ExternalDataSummary(outcomes)
    } perform: { idempotentRequest in
      try await data.attach(
        in: call.caller.organization, attachment, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
    return GamificationV1.AttachExternalOrphansResponse(summary: summary)
  }
}
