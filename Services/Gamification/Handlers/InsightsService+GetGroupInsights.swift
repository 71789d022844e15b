internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension InsightsService {
  package static let getGroupInsightsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:insights:view")), deadlineMax: .seconds(30))

  package func getGroupInsights(
    _ request: GamificationV1.GetGroupInsightsRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetGroupInsightsResponse {
    let group = try InsightGroup(request.group, field: "group")
    let periods = try InsightPeriods(request.periods, field: "periods")
    let people = try await boards.people(in: call.caller.organization)
    let members = people.insightMembers(of: group, visibleTo: call.visibility).visible
    let results = try await results(
      of: members.map(\.person), over: periods, metric: request.metricID, call)
    let tally = results.groupTally
    return GamificationV1.GetGroupInsightsResponse(
      periods: GamificationV1.ComparedPeriods(results),
      overall: GamificationV1.PeriodComparison(tally.overall),
      metrics: tally.metrics(results.book).map { GamificationV1.MetricComparison($0) },
      memberCount: Int32(clamping: members.count))
  }
}
