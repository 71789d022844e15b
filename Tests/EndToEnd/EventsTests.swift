import Foundation
import RPC
import Testing

@Suite("laurel events")
struct EventsTests {
  /// What `laurel events --json` writes.
  private struct Report: Decodable {
    struct Service: Decodable {
      struct Destination: Decodable {
        var destination: String
        var waiting: Int
        var parked: Int
      }

      var service: String
      var destinations: [Destination]
    }

    var services: [Service]

    /// What waits between two services; -1 when nothing is sent there.
    func waiting(from source: String, to destination: String) -> Int {
      services.first { $0.service == source }?.destinations
        .first { $0.destination == destination }?.waiting ?? -1
    }
  }

  private func report(_ suite: RunningSuite) async throws -> Report {
    let outcome = try await suite.laurel("events", "--json", "--directory", suite.directory)
    try #require(outcome.isSuccess, "\(outcome.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }

  @Test("shows what waits for a service that is down, and touches nothing that is not parked")
  func waiting() async throws {
    try await RunningSuite.with { suite in
      let journey = try await EvaluationJourney.prepare(suite)
      let id = try #require(try await journey.sample(perAgent: 1).first)
      try await journey.submit(id, outcome: .perfect)
      try suite.kill("gamification")
      try await journey.release(id) {}
      #expect(try await report(suite).waiting(from: "quality", to: "gamification") == 1)
      #expect(try await report(suite).waiting(from: "learning", to: "gamification") == 0)
      let table = try await suite.laurel("events", "--directory", suite.directory)
      #expect(table.output.hasPrefix("Service "), "\(table.errors)")
      let source = ["--service", "quality", "--directory", suite.directory]
      let list = try await suite.laurel(["events", "list", "--json"] + source)
      #expect(list.output.contains(#""subject" : "evaluation/\#(id)""#), "\(list.errors)")
      let redriven = try await suite.laurel(["events", "redrive", "--all"] + source)
      #expect(redriven.output == "No such delivery is parked.\n", "\(redriven.errors)")
      let event = UUID().uuidString.lowercased()
      let discarded = try await suite.laurel(
        ["events", "discard", "--event", event, "--destination", "learning", "--reason", "Test."]
          + source)
      #expect(!discarded.isSuccess)
      #expect(
        discarded.errors
          == "Error: quality: no delivery of the event \(event) to learning is parked\n")
      let unknown = try await suite.laurel(
        ["events", "list", "--destination", "directory"] + source)
      #expect(unknown.errors.contains("--destination must name one of: "), "\(unknown.errors)")
      try await suite.start()
      #expect(
        try await eventually {
          try await report(suite).waiting(from: "quality", to: "gamification") == 0
        })
    }
  }
}
