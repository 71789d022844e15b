internal import ArgumentParser
internal import Kernel
internal import ServiceHost

/// Shows what waits between the services of the local suite, and what to do about parked events.
struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the events that wait between the services, and deal with parked ones.",
    discussion: """
      An event is parked when its receiver has refused it again and again; later events of its \
      subject wait for it. Look with list, mend the cause, then use redrive; discard gives up what \
      can never be delivered. PostgreSQL must run, the services need not. A suite elsewhere has \
      the same in its services: `quality outbox --help`.
      """,
    subcommands: [
      EventsStatus.self, EventsList.self, EventsRedrive.self, EventsDiscard.self,
    ], defaultSubcommand: EventsStatus.self)
}

/// The service whose events a command is about.
struct EventSourceOptions: ParsableArguments {
  @Option(help: "The folder of the suite.")
  var directory = ".laurel"

  @Option(help: "The service that sends the events: quality or learning, for example.")
  var service: String

  func validate() throws { try UserInput.check { _ = try source() } }

  /// The service.
  ///
  /// - Throws: ``CommandFailure`` when there is none of the name.
  func source() throws -> SuiteService {
    try SuiteService.named(service)
  }

  /// Runs the command of the service and passes on what it writes.
  func run(_ arguments: [String]) async throws {
    try await CommandFailure.explaining {
      try LocalSuite.requirePrograms()
      let suite = try await LocalSuite.withDatabase(in: SuiteFolder(directory))
      Console.write(try await suite.outbox(of: try source(), arguments))
    }
  }
}

/// Counts what waits and what is parked.
struct EventsStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Count what waits and what is parked, for all services.")

  @Option(help: "The folder of the suite.")
  var directory = ".laurel"

  @Flag(help: "Write the result as JSON.")
  var json = false

  func run() async throws {
    try await CommandFailure.explaining {
      try LocalSuite.requirePrograms()
      let report = try await EventsReport.load(
        LocalSuite.withDatabase(in: SuiteFolder(directory)))
      Console.write(json ? try report.commandJSON() : report.text)
    }
  }
}

/// A command that a service does itself, with the same options.
protocol EventsSubcommand: AsyncParsableCommand {
  associatedtype Options: OutboxOptions

  /// The name of the command, here and there.
  static var name: String { get }
  var source: EventSourceOptions { get }
  var options: Options { get }
}

extension EventsSubcommand {
  func validate() throws {
    try UserInput.check { try SuiteService.check(options.chosenDestination) }
  }

  func run() async throws { try await source.run([Self.name] + options.arguments) }
}

/// Lists deliveries.
struct EventsList: EventsSubcommand {
  static let name = "list"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "List the deliveries of a service that wait or are parked.")

  @OptionGroup var source: EventSourceOptions
  @OptionGroup var options: OutboxListOptions
}

/// Makes parked deliveries due again.
struct EventsRedrive: EventsSubcommand {
  static let name = "redrive"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Make parked deliveries of a service due again.")

  @OptionGroup var source: EventSourceOptions
  @OptionGroup var options: OutboxRedriveOptions
}

/// Gives up a parked delivery.
struct EventsDiscard: EventsSubcommand {
  static let name = "discard"
  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Give up a parked delivery for good, so that later events of its subject go on.")

  @OptionGroup var source: EventSourceOptions
  @OptionGroup var options: OutboxDiscardOptions
}

extension SuiteService {
  /// Finds a service.
  ///
  /// - Throws: ``CommandFailure`` when there is none of the name.
  fileprivate static func named(_ name: String) throws -> SuiteService {
    guard let service = SuiteService(rawValue: name) else {
      throw CommandFailure(
        "There is no service \(name); there are "
          + "\(allCases.map(\.name).joined(separator: ", ")).")
    }
    return service
  }

  /// Refuses a destination that is no service; which ones it sends to, the source knows.
  fileprivate static func check(_ destination: String?) throws {
    if let destination { _ = try named(destination) }
  }
}
