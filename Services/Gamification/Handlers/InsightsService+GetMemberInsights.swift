internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension InsightsService {
  package static let getMemberInsightsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:insights:view")), deadlineMax: .seconds(10))

  package func getMemberInsights(
    _ request: GamificationV1.GetMemberInsightsRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetMemberInsightsResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let periods = try InsightPeriods(request.periods, field: "periods")
    try call.requireAccess(to: try await subjects.subjectOrStranger(person, in: organization))
    let people = try await boards.people(in: organization)
    let teams = InsightTeams(of: [person], people, visibleTo: call.visibility)
    let results = try await results(
      of: teams.members(with: [person]), over: periods, metric: request.metricID, call)
    return GamificationV1.GetMemberInsightsResponse(
      memberInsights: GamificationV1.MemberInsights(
        results, of: person, displayName: people.member(person)?.displayName ?? ""),
      teamBenchmark: teams.benchmark(of: person, results)
        .map { GamificationV1.TeamBenchmark($0) },
      periods: GamificationV1.ComparedPeriods(results))
  }
}
