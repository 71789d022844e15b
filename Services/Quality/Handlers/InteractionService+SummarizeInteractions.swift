internal import Kernel
package import Messages
internal import QualityDomain
package import RPC
internal import WellKnownMessages

extension InteractionService {
  package static let summarizeInteractionsPolicy = MethodPolicy(
    access: .subject(Permission("quality:interaction:view")), deadlineMax: .seconds(5))

  package func summarizeInteractions(
    _ request: QualityV1.SummarizeInteractionsRequest, _ call: CallContext
  ) async throws -> QualityV1.SummarizeInteractionsResponse {
    let filter = try InteractionFilter(
      visibility: call.visibility,
      start: Workday.optional(request.startWorkday, field: "start_workday"),
      end: Workday.optional(request.endWorkday, field: "end_workday"))
    let summary = try await interactions.summary(
      in: call.caller.organization, matching: filter)
    return QualityV1.SummarizeInteractionsResponse(
      interactionCount: summary.interactionCount, handledCount: summary.handledCount,
      agentCount: summary.agentCount, workdayCount: summary.workdayCount,
      firstWorkday: summary.firstWorkday.map(GoogleType.Date.init),
      lastWorkday: summary.lastWorkday.map(GoogleType.Date.init))
  }
}
