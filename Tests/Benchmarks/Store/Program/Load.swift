import ArgumentParser
import Kernel
import NIOPosix
import Postgres
import RPC

/// Lets many callers run single statements.
struct Load: AsyncParsableCommand {
  /// The single statements that callers run.
  enum Work: String, ExpressibleByArgument, CaseIterable {
    case select
    case insert
  }

  /// Where the callers run.
  enum Place: String, ExpressibleByArgument, CaseIterable {
    /// On the thread of one event loop, as the calls of a service do (`LAUREL_THREADS` is 1).
    case loop
    /// On the threads that Swift gives to tasks.
    case pool

    var executor: LoopExecutor? {
      switch self {
      case .loop: LoopExecutor(MultiThreadedEventLoopGroup.singleton.next())
      case .pool: nil
      }
    }
  }

  static let configuration = CommandConfiguration(
    abstract: "Let many callers run single statements.")

  @Argument(help: "What the callers do: \(Work.allCases.map(\.rawValue).joined(separator: ", ")).")
  var work: Work

  @OptionGroup var database: Database

  @Option(help: "Where they run: an event loop, as in a service, or Swift's pool of threads.")
  var place = Place.loop

  @Option(help: "Callers at a time.")
  var callers = 100

  @Option(help: "Connections that they share.")
  var lanes = 2

  @Option(help: "Seconds that are measured, after a fifth as much to warm up.")
  var seconds = 2.0

  @Option(help: "Rows of pgbench_accounts, which is read.")
  var rows: Int32 = 100_000

  func validate() throws {
    guard (1...100_000).contains(callers) else { throw ValidationError("callers: 1 to 100000") }
    guard (1...64).contains(lanes) else { throw ValidationError("lanes: 1 to 64") }
    guard seconds > 0, seconds <= 600 else { throw ValidationError("seconds: up to 600") }
    guard rows > 0 else { throw ValidationError("rows: at least 1") }
  }

  func run() async throws {
    let pool = try database.makePool(lanes: lanes, callers: callers)
    try await load(pool, for: .seconds(seconds / 5))
    try await measure { try await load(pool, for: .seconds(seconds)) }
    await pool.shutdown()
  }

  /// Lets all callers run statement after statement until the time is over.
  @discardableResult
  private func load(_ pool: PostgresPool, for duration: Duration) async throws -> Int {
    let end = ContinuousClock.now + duration
    let (work, rows) = (work, rows)
    let executor = place.executor
    return try await withThrowingTaskGroup(of: Int.self) { group in
      for caller in 0..<callers {
        group.addTask(executorPreference: executor) {
          var count = 0
          var random = UInt64(caller) &* 7_919
          while count & 15 != 0 || ContinuousClock.now < end {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            try await work.run(on: pool, account: 1 + Int32(random >> 33) % rows)
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
  }
}

extension Load.Work {
  private static let scope = TransactionScope.organization(OrganizationID(stored: "acme"))

  func run(on pool: PostgresPool, account: Int32) async throws {
    switch self {
    case .select:
      guard try await pool.first(SelectBalance(account: account), in: Self.scope) == 0 else {
        throw ExitCode.failure
      }
    case .insert:
      try await pool.run(InsertEntry(account: account), in: Self.scope)
    }
  }
}

/// The statement of `pgbench -S`.
private struct SelectBalance: Query {
  static let sql = "SELECT abalance FROM public.pgbench_accounts WHERE aid = $1"

  let account: Int32

  func bind(to bindings: inout Bindings) { bindings.append(account) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int32 { try row.read() }
}

private struct InsertEntry: Statement {
  static let sql = "INSERT INTO bench.entry (account) VALUES ($1)"

  let account: Int32

  func bind(to bindings: inout Bindings) { bindings.append(account) }
}
