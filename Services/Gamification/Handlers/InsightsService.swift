package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Compares what people have achieved in a period with an earlier one.
package struct InsightsService: GamificationV1.InsightsService {
  let insights: any InsightRepository
  /// Tells who is in which group.
  let boards: any LeaderboardRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer
  let clock: any WallClock

  package init(
    insights: any InsightRepository, boards: any LeaderboardRepository,
    subjects: any AccessSubjects, pageTokens: PageTokenSealer, clock: any WallClock
  ) {
    self.insights = insights
    self.boards = boards
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
  }

  /// Reads the results of people, at most `limit` of them.
  ///
  /// - Throws: ``GamificationError/tooManyPeople(limit:)`` and what the repository throws.
  func results(
    of people: [PersonID], limit: Int = InsightGroup.peopleMax, over periods: InsightPeriods,
    metric: String, _ call: CallContext
  ) async throws -> InsightResults {
    guard people.count <= limit else { throw GamificationError.tooManyPeople(limit: limit) }
    return try await insights.insights(
      in: call.caller.organization, of: people, over: periods,
      metric: metric.isEmpty ? nil : metric, at: clock.now())
  }
}
