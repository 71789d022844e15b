/// What an organisation begins with that has made no profile of its own.
///
/// The objectives are Laurel's own starting values. Source of the metrics: domain.md rows G03 and
/// 1.2.5.
package enum DefaultProfile {
  package static var settings: ProfileSettings {
    ProfileSettings(
      stored: "Default", description: "", division: nil, reportingIntervals: [],
      visibleRanksMax: ProfileSettings.ranksDefault)
  }

  /// The metrics in their order, each with the id of its definition.
  package static var metrics: [(definitionID: String, settings: ProfileMetricSettings)] {
    [
      metric("average_handle_time", "Average handle time", .lowerIsBetter, averageHandleTime),
      metric("interactions_handled", "Interactions handled", .scaled, interactionsHandled),
      metric("quality_score", "Quality score", .free, qualityScore, precision: 2),
      metric("learning_completions", "Learning completions", .binary, learningCompletions),
    ]
  }

  private static func metric(
    _ definitionID: String, _ displayName: String, _ kind: ObjectiveKind, _ zones: [Zone],
    precision: Int32 = 0
  ) -> (definitionID: String, settings: ProfileMetricSettings) {
    let settings = ProfileMetricSettings(
      stored: displayName, precision: precision, timeUnit: nil, kind: kind,
      objective: Objective(trusted: zones), filter: .everything, multipliers: [], cap: .none,
      isEnabled: true)
    return (definitionID, settings)
  }

  /// Full points up to two minutes, none from five.
  private static var averageHandleTime: [Zone] {
    [
      Zone(lowerValue: nil, upperValue: 120, lowerPoints: 100, upperPoints: 100, level: .great),
      Zone(lowerValue: 120, upperValue: 300, lowerPoints: 100, upperPoints: 0, level: .good),
      Zone(lowerValue: 300, upperValue: nil, lowerPoints: 0, upperPoints: 0, level: .out),
    ]
  }

  /// One point each, up to a thousand a day.
  private static var interactionsHandled: [Zone] {
    [
      Zone(lowerValue: 0, upperValue: 1_000, lowerPoints: 0, upperPoints: 1_000),
      Zone(lowerValue: 1_000, upperValue: nil, lowerPoints: 1_000, upperPoints: 1_000),
    ]
  }

  /// 25 points for each completed module.
  private static var learningCompletions: [Zone] {
    [
      Zone(lowerValue: nil, upperValue: 1, lowerPoints: 0, upperPoints: 0, level: .out),
      Zone(lowerValue: 1, upperValue: nil, lowerPoints: 25, upperPoints: 25, level: .target),
    ]
  }

  /// Nothing below 60 %, steep up to 80 %, full points at 100 %.
  private static var qualityScore: [Zone] {
    [
      Zone(lowerValue: nil, upperValue: 60, lowerPoints: 0, upperPoints: 0),
      Zone(lowerValue: 60, upperValue: 80, lowerPoints: 20, upperPoints: 60),
      Zone(lowerValue: 80, upperValue: 90, lowerPoints: 60, upperPoints: 90),
      Zone(lowerValue: 90, upperValue: 100, lowerPoints: 90, upperPoints: 100),
      Zone(lowerValue: 100, upperValue: nil, lowerPoints: 100, upperPoints: 100),
    ]
  }
}
