internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Logging
internal import Postgres
internal import Settings

/// Shows what the service's destinations have not received, and what to do about parked events.
struct OutboxCommand<Definition: ServiceDefinition>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "outbox",
      abstract: "Show the events that wait for their destinations, and those that are parked.",
      discussion: """
        Needs LAUREL_DATABASE_URL, as serve does. An event is parked when its destination has \
        refused it LAUREL_RELAY_REFUSALS_MAX times; later events of its subject wait for it. Mend \
        the cause, then use redrive. What can never be delivered is given up with discard. Both \
        write audit records.
        """,
      subcommands: [
        OutboxStatusCommand<Definition>.self, OutboxListCommand<Definition>.self,
        OutboxRedriveCommand<Definition>.self, OutboxDiscardCommand<Definition>.self,
      ], defaultSubcommand: OutboxStatusCommand<Definition>.self)
  }
}

/// A command about the outbox of a service: a question to its database, and an answer in text.
protocol OutboxSubcommand: AsyncParsableCommand {
  associatedtype Definition: ServiceDefinition

  /// Does what the options say.
  ///
  /// - Returns: What is written to standard output.
  /// - Throws: ``PostgresError``, or ``OutboxCommandError``.
  func output(_ outbox: Outbox, clock: any WallClock) async throws -> String
}

extension OutboxSubcommand {
  /// Who the audit record says it was: whoever can run the command has the operator's rights.
  static var caller: String { "service:\(CallAuthorizer.operatorName)" }

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

  /// As ``output(_:clock:)``, unless the schema is too old for the program.
  func output(_ pool: PostgresPool, clock: any WallClock) async throws -> String {
    try await Migrator(schema: pool.schema, migrations: Definition.migrations)
      .requireCurrent(pool)
    return try await output(Outbox(pool: pool), clock: clock)
  }

  /// Refuses a destination that the service does not send to.
  func check(destination: String?, option: String) throws {
    guard let destination, !Definition.outboxDestinations.contains(destination) else { return }
    let names = Definition.outboxDestinations.joined(separator: ", ")
    throw ArgumentParser.ValidationError(
      names.isEmpty
        ? "\(Definition.name) sends no events." : "\(option) must name one of: \(names).")
  }
}

/// Why a command about the outbox did nothing.
enum OutboxCommandError: Error, Hashable, CustomStringConvertible {
  /// Nothing is parked under that name: delivered, waiting, discarded before, or never there.
  case notParked(event: UUIDBits, destination: String)

  var description: String {
    switch self {
    case .notParked(let event, let destination):
      "no delivery of the event \(event) to \(destination) is parked"
    }
  }
}

/// Counts what the destinations have not received.
struct OutboxStatusCommand<Definition: ServiceDefinition>: OutboxSubcommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "status", abstract: "Count what waits and what is parked for each destination.")
  }

  @Flag(help: "Write the result as JSON.")
  var json = false

  func output(_ outbox: Outbox, clock: any WallClock) async throws -> String {
    let report = try await OutboxReport.load(
      service: Definition.name, destinations: Definition.outboxDestinations, outbox: outbox,
      now: clock.now())
    return json ? try report.commandJSON() : report.text
  }
}

/// Lists what the destinations have not received.
struct OutboxListCommand<Definition: ServiceDefinition>: OutboxSubcommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list",
      abstract: "List the deliveries that wait or are parked, in the order of events.")
  }

  @OptionGroup var options: OutboxListOptions

  func validate() throws { try check(destination: options.destination, option: "--destination") }

  func output(_ outbox: Outbox, clock: any WallClock) async throws -> String {
    let deliveries = try await outbox.deliveries(
      to: options.destination, parkedOnly: options.parked, after: options.after,
      limit: options.limit)
    let report = DeliveryReport(
      service: Definition.name, deliveries: deliveries, limit: options.limit, now: clock.now())
    return options.json ? try report.commandJSON() : report.text
  }
}

/// Makes parked deliveries due again.
struct OutboxRedriveCommand<Definition: ServiceDefinition>: OutboxSubcommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "redrive",
      abstract: "Make parked deliveries due again, with as many attempts as new ones.")
  }

  @OptionGroup var options: OutboxRedriveOptions

  func validate() throws { try check(destination: options.destination, option: "--destination") }

  func output(_ outbox: Outbox, clock: any WallClock) async throws -> String {
    let report = RedriveReport(
      service: Definition.name,
      redriven: try await outbox.redrive(
        options.selection(), to: options.destination, by: Self.caller))
    return options.json ? try report.commandJSON() : report.text
  }
}

/// Gives up a parked delivery.
struct OutboxDiscardCommand<Definition: ServiceDefinition>: OutboxSubcommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "discard",
      abstract: "Give up a parked delivery for good, so that later events of its subject go on.",
      discussion: """
        The destination never learns of the event; what it keeps may then be wrong until the \
        subject changes again. The exit status is 1 when no such delivery is parked.
        """)
  }

  @OptionGroup var options: OutboxDiscardOptions

  func validate() throws { try check(destination: options.destination, option: "--destination") }

  func output(_ outbox: Outbox, clock: any WallClock) async throws -> String {
    let event = try options.eventID()
    let isDiscarded = try await outbox.discard(
      eventID: event, to: options.destination, because: options.reason, by: Self.caller,
      now: clock.now())
    guard isDiscarded else {
      throw OutboxCommandError.notParked(event: event, destination: options.destination)
    }
    let report = DiscardReport(
      service: Definition.name, eventID: event.description, destination: options.destination)
    return options.json ? try report.commandJSON() : report.text
  }
}
