internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension InsightsService {
  package static let getInsightRankingsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:insights:view")), deadlineMax: .seconds(30))

  package func getInsightRankings(
    _ request: GamificationV1.GetInsightRankingsRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetInsightRankingsResponse {
    let group = try InsightGroup(request.group, field: "group")
    let periods = try InsightPeriods(request.periods, field: "periods")
    let size =
      request.sectionSize == 0 ? InsightRanking.sectionSizeDefault : request.sectionSize
    guard InsightRanking.sectionSizes.contains(size) else {
      throw ValidationError(
        field: "section_size",
        reason: "must be from 1 to \(InsightRanking.sectionSizes.upperBound)")
    }
    let people = try await boards.people(in: call.caller.organization)
    let members = people.insightMembers(of: group, visibleTo: call.visibility).visible
    let results = try await results(
      of: members.map(\.person), over: periods, metric: request.metricID, call)
    let rankings = InsightRankings(
      results, of: members.map(\.person), sectionSize: Int(size))
    let teams = InsightTeams(of: rankings.listed, people, visibleTo: call.visibility)
    let teamResults = try await self.results(
      of: teams.members(with: Array(rankings.listed)), limit: .max, over: periods,
      metric: request.metricID, call)
    func places(_ entries: [InsightRankings.Entry]) -> [GamificationV1.InsightPlace] {
      entries.map { entry in
        GamificationV1.InsightPlace(
          entry, displayName: people.member(entry.place.member.person)?.displayName ?? "",
          teams.benchmark(of: entry.place.member.person, teamResults))
      }
    }
    return GamificationV1.GetInsightRankingsResponse(
      leaders: places(rankings.leaders), trailers: places(rankings.trailers),
      decliners: places(rankings.decliners), rankedCount: Int32(clamping: rankings.rankedCount),
      periods: GamificationV1.ComparedPeriods(results))
  }
}
