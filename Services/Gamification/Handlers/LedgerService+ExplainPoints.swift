internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension LedgerService {
  package static let explainPointsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:ledger:view")), deadlineMax: .seconds(5))

  package func explainPoints(
    _ request: GamificationV1.ExplainPointsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ExplainPointsResponse {
    let organization = call.caller.organization
    let day = PersonDay(
      person: try PersonID(parsing: request.personID, field: "person_id"),
      workday: try Workday(request.workday, field: "workday"))
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(day.person, in: organization))
    let account = try await results.account(in: organization, of: day, at: clock.now())
    var asked: Set<ProfileMetricID>?
    if !request.metricID.isEmpty {
      asked = account.book.metrics(named: request.metricID)
      guard asked != nil else { throw GamificationError.metricNotFound(request.metricID) }
    }
    let postings = account.postings.filter { posting in
      asked.map { posting.lines.map(\.metric).contains(where: $0.contains) } ?? true
    }
    return GamificationV1.ExplainPointsResponse(
      profileID: account.profile?.description ?? "",
      metricExplanations: account.metrics.filter { asked?.contains($0.rule.id) ?? true }
        .map { GamificationV1.MetricExplanation($0, of: account) },
      ledgerEntries: postings.map { GamificationV1.LedgerEntry($0, account.book) },
      finality: GamificationV1.Finality(account.finality), valuesRemoved: account.isSealed)
  }
}
