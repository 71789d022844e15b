import ArgumentParser
import Kernel
import Messages
import RPC
import WellKnownMessages

/// Waits for facts to show.
struct Visible: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Record one fact after the other, and see when scorecard and board show it.",
    discussion: "Prints how many facts, and of the milliseconds from the call on until the "
      + "scorecard and until the board shows it the medians and the 95th percentiles.")

  @OptionGroup var service: Service

  @Option(help: "The first workday of scorecards and of the board.")
  var start: String

  @Option(help: "The last workday, which the facts are about.")
  var end: String

  @Option(help: "The number of the first person; the others are those behind.")
  var first = 0

  @Option(help: "How many facts, each of another person.")
  var samples = 40

  /// The longest that a fact may stay hidden.
  private static let waitMax = Duration.seconds(30)
  /// The pause of somebody who looks at a board again and again.
  private static let lookInterval = Duration.milliseconds(10)

  func run() async throws {
    let client = service.makeClient()
    let options = try await service.operatorOptions(timeout: .seconds(10))
    var random = SystemRandomNumberGenerator()
    var scorecards: [Double] = []
    var boards: [Double] = []
    for sample in 0..<samples {
      let watch = try Watch(
        FactPlan.person(first + sample), from: start, through: end, client, options)
      let (before, placed) = (try await watch.scorecardPoints(), try await watch.boardPoints())
      // Boards are brought up to date at most once a second: facts come at any time within it.
      try await ContinuousClock().sleep(
        for: .milliseconds(Int.random(in: 0..<1_000, using: &random)))
      let began = ContinuousClock.now
      try await watch.record(amount: 10)
      while try await watch.scorecardPoints() == before { try Self.check(began) }
      scorecards.append(began.duration(to: .now) / .milliseconds(1))
      while try await watch.boardPoints() == placed {
        try Self.check(began)
        try await ContinuousClock().sleep(for: Self.lookInterval)
      }
      boards.append(began.duration(to: .now) / .milliseconds(1))
    }
    print(
      samples, scorecards.percentile(50), scorecards.percentile(95), boards.percentile(50),
      boards.percentile(95))
    await client.close()
  }

  private static func check(_ began: ContinuousClock.Instant) throws {
    guard began.duration(to: .now) < waitMax else {
      throw WrongAnswer(description: "a fact does not show within \(waitMax)")
    }
  }
}

/// Looks at the points of one person.
private struct Watch {
  private let person: String
  private let start: GoogleType.Date
  private let end: GoogleType.Date
  private let client: RPCClient
  private let options: CallOptions

  init(
    _ person: String, from start: String, through end: String, _ client: RPCClient,
    _ options: CallOptions
  ) throws {
    self.person = person
    self.start = GoogleType.Date(try Workday(parsing: start, field: "start"))
    self.end = GoogleType.Date(try Workday(parsing: end, field: "end"))
    self.client = client
    self.options = options
  }

  func scorecardPoints() async throws -> Int64 {
    try await GamificationV1.ScorecardServiceClient(client).getScorecard(
      GamificationV1.GetScorecardRequest(personID: person, startWorkday: start, endWorkday: end),
      options: options
    ).scorecard?.pointsHundredths ?? 0
  }

  func boardPoints() async throws -> Int64 {
    try await GamificationV1.LeaderboardServiceClient(client).getLeaderboardRank(
      GamificationV1.GetLeaderboardRankRequest(
        personID: person, startWorkday: start, endWorkday: end), options: options
    ).leaderboardEntry?.pointsHundredths ?? 0
  }

  /// Records what nobody has measured yet.
  func record(amount: Double) async throws {
    let response = try await GamificationV1.FactServiceClient(client)
      .recordFacts(options: options) { writer in
        try await writer.write(
          GamificationV1.RecordFactsRequest(
            facts: [FactPlan.fact(person, end, 0, amount: amount)]))
      }
    guard response.createdCount == 1 else {
      throw WrongAnswer(description: "the fact of \(person) is not new")
    }
  }
}
