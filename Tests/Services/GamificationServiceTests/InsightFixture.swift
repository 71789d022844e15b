import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

/// The week of 2026-05-11, with the one before it.
let insightWeeks = GamificationV1.InsightPeriods(
  granularity: .week, primaryWorkday: may(13))

func insightGroup(team: String) -> GamificationV1.InsightGroup {
  GamificationV1.InsightGroup(teamID: team)
}

func insightPeople(_ people: String...) -> GamificationV1.InsightGroup {
  GamificationV1.InsightGroup(personIDs: people)
}

extension GamificationFixture {
  /// Red is ada, bob and cleo; blue is six people, and dan leads red.
  ///
  /// From 2026-05-04 each had 100 interactions a day and a few more from day to day. In the week
  /// after it are 300 more for ada, 50 fewer for bob and no change for cleo.
  static func withInsights(
    _ test: (GamificationFixture) async throws -> Void
  ) async throws {
    try await withPoints { fixture in
      let view = Permission("gamification:insights:view")
      var facts: [GamificationV1.Fact] = []
      for (person, shift) in [("ada", 300), ("bob", -50), ("cleo", 0)] as [(String, Double)] {
        try await fixture.service.addMember(
          person, name: person.uppercased(), division: "north", team: "red",
          grants: [(view, .own)])
        for day in Int32(0)..<5 {
          facts += [
            handled(100 + Double(day), by: person, on: 4 + day),
            handled(100 + Double(day) + shift, by: person, on: 11 + day),
          ]
        }
      }
      for number in 1...6 {
        try await fixture.service.addMember(
          "b\(number)", division: "north", team: "blue", grants: [(view, .own)])
        facts.append(handled(Double(number) * 10, by: "b\(number)", on: 11))
      }
      try await fixture.record(facts)
      try await fixture.service.addMember(
        "dan", grants: [(view, .team(TeamID(stored: "red")))])
      try await test(fixture)
    }
  }

  func insightOptions(_ caller: String?) async throws -> CallOptions {
    if let caller { return try await service.asPerson(caller) }
    return try await service.asOperator()
  }
}
