internal import ArgumentParser
internal import Kernel
internal import OperatorDomain

/// The days that a report is about.
struct RangeOptions: ParsableArguments {
  @Option(
    name: .customLong("from"),
    help: """
      The first day, YYYY-MM-DD (default: the first with calls, but at most \
      \(DaysWithData.callDaysMax) days up to the last one).
      """)
  var start: String?

  @Option(
    name: .customLong("to"),
    help: """
      The last day, YYYY-MM-DD (default: the last with calls, or with points of evaluations and \
      learning, which count on the day of the release or completion).
      """)
  var end: String?

  func validate() throws {
    try UserInput.check {
      _ = try given()
      if let start, let end { _ = try Self.range(from: start, through: end) }
    }
  }

  /// Chooses the days of a report about a metric or a person, or about all where the id is empty;
  /// the data decides on what is not given.
  func choose(
    _ suite: SuiteClient, metricID: String = "", personID: String = ""
  ) async throws -> ChosenDays {
    if let start, let end {
      return ChosenDays(range: try Self.range(from: start, through: end), laterPoints: nil)
    }
    let (start, end) = try given()
    let days = try await DaysWithData.load(suite, metricID: metricID, personID: personID)
    let range = try days.range(from: start, through: end)
    return ChosenDays(
      range: range, laterPoints: end == nil ? days.lastPoints(after: range) : nil)
  }

  private func given() throws(Kernel.ValidationError) -> (start: Workday?, end: Workday?) {
    var days: (start: Workday?, end: Workday?)
    if let start { days.start = try Workday(parsing: start, field: "--from") }
    if let end { days.end = try Workday(parsing: end, field: "--to") }
    return days
  }

  private static func range(
    from start: String, through end: String
  ) throws(Kernel.ValidationError) -> WorkdayRange {
    try WorkdayRange(
      parsingStart: start, end: end, startField: "--from", endField: "--to")
  }
}

/// The days that a report shows, and what it leaves out.
struct ChosenDays {
  let range: WorkdayRange
  /// The last day of points that are too far from the calls for one report; `nil` when there is
  /// none.
  let laterPoints: Workday?

  /// Tells of what is left out.
  func note() {
    guard let laterPoints else { return }
    Console.note(
      "There are points of later days, up to \(laterPoints), too far from the calls for one "
        + "report; --from shows them.")
  }
}
