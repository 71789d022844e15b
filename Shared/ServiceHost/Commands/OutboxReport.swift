internal import Foundation
internal import Kernel
internal import Postgres

/// What the destinations of a service have not received.
package struct OutboxReport: Codable, Hashable, Sendable {
  /// One destination.
  package struct Destination: Codable, Hashable, Sendable {
    package var destination: String
    /// Deliveries that are due, on their way, or waiting for an earlier one of their subject.
    package var waiting: Int
    /// Deliveries given up until somebody looks.
    package var parked: Int
    /// How long ago the oldest event was written that is not delivered; absent when all are.
    package var oldestAgeSeconds: Int64?

    package init(destination: String, waiting: Int, parked: Int, oldestAgeSeconds: Int64?) {
      self.destination = destination
      self.waiting = waiting
      self.parked = parked
      self.oldestAgeSeconds = oldestAgeSeconds
    }
  }

  package var service: String
  package var destinations: [Destination]

  package init(service: String, destinations: [Destination]) {
    self.service = service
    self.destinations = destinations
  }

  static func load(
    service: String, destinations: [String], outbox: Outbox, now: Timestamp
  ) async throws -> OutboxReport {
    var report = OutboxReport(service: service, destinations: [])
    for destination in destinations {
      let backlog = try await outbox.backlog(destination: destination)
      let age = backlog.oldestCreateTime.map { max(.zero, now.duration(since: $0)) }
      report.destinations.append(
        Destination(
          destination: destination, waiting: backlog.waitingCount, parked: backlog.parkedCount,
          oldestAgeSeconds: age?.components.seconds))
    }
    return report
  }

  /// A table for people.
  var text: String {
    guard !destinations.isEmpty else { return "\(service) sends no events.\n" }
    var table = TextTable(columns: [
      TextTable.Column("Destination"), TextTable.Column("Waiting", .right),
      TextTable.Column("Parked", .right), TextTable.Column("Oldest", .right),
    ])
    for destination in destinations {
      table.append([
        destination.destination, "\(destination.waiting)", "\(destination.parked)",
        destination.oldestAgeSeconds.map(Self.age) ?? "-",
      ])
    }
    return table.rendered()
  }

  /// The largest unit of which there are at least two, rounded down: 119 seconds are `119 s`, 120
  /// are `2 min`.
  package static func age(seconds: Int64) -> String {
    for (unit, length) in [("d", 86_400), ("h", 3_600), ("min", 60)] as [(String, Int64)]
    where seconds >= 2 * length {
      return "\(seconds / length) \(unit)"
    }
    return "\(seconds) s"
  }
}

extension Encodable {
  /// The value as JSON for scripts, with a line feed at its end.
  package func commandJSON() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
