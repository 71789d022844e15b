package import ArgumentParser
internal import Kernel
package import Postgres

/// Options of a command about the outbox, which can be typed again for another program.
package protocol OutboxOptions: ParsableArguments {
  /// The only destination; `nil` for all.
  var chosenDestination: String? { get }

  /// The same options, to be typed.
  var arguments: [String] { get }
}

/// Which deliveries `outbox list` shows; the operator's command takes the same options.
package struct OutboxListOptions: OutboxOptions {
  /// The most rows of one page.
  package static var limitMax: Int { 1_000 }

  @Option(help: ArgumentHelp("Only deliveries to a destination.", valueName: "destination"))
  package var destination: String?

  @Flag(help: "Only parked deliveries.")
  package var parked = false

  @Option(help: ArgumentHelp("How many to show, 1 to 1000.", valueName: "count"))
  package var limit = 100

  @Option(help: ArgumentHelp("Go on after a sequence number.", valueName: "sequence"))
  package var after: Int64 = 0

  @Flag(help: "Write the result as JSON.")
  package var json = false

  package init() {}

  package func validate() throws {
    guard (1...Self.limitMax).contains(limit) else {
      throw ArgumentParser.ValidationError("--limit must be from 1 to \(Self.limitMax)")
    }
    guard after >= 0 else { throw ArgumentParser.ValidationError("--after must not be negative") }
  }

  package var chosenDestination: String? { destination }

  package var arguments: [String] {
    OutboxArguments.option("destination", destination) + OutboxArguments.flag("parked", parked)
      + OutboxArguments.option("limit", "\(limit)") + OutboxArguments.option("after", "\(after)")
      + OutboxArguments.flag("json", json)
  }
}

/// Which deliveries `outbox redrive` makes due again; the operator's command takes the same.
package struct OutboxRedriveOptions: OutboxOptions {
  @Option(help: ArgumentHelp("Those of an event.", valueName: "id"))
  package var event: String?

  @Option(help: ArgumentHelp("Those of a subject, for example module/ID.", valueName: "subject"))
  package var subject: String?

  @Flag(help: "All that are parked.")
  package var all = false

  @Option(help: ArgumentHelp("Only deliveries to a destination.", valueName: "destination"))
  package var destination: String?

  @Flag(help: "Write the result as JSON.")
  package var json = false

  package init() {}

  package func validate() throws { _ = try selection() }

  /// What is meant.
  ///
  /// - Throws: A mistake in the options.
  package func selection() throws -> OutboxSelection {
    switch (event, subject, all) {
    case (let event?, nil, false): return .event(try OutboxArguments.eventID(event))
    case (nil, let subject?, false): return .subject(subject)
    case (nil, nil, true): return .all
    default:
      throw ArgumentParser.ValidationError("Name one of --event, --subject and --all")
    }
  }

  package var chosenDestination: String? { destination }

  package var arguments: [String] {
    OutboxArguments.option("event", event) + OutboxArguments.option("subject", subject)
      + OutboxArguments.flag("all", all) + OutboxArguments.option("destination", destination)
      + OutboxArguments.flag("json", json)
  }
}

/// Which delivery `outbox discard` gives up; the operator's command takes the same options.
package struct OutboxDiscardOptions: OutboxOptions {
  /// The longest reason.
  package static var reasonCharactersMax: Int { 500 }

  @Option(help: ArgumentHelp("The event.", valueName: "id"))
  package var event: String

  @Option(help: ArgumentHelp("Where the event does not go.", valueName: "destination"))
  package var destination: String

  @Option(help: ArgumentHelp("Why, for the audit record.", valueName: "text"))
  package var reason: String

  @Flag(help: "Write the result as JSON.")
  package var json = false

  package init() {}

  package func validate() throws {
    _ = try eventID()
    do {
      try CheckedText.check(
        reason, characters: 1...Self.reasonCharactersMax, field: "--reason")
    } catch {
      throw ArgumentParser.ValidationError(error.description)
    }
  }

  /// The event.
  ///
  /// - Throws: A mistake in the options.
  func eventID() throws -> UUIDBits { try OutboxArguments.eventID(event) }

  package var chosenDestination: String? { destination }

  package var arguments: [String] {
    OutboxArguments.option("event", event) + OutboxArguments.option("destination", destination)
      + OutboxArguments.option("reason", reason) + OutboxArguments.flag("json", json)
  }
}

/// Reads and writes what is typed after `outbox`.
private enum OutboxArguments {
  /// An option with its value in one word, so that a value may begin with a dash.
  static func option(_ name: String, _ value: String?) -> [String] {
    value.map { ["--\(name)=\($0)"] } ?? []
  }

  static func flag(_ name: String, _ isSet: Bool) -> [String] { isSet ? ["--\(name)"] : [] }

  static func eventID(_ text: String) throws -> UUIDBits {
    guard let id = UUIDBits(text) else {
      throw ArgumentParser.ValidationError("--event must be a UUID with 36 characters")
    }
    return id
  }
}
