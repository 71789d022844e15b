import ArgumentParser
import Kernel
import Messages
import RPC
import WellKnownMessages

/// What readers of boards ask for.
struct BoardWork: ParsableArguments {
  /// The reads that there are.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    /// The own place and those around it.
    case rank
    /// The best of a metric.
    case top
  }

  @Argument(help: "What they read: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: Kind

  @Option(help: "The first workday of the board.")
  var start: String

  @Option(help: "The last workday of the board.")
  var end: String

  @Option(help: "How many people read; `top` is read by the operator.")
  var readers = 1_000

  @Option(help: "How many places before and as many behind.")
  var neighbors: Int32 = 5

  @Option(help: "How many places `top` has.")
  var places: Int32 = 300

  @Option(help: "The metrics that `top` is read of, with commas between them.")
  var metrics = ""

  func validate() throws {
    guard readers > 0 else { throw ArgumentParser.ValidationError("--readers is at least 1.") }
  }

  /// All reads that there are, in the order in which readers make them.
  func reads(_ service: Service) async throws -> [BoardRead] {
    let (start, end) = (
      GoogleType.Date(try Workday(parsing: start, field: "start")),
      GoogleType.Date(try Workday(parsing: end, field: "end"))
    )
    switch kind {
    case .rank:
      let people = (0..<readers).map { FactPlan.person($0) }
      let options = try await service.options(of: people, timeout: .seconds(10))
      return zip(people, options).map { person, options in
        .rank(
          GamificationV1.GetLeaderboardRankRequest(
            personID: person, neighborCount: neighbors, startWorkday: start, endWorkday: end),
          options)
      }
    case .top:
      let options = try await service.operatorOptions(timeout: .seconds(10))
      return metrics.split(separator: ",").map { metric in
        .top(
          GamificationV1.ListLeaderboardEntriesRequest(
            pageSize: places, startWorkday: start, endWorkday: end, metricID: String(metric)),
          options)
      }
    }
  }
}

/// One read, which may be made any number of times.
enum BoardRead: Sendable {
  case rank(GamificationV1.GetLeaderboardRankRequest, CallOptions)
  case top(GamificationV1.ListLeaderboardEntriesRequest, CallOptions)

  /// Makes the call.
  ///
  /// - Returns: The places, that of the person first.
  /// - Throws: ``WrongAnswer`` when there is none, or what the call throws.
  func callAsFunction(
    _ service: GamificationV1.LeaderboardServiceClient
  ) async throws -> [GamificationV1.LeaderboardEntry] {
    switch self {
    case .rank(let request, let options):
      let response = try await service.getLeaderboardRank(request, options: options)
      guard let own = response.leaderboardEntry, own.personID == request.personID else {
        throw WrongAnswer(description: "\(request.personID) has no place")
      }
      return [own] + response.entriesBefore + response.entriesAfter
    case .top(let request, let options):
      let response = try await service.listLeaderboardEntries(request, options: options)
      guard !response.leaderboardEntries.isEmpty else {
        throw WrongAnswer(description: "nobody has a place by \(request.metricID)")
      }
      return response.leaderboardEntries
    }
  }
}

/// Shows what a read answers, to be compared.
struct Answer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the places of the first read: person, rank and points in hundredths.")

  @OptionGroup var service: Service
  @OptionGroup var work: BoardWork

  func run() async throws {
    guard let read = try await work.reads(service).first else { return }
    let client = service.makeClient()
    for entry in try await read(GamificationV1.LeaderboardServiceClient(client)) {
      print(entry.personID, entry.rank, entry.pointsHundredths)
    }
    await client.close()
  }
}

/// Lets many clients read boards.
struct Read: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let clients read, each with its own connection and one call at a time.",
    discussion: "Prints how many calls and seconds, and the median and the 99th percentile of "
      + "their microseconds.")

  @OptionGroup var service: Service
  @OptionGroup var work: BoardWork

  @Option(help: "Clients.")
  var clients = 8

  @Option(help: "Seconds that are measured, after a fifth as much to warm up.")
  var seconds = 3.0

  func run() async throws {
    let reads = try await work.reads(service)
    let connections = (0..<clients).map { _ in service.makeClient() }
    // Boards are made when somebody asks first.
    if let first = connections.first {
      for read in work.kind == .rank ? Array(reads.prefix(1)) : reads {
        _ = try await read(GamificationV1.LeaderboardServiceClient(first))
      }
    }
    _ = try await load(connections, reads, for: .seconds(seconds / 5))
    let start = ContinuousClock.now
    let times = try await load(connections, reads, for: .seconds(seconds))
    let elapsed = start.duration(to: .now) / .seconds(1)
    print(times.count, elapsed, times.percentile(50), times.percentile(99))
    for connection in connections { await connection.close() }
  }

  /// The microseconds of all calls.
  private func load(
    _ connections: [RPCClient], _ reads: [BoardRead], for duration: Duration
  ) async throws -> [Double] {
    let end = ContinuousClock.now + duration
    return try await withThrowingTaskGroup(of: [Double].self) { group in
      for (number, connection) in connections.enumerated() {
        group.addTask(executorPreference: connection.taskExecutor) {
          let service = GamificationV1.LeaderboardServiceClient(connection)
          var times: [Double] = []
          var random = UInt64(number) &* 7_919
          var now = ContinuousClock.now
          while now < end {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            _ = try await reads[Int(random >> 33) % reads.count](service)
            let later = ContinuousClock.now
            times.append(now.duration(to: later) / .microseconds(1))
            now = later
          }
          return times
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}

extension [Double] {
  /// The nearest-rank percentile; 0 of nothing.
  func percentile(_ percent: Int) -> Double {
    guard !isEmpty else { return 0 }
    return sorted()[Swift.min(count - 1, Swift.max(0, (count * percent + 99) / 100 - 1))]
  }
}
