import Foundation
import Kernel
import Messages
import RPC
import Subprocess
import Testing
import WellKnownMessages

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The points of one person and day, as somebody else has computed them from the raw calls.
private struct RecomputedDay: Hashable {
  let person: String
  let workday: GoogleType.Date
  let interactions: Double
  let seconds: Double
  let handleTimePoints: Int64
  let interactionPoints: Int64

  init?(_ line: Substring) {
    let cells = line.split(separator: "\t").map(String.init)
    guard cells.count == 6, let interactions = Double(cells[2]), let seconds = Double(cells[3]),
      let handleTimePoints = Int64(cells[4]), let interactionPoints = Int64(cells[5])
    else { return nil }
    let date = cells[1].split(separator: "-").compactMap { Int32($0) }
    guard date.count == 3 else { return nil }
    person = cells[0]
    workday = GoogleType.Date(year: date[0], month: date[1], day: date[2])
    self.interactions = interactions
    self.seconds = seconds
    self.handleTimePoints = handleTimePoints
    self.interactionPoints = interactionPoints
  }
}

@Suite("A month of calls")
struct MonthTests {
  /// A call file of one's own to test with; a month is generated without it.
  private static let fileVariable = "LAUREL_TEST_CALL_FILE"

  @Test("has the points of every agent and day that a recomputation from the raw calls has")
  func recomputation() async throws {
    try await RunningSuite.with { suite in
      let path = try await callFile(suite)
      let imported = try await suite.laurel(
        "import", "acd", path, "--directory", suite.directory, "--time-zone", "Asia/Jerusalem")
      try #require(imported.isSuccess, "\(imported.output)\n\(imported.errors)")
      let expected = try await recomputedDays(path)
      try #require(expected.count > 200)
      let client = GamificationV1.ScorecardServiceClient(
        RPCClient(endpoint: suite.endpoint("gamification")))
      let options = try await suite.operatorOptions()
      for (person, days) in Dictionary(grouping: expected, by: \.person) {
        for day in days {
          let card = try await client.getScorecard(
            .init(personID: person, startWorkday: day.workday, endWorkday: day.workday),
            options: options
          ).scorecard
          try check(#require(card), day)
        }
        // No day more than those.
        let first = try #require(days.map(\.workday).min { $0.day < $1.day })
        let last = try #require(days.map(\.workday).max { $0.day < $1.day })
        let month = try await client.getScorecard(
          .init(personID: person, startWorkday: first, endWorkday: last), options: options
        ).scorecard
        #expect(
          month?.workdayPoints.map(\.workday) == days.map(\.workday).sorted { $0.day < $1.day })
        let points = days.reduce(0) { $0 + $1.handleTimePoints + $1.interactionPoints }
        #expect(month?.pointsHundredths == points * 100)
      }
    }
  }

  private func check(_ card: GamificationV1.Scorecard, _ day: RecomputedDay) throws {
    let handleTime = card.metricResults.first { $0.metricDefinitionID == "average_handle_time" }
    let handled = card.metricResults.first { $0.metricDefinitionID == "interactions_handled" }
    #expect(handleTime?.dividend == day.seconds, "\(day)")
    #expect(handleTime?.divisor == day.interactions, "\(day)")
    #expect(handleTime?.pointsHundredths == day.handleTimePoints * 100, "\(day)")
    #expect(handled?.value == day.interactions, "\(day)")
    #expect(handled?.pointsHundredths == day.interactionPoints * 100, "\(day)")
  }

  private func callFile(_ suite: RunningSuite) async throws -> String {
    if let path = ProcessInfo.processInfo.environment[Self.fileVariable] { return path }
    let path = suite.folder.appending(path: "month.tsv").path()
    let sample = try await suite.laurel("sample", path)
    try #require(sample.isSuccess, "\(sample.errors)")
    return path
  }

  private func recomputedDays(_ path: String) async throws -> [RecomputedDay] {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Recomputation/points_of_calls.py").path()
    let result = try await run(
      .path(FilePath(script)), arguments: [path], output: .string(limit: 10_000_000),
      error: .string(limit: 100_000))
    try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    return result.standardOutput.split(separator: "\n").compactMap { RecomputedDay($0) }
  }
}
