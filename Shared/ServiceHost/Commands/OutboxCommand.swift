internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Logging
internal import Postgres
internal import Settings

/// Shows what the service's destinations have not received, and lets parked deliveries go on.
struct OutboxCommand<Definition: ServiceDefinition>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "outbox",
      abstract: "Show the events that wait for their destinations, and those that are parked.",
      discussion: """
        Needs LAUREL_DATABASE_URL, as serve does. An event is parked when its destination has \
        refused it LAUREL_RELAY_REFUSALS_MAX times; later events of its subject wait for it. Mend \
        the cause, then use --unpark.
        """)
  }

  @Option(
    help: ArgumentHelp(
      "Make the parked events of a destination due again.", valueName: "destination"))
  var unpark: String?

  @Flag(help: "Write the result as JSON.")
  var json = false

  func validate() throws {
    guard let unpark, !Definition.outboxDestinations.contains(unpark) else { return }
    let names = Definition.outboxDestinations.joined(separator: ", ")
    throw ArgumentParser.ValidationError(
      names.isEmpty
        ? "\(Definition.name) sends no events." : "--unpark must name one of: \(names).")
  }

  func run() async throws {
    let (logger, settings) = try await CommandEnvironment.make(service: Definition.name)
    do {
      let url = try ServiceConfiguration.databaseURL(
        settings, ServiceSetting.databaseURL, password: ServiceSetting.databasePasswordFile)
      let pool = PostgresPool(
        url: url, schema: try SchemaName(parsing: Definition.name, field: "name"),
        limits: try ServiceConfiguration.databaseLimits(settings), logger: logger)
      let result: Result<String, any Error>
      do {
        result = .success(try await output(pool, clock: SystemWallClock()))
      } catch {
        result = .failure(error)
      }
      await pool.shutdown()
      FileHandle.standardOutput.write(Data(try result.get().utf8))
    } catch {
      throw CommandEnvironment.failure(error, logger)
    }
  }

  /// Does what the options say.
  ///
  /// - Returns: What is written to standard output.
  /// - Throws: ``MigrationError`` when the schema is too old, or ``PostgresError``.
  func output(_ pool: PostgresPool, clock: any WallClock) async throws -> String {
    try await Migrator(schema: pool.schema, migrations: Definition.migrations)
      .requireCurrent(pool)
    let outbox = Outbox(pool: pool)
    if let unpark {
      let report = UnparkReport(
        service: Definition.name, destination: unpark,
        unparked: try await outbox.unpark(destination: unpark))
      return json ? try report.commandJSON() : report.text
    }
    let report = try await OutboxReport.load(
      service: Definition.name, destinations: Definition.outboxDestinations, outbox: outbox,
      now: clock.now())
    return json ? try report.commandJSON() : report.text
  }
}
