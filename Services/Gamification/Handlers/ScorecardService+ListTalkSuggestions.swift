internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ScorecardService {
  package static let listTalkSuggestionsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(10))

  package func listTalkSuggestions(
    _ request: GamificationV1.ListTalkSuggestionsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListTalkSuggestionsResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = try TalkQuery(
      workday: try Workday(request.workday, field: "workday"), recentDays: request.recentDays,
      division: try DivisionID.optional(request.divisionID, field: "division_id"),
      team: try TeamID.optional(request.teamID, field: "team_id"), visibility: call.visibility,
      caller: call.caller.person)
    let order = try TalkList.Order(request.order)
    let pageQuery = call.pageQuery(
      query.workday.description, String(query.recentDays), order.rawValue,
      query.division?.rawValue ?? "", query.team?.rawValue ?? "")
    let position = try pageTokens.open(request.pageToken, query: pageQuery)
      .map { texts throws(ValidationError) in try TalkList.Position(texts: texts) }
    let (candidates, book) = try await scorecards.talkCandidates(
      in: call.caller.organization, query, at: clock.now())
    let list = TalkList(candidates, by: order)
    let rest = position.map { list.entries(behind: $0) } ?? list.entries[...]
    let page = Page(Array(rest.prefix(size.rows + 1)), size: size) { $0.position }
    return GamificationV1.ListTalkSuggestionsResponse(
      talkSuggestions: page.elements.map { GamificationV1.TalkSuggestion($0, book) },
      nextPageToken: pageTokens.seal(next: page, query: pageQuery))
  }
}

extension TalkList.Order {
  fileprivate init(
    _ order: GamificationV1.ListTalkSuggestionsRequest.Order
  ) throws(ValidationError) {
    switch order {
    case .unspecified, .largestFall: self = .largestFall
    case .furthestFromGoal: self = .furthestFromGoal
    case .unrecognized: throw ValidationError(field: "order", reason: "is not a known order")
    }
  }
}
