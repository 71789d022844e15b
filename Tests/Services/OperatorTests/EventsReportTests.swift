import Foundation
import Testing

@testable import laurel

@Suite("EventsReport.text")
struct EventsReportTests {
  private func text(parked: Int) throws -> String {
    let json = """
      {"services": [
        {"service": "directory", "destinations": []},
        {"service": "learning", "destinations": [
          {"destination": "gamification", "waiting": 0, "parked": 0}]},
        {"service": "quality", "destinations": [
          {"destination": "gamification", "waiting": 12, "parked": \(parked),
            "oldestAgeSeconds": 7200}]}]}
      """
    return try JSONDecoder().decode(EventsReport.self, from: Data(json.utf8)).text
  }

  @Test("shows a row for each receiver of each service that sends events")
  func table() throws {
    #expect(
      try text(parked: 0) == """
        Service   Destination   Waiting  Parked  Oldest
        --------  ------------  -------  ------  ------
        learning  gamification        0       0       -
        quality   gamification       12       0     2 h

        """)
  }

  @Test("says how to look at what is parked")
  func parked() throws {
    #expect(
      try text(parked: 3).hasSuffix(
        "\n`laurel events list --service quality --parked` shows what is parked.\n"))
  }
}
