internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension LedgerService {
  package static let listLedgerEntriesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:ledger:view")), deadlineMax: .seconds(10))

  package func listLedgerEntries(
    _ request: GamificationV1.ListLedgerEntriesRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListLedgerEntriesResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = try LedgerQuery(request, visibility: call.visibility)
    let pageQuery = call.pageQuery(
      request.personID, request.metricID, query.start.description, query.end.description)
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try LedgerPosition(texts: texts) }
    if let person = query.person {
      try call.requireAccess(
        to: try await subjects.subjectOrStranger(person, in: organization))
    }
    let page = try await ledger.postings(
      in: organization, query, after: position ?? .start, size: size, at: clock.now())
    return GamificationV1.ListLedgerEntriesResponse(
      ledgerEntries: page.postings.elements.map { GamificationV1.LedgerEntry($0, page.book) },
      nextPageToken: pageTokens.seal(next: page.postings, query: pageQuery))
  }
}

extension LedgerQuery {
  fileprivate init(
    _ request: GamificationV1.ListLedgerEntriesRequest, visibility: Visibility
  ) throws {
    try self.init(
      person: try PersonID.optional(request.personID, field: "person_id"),
      visibility: visibility,
      metric: request.metricID.isEmpty ? nil : request.metricID,
      start: try Workday.optional(request.startWorkday, field: "start_workday"),
      end: try Workday.optional(request.endWorkday, field: "end_workday"))
  }
}
