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

/// What `laurel leaderboard --json` prints, as far as the test looks.
private struct Leaderboard: Decodable {
  struct Entry: Decodable {
    var rank: Int
    var personId: String
    var pointsHundredths: String?
  }
  var leaderboardEntries: [Entry]?
}

/// What `laurel scorecard --json` prints, as far as the test looks.
private struct ScorecardAnswer: Decodable {
  struct Metric: Decodable {
    var metricId: String
    var total: Double?
    var count: String?
    var pointsHundredths: String?
  }
  struct Scorecard: Decodable {
    var personId: String
    var pointsHundredths: String?
    var metricResults: [Metric]
  }
  var scorecard: Scorecard
}

@Suite("The journey of a month of calls", .serialized)
struct JourneyTests {
  private static let file = CallFile(
    agents: [
      .init(name: "ADA", callsPerDay: 12, seconds: 100),
      .init(name: "BEA", callsPerDay: 9, seconds: 210),
      .init(name: "CYD", callsPerDay: 9, seconds: 400),
      .init(name: "DOT", callsPerDay: 3, seconds: 150),
    ], days: ["990103", "990104"])

  @Test("an imported file can be read by every service's callers, and only by its organization")
  func journey() async throws {
    try await RunningSuite.with { suite in
      try await importTwice(suite)
      try await checkReports(suite)
      try await callByHand(suite)
      try await checkBadRow(suite)
      try await checkOtherOrganization(suite)
      try await runPythonClient(suite)
    }
  }

  private func importFile(
    _ suite: RunningSuite, _ text: String, organization: String = "laurel-demo"
  ) async throws -> RunningSuite.Outcome {
    let path = suite.folder.appending(path: "calls.tsv")
    try Data(text.utf8).write(to: path)
    return try await suite.laurel(
      "import", "acd", path.path(), "--directory", suite.directory, "--organization",
      organization, "--time-zone", "Asia/Jerusalem")
  }

  private func importTwice(_ suite: RunningSuite) async throws {
    for _ in 0..<2 {
      let outcome = try await importFile(suite, Self.file.text)
      try #require(outcome.isSuccess, "\(outcome.output)\n\(outcome.errors)")
      let summary = try await QualityV1.InteractionServiceClient(
        RPCClient(endpoint: suite.endpoint("quality"))
      ).summarizeInteractions(.init(), options: suite.operatorOptions())
      #expect(summary.handledCount == 66)
      #expect(summary.agentCount == 4)
      #expect(summary.workdayCount == 2)
    }
  }

  private func checkReports(_ suite: RunningSuite) async throws {
    let board = try await suite.laurel(
      "leaderboard", "--metric", "interactions_handled", "--json", "--directory",
      suite.directory)
    let entries = try JSONDecoder().decode(Leaderboard.self, from: Data(board.output.utf8))
      .leaderboardEntries
    #expect(entries?.map(\.personId) == ["ADA", "BEA", "CYD", "DOT"])
    #expect(entries?.map(\.rank) == [1, 2, 2, 4])
    #expect(entries?.map(\.pointsHundredths) == ["2400", "1800", "1800", "600"])

    let card = try await suite.laurel(
      "scorecard", "BEA", "--from", "1999-01-03", "--to", "1999-01-04", "--json", "--directory",
      suite.directory)
    let scorecard = try JSONDecoder().decode(
      ScorecardAnswer.self, from: Data(card.output.utf8)
    ).scorecard
    let handleTime = scorecard.metricResults.first { $0.metricId == "average_handle_time" }
    #expect(handleTime?.total == 3_780)
    #expect(handleTime?.count == "18")
    // 210 s lie halfway between 120 s (100 points) and 300 s (0 points), on each of two days.
    #expect(handleTime?.pointsHundredths == "10000")
    #expect(scorecard.pointsHundredths == "11800")

    let table = try await suite.laurel(
      "leaderboard", "--metric", "interactions_handled", "--directory", suite.directory)
    #expect(table.isSuccess)
    #expect(table.output.contains("ADA"))
    let status = try await suite.laurel("status", "--directory", suite.directory)
    #expect(status.isSuccess, "\(status.output)\(status.errors)")
  }

  private func callByHand(_ suite: RunningSuite) async throws {
    let days = try await suite.laurel(
      "call", "quality", "laurel.quality.v1.InteractionService/SummarizeInteractions",
      "--directory", suite.directory)
    try #require(days.isSuccess, "\(days.errors)")
    #expect(days.output.contains(#""handledCount":"66""#), "\(days.output)")
    let servers = try await suite.laurel(
      "call", "quality", "grpc.channelz.v1.Channelz/GetServers", "--all-organizations",
      "--directory", suite.directory)
    #expect(servers.output.contains(#""name":"quality""#), "\(servers.output)\(servers.errors)")
    let missing = try await suite.laurel(
      "call", "quality", "laurel.quality.v1.InteractionService/GetInteraction",
      #"{"interactionId": "none"}"#, "--directory", suite.directory)
    #expect(!missing.isSuccess)
    #expect(missing.errors.contains("reason: INTERACTION_NOT_FOUND"), "\(missing.errors)")
  }

  private func checkBadRow(_ suite: RunningSuite) async throws {
    let lines = Self.file.text.split(separator: "\r\n")
    let bad = lines[5].replacing("990103", with: "991303")
    let outcome = try await importFile(suite, (lines + [bad]).joined(separator: "\r\n"))
    #expect(!outcome.isSuccess)
    #expect(outcome.errors.contains("line \(lines.count + 1)"), "\(outcome.errors)")
  }

  private func checkOtherOrganization(_ suite: RunningSuite) async throws {
    let small = CallFile(
      agents: [.init(name: "EVE", callsPerDay: 2, seconds: 60)], days: ["990103"])
    let outcome = try await importFile(suite, small.text, organization: "other")
    try #require(outcome.isSuccess, "\(outcome.errors)")
    let options = try await suite.operatorOptions(organization: "other")
    let people = try await DirectoryV1.PersonServiceClient(
      RPCClient(endpoint: suite.endpoint("directory"))
    ).listPeople(.init(), options: options)
    #expect(people.people.map(\.personID) == ["EVE"])
    let quality = QualityV1.InteractionServiceClient(
      RPCClient(endpoint: suite.endpoint("quality")))
    #expect(
      try await quality.listInteractions(.init(), options: options).interactions.count == 2)
    let error = await #expect(throws: RPCStatus.self) {
      try await quality.getInteraction(
        .init(interactionID: "199901-AA0101-50"), options: options)
    }
    #expect(error?.code == .notFound)
    let gamification = RPCClient(endpoint: suite.endpoint("gamification"))
    let board = try await GamificationV1.LeaderboardServiceClient(gamification)
      .listLeaderboardEntries(
        .init(
          startWorkday: .init(year: 1999, month: 1, day: 1),
          endWorkday: .init(year: 1999, month: 1, day: 31)), options: options)
    #expect(board.leaderboardEntries.map(\.personID) == ["EVE"])
    let ledger = try await GamificationV1.LedgerServiceClient(gamification)
      .listLedgerEntries(.init(pageSize: 1_000), options: options)
    #expect(Set(ledger.ledgerEntries.map(\.personID)) == ["EVE"])
  }

  private func runPythonClient(_ suite: RunningSuite) async throws {
    var environment: [Environment.Key: String] = [
      "LAUREL_TOKEN": try await suite.token(
        "--service", "operator", organization: "laurel-demo"),
      "LAUREL_TOKEN_EVERY": try await suite.token("--service", "operator", organization: nil),
      "LAUREL_TOKEN_AGENT": try await suite.token(
        "--person", "ADA", organization: "laurel-demo"),
      "LAUREL_AGENT": "ADA", "LAUREL_FROM": "1999-01-03", "LAUREL_TO": "1999-01-04",
      "LAUREL_HANDLED": "24",
    ]
    for service in ["directory", "gamification", "learning", "coaching", "quality"] {
      let key = Environment.Key(rawValue: "LAUREL_PEER_\(service.uppercased())")
      environment[try #require(key)] = "\(suite.endpoint(service))"
    }
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let result = try await run(
      .path(FilePath(root.appending(path: "Tests/Interop/python-client.sh").path())),
      arguments: [root.appending(path: ".build/interop").path()],
      environment: .inherit.updating(environment.mapValues(Optional.some)),
      output: .string(limit: 1_000_000), error: .string(limit: 1_000_000))
    #expect(
      result.terminationStatus.isSuccess,
      "\(result.standardOutput)\n\(result.standardError)")
  }
}
