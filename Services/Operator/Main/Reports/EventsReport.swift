internal import Foundation
internal import ServiceHost

/// What waits between the services of a suite.
struct EventsReport: Codable, Hashable, Sendable {
  /// What the outbox of each service holds, in the order of the suite.
  var services: [OutboxReport]

  /// Asks every service.
  ///
  /// - Throws: ``CommandFailure`` when one cannot tell.
  static func load(_ suite: LocalSuite) async throws -> EventsReport {
    var report = EventsReport(services: [])
    for service in SuiteService.allCases {
      let answer = try await suite.outbox(of: service, ["--json"])
      report.services.append(
        try JSONDecoder().decode(OutboxReport.self, from: Data(answer.utf8)))
    }
    return report
  }

  /// A table for people; services that send nothing are left out.
  var text: String {
    var table = TextTable(columns: [
      TextTable.Column("Service"), TextTable.Column("Destination"),
      TextTable.Column("Waiting", .right), TextTable.Column("Parked", .right),
      TextTable.Column("Oldest", .right),
    ])
    for service in services {
      for destination in service.destinations {
        table.append([
          service.service, destination.destination, "\(destination.waiting)",
          "\(destination.parked)",
          destination.oldestAgeSeconds.map(OutboxReport.age) ?? "-",
        ])
      }
    }
    guard let source = services.first(where: { $0.destinations.contains { $0.parked > 0 } }) else {
      return table.rendered()
    }
    return table.rendered()
      + "`laurel events list --service \(source.service) --parked` shows what is parked.\n"
  }
}
