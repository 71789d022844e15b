internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import ServiceHost
internal import WellKnownMessages

/// A scorecard as tables.
struct ScorecardReport: Sendable {
  let response: GamificationV1.GetScorecardResponse
  private let scorecard: GamificationV1.Scorecard

  static func load(
    _ person: PersonID, _ range: WorkdayRange, _ suite: SuiteClient
  ) async throws -> ScorecardReport {
    let response = try await suite.scorecards.getScorecard(
      GamificationV1.GetScorecardRequest(
        personID: person.rawValue, startWorkday: GoogleType.Date(range.start),
        endWorkday: GoogleType.Date(range.end)),
      options: suite.options())
    return ScorecardReport(
      response: response, scorecard: response.scorecard ?? GamificationV1.Scorecard())
  }

  /// Checks that there is such a person.
  ///
  /// - Throws: ``CommandFailure`` when nobody knows the id.
  static func requireKnown(_ person: PersonID, _ suite: SuiteClient) async throws {
    do {
      _ = try await suite.people.getPerson(
        DirectoryV1.GetPersonRequest(personID: person.rawValue), options: suite.options())
    } catch let status as RPCStatus where status.code == .notFound {
      throw CommandFailure(
        "Nobody of the id \(person) is known; `laurel leaderboard` shows ids, in which small and "
          + "capital letters differ.")
    }
  }

  /// Whether there is nothing to show.
  var isEmpty: Bool { scorecard.metricResults.isEmpty }

  /// The person, the days and the points.
  var title: String {
    let name = ResultText.person(scorecard.personID, name: scorecard.displayName)
    let days = [scorecard.startWorkday, scorecard.endWorkday].map { date in
      date.flatMap { Workday($0) }?.description ?? ""
    }
    return "\(name), \(days[0]) to \(days[1]): "
      + ResultText.points(hundredths: scorecard.pointsHundredths) + " of "
      + ResultText.points(hundredths: scorecard.pointsMaxHundredths) + " points"
  }

  /// The results by metric, each with its sum and the number of measurements behind it.
  var metrics: String {
    var table = TextTable(columns: [
      TextTable.Column("Metric"), TextTable.Column("Value", .right),
      TextTable.Column("Total / count", .right), TextTable.Column("Points", .right),
      TextTable.Column("Of", .right),
    ])
    for result in scorecard.metricResults {
      let isRatio = result.value != result.dividend
      let value = result.value.map { value in
        isRatio ? NumberText.decimal(value, fractionDigits: 2) : ResultText.sum(value)
      }
      table.append([
        result.displayName, value.map { $0 + UnitText.suffix(result.unit) } ?? "",
        ResultText.parts(total: result.dividend, count: Int64(result.divisor)),
        ResultText.points(hundredths: result.pointsHundredths),
        ResultText.points(hundredths: result.pointsMaxHundredths),
      ])
    }
    return table.rendered()
  }

  /// The points by day.
  var days: String {
    var table = TextTable(columns: [
      TextTable.Column("Day"), TextTable.Column("Points", .right),
    ])
    for day in scorecard.workdayPoints {
      table.append([
        day.workday.flatMap { Workday($0) }?.description ?? "",
        ResultText.points(hundredths: day.pointsHundredths),
      ])
    }
    return table.rendered()
  }
}
