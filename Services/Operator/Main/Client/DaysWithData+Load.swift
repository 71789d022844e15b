internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import WellKnownMessages

extension DaysWithData {
  /// Asks which days have calls and, for a metric that does not come from calls, points.
  ///
  /// Empty ids stand for all metrics and for everybody. With `calls` only the calls of these days
  /// count.
  static func load(
    _ suite: SuiteClient, metricID: String = "", personID: String = "",
    calls: (first: Workday, last: Workday)? = nil
  ) async throws -> DaysWithData {
    let bounds = if let calls { calls } else { try await callDays(suite) }
    // Points for calls belong to the days of the calls.
    let comesFromCalls = WorkdayFact.metricIDs.contains(metricID)
    let later =
      comesFromCalls
      ? []
      : try await suite.allLedgerEntries(
        metricID: metricID, personID: personID, after: bounds.last)
    return DaysWithData(
      firstCall: bounds.first, lastCall: bounds.last,
      lastPoints: later.compactMap { $0.workday.flatMap { Workday($0) } }.max(),
      showsCalls: metricID.isEmpty || comesFromCalls)
  }

  private static func callDays(
    _ suite: SuiteClient
  ) async throws -> (first: Workday, last: Workday) {
    let summary = try await suite.interactions.summarizeInteractions(
      QualityV1.SummarizeInteractionsRequest(), options: suite.options())
    guard let first = summary.firstWorkday.flatMap({ Workday($0) }),
      let last = summary.lastWorkday.flatMap({ Workday($0) })
    else {
      throw CommandFailure(
        "There are no calls yet; bring some in with `laurel import acd FILE`, or name the days "
          + "with --from and --to.")
    }
    return (first, last)
  }
}
