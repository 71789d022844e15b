internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension InsightsService {
  package static let getGroupTrendPolicy = MethodPolicy(
    access: .subject(Permission("gamification:insights:view")), deadlineMax: .seconds(30))

  package func getGroupTrend(
    _ request: GamificationV1.GetGroupTrendRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetGroupTrendResponse {
    let group = try InsightGroup(request.group, field: "group")
    let periods = try InsightPeriods(request.periods, field: "periods")
    let people = try await boards.people(in: call.caller.organization)
    let members = people.insightMembers(of: group, visibleTo: call.visibility)
    // Of other groups than teams count those alone whom the caller may see.
    let hidden = group.wholeTeam == nil ? [] : members.hidden.map(\.person)
    let visible = members.visible.map(\.person)
    let results = try await results(
      of: visible + hidden, over: periods, metric: request.metricID, call)
    func days(_ period: (ComparedTally) -> PeriodTally) -> [GamificationV1.TrendDay] {
      func workdays(of people: [PersonID]) -> [[PeriodTally.Day]] {
        people.map { period(results.tally(of: $0)).days }
      }
      let told = Disclosure.standard.told(
        visible: workdays(of: visible), hidden: workdays(of: hidden))
      return TrendDay.days(of: told ?? workdays(of: visible)).map { GamificationV1.TrendDay($0) }
    }
    return GamificationV1.GetGroupTrendResponse(
      primaryDays: days(\.primary), comparativeDays: days(\.comparative),
      periods: GamificationV1.ComparedPeriods(results))
  }
}
