internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension MetricDefinitionService {
  /// Definitions are the same for everybody: the permission is enough in any scope.
  package static let listMetricDefinitionsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func listMetricDefinitions(
    _ request: GamificationV1.ListMetricDefinitionsRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListMetricDefinitionsResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
    let page =
      if let position, position.count > 1 {
        try await ownDefinitions(
          in: call.caller.organization, after: ListPosition(texts: position), size: size)
      } else {
        try await firstDefinitions(
          in: call.caller.organization, after: position?.first ?? "", size: size)
      }
    return GamificationV1.ListMetricDefinitionsResponse(
      metricDefinitions: page.elements, nextPageToken: pageTokens.seal(next: page, query: query))
  }

  /// The built-in definitions behind one, and as many of the organisation as fit behind them.
  private func firstDefinitions(
    in organization: OrganizationID, after id: String, size: PageSize
  ) async throws -> Page<GamificationV1.MetricDefinition> {
    let builtIn = DefinitionCatalogue.all.filter { $0.id > id }
      .map { GamificationV1.MetricDefinition(builtIn: $0) }
    let first = Page(builtIn, size: size) { [$0.metricDefinitionID] }
    guard first.nextPosition == nil else { return first }
    let room = size.rows - builtIn.count
    let own = try await ownDefinitions(
      in: organization, after: .beforeOldest,
      size: PageSize(requested: Int32(max(room, 1))))
    guard room > 0 else {
      // All built-in ones are out, and somebody of the organisation's may come.
      let last = own.elements.isEmpty ? nil : builtIn.last.map { [$0.metricDefinitionID] }
      return Page(elements: builtIn, nextPosition: last)
    }
    return Page(elements: builtIn + own.elements, nextPosition: own.nextPosition)
  }

  private func ownDefinitions(
    in organization: OrganizationID, after position: ListPosition, size: PageSize
  ) async throws -> Page<GamificationV1.MetricDefinition> {
    let page = try await definitions.definitions(in: organization, after: position, size: size)
    return Page(
      elements: page.elements.map { GamificationV1.MetricDefinition($0) },
      nextPosition: page.nextPosition)
  }
}
