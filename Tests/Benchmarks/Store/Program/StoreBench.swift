import ArgumentParser
import Kernel
import Logging
import Postgres

/// Uses a database through the store; what `make bench-store` measures.
///
/// Each command prints one line: how many statements or rows, seconds, seconds of processor time of
/// this process, and the most memory it had, in KiB.
@main
struct StoreBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store-bench", abstract: "Use a database through the store, and measure.",
    subcommands: [Load.self, Import.self, Read.self])
}

/// The database that a command uses.
struct Database: ParsableArguments {
  @Option(help: "The database, as a postgresql URL.")
  var url: String

  func makePool(lanes: Int = 1, callers: Int = 1) throws -> PostgresPool {
    PostgresPool(
      url: try DatabaseURL(parsing: url, field: "url"), schema: "bench",
      limits: PostgresLimits(
        connectionsMax: 1, waitersMax: 0, lanesMax: lanes, statementsMax: callers,
        leaseTimeout: .seconds(30), connectTimeout: .seconds(10), statementTimeout: .seconds(600),
        idleInTransactionTimeout: .seconds(30)),
      logger: Logger(label: "store-bench"))
  }
}

/// Does something that counts what it did, and prints what it took.
func measure(_ work: () async throws -> Int) async throws {
  let (start, processorStart) = (ContinuousClock.now, ProcessUsage.now.processorSeconds)
  let count = try await work()
  let elapsed = start.duration(to: .now) / .seconds(1)
  let usage = ProcessUsage.now
  print(count, elapsed, usage.processorSeconds - processorStart, usage.memoryKibibytes)
}

/// The scope of all that is measured.
let scope = TransactionScope.organization(OrganizationID(stored: "acme"))
