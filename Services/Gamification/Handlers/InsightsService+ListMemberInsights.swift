internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension InsightsService {
  package static let listMemberInsightsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:insights:view")), deadlineMax: .seconds(30))

  package func listMemberInsights(
    _ request: GamificationV1.ListMemberInsightsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListMemberInsightsResponse {
    let size = try PageSize(requested: request.pageSize)
    let group = try InsightGroup(request.group, field: "group")
    let periods = try InsightPeriods(request.periods, field: "periods")
    let pageQuery =
      call.pageQuery(
        periods.primary.start.description, periods.primary.end.description,
        periods.comparative.start.description, request.metricID)
      + group.arguments
    let position = try pageTokens.open(request.pageToken, query: pageQuery)?.first
    let people = try await boards.people(in: call.caller.organization)
    let rest = people.insightMembers(of: group, visibleTo: call.visibility).visible
      .drop { member in position.map { member.person <= PersonID(stored: $0) } ?? false }
    let page = Page(Array(rest.prefix(size.rows + 1)), size: size) { [$0.person.rawValue] }
    let results = try await results(
      of: page.elements.map(\.person), over: periods, metric: request.metricID, call)
    return GamificationV1.ListMemberInsightsResponse(
      memberInsights: page.elements.map { member in
        GamificationV1.MemberInsights(
          results, of: member.person, displayName: member.displayName)
      }, nextPageToken: pageTokens.seal(next: page, query: pageQuery),
      periods: GamificationV1.ComparedPeriods(results))
  }
}
