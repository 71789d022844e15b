import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:scorecard:view")

@Suite("ScorecardService.GetScorecard")
struct GetScorecardTests {
  private func request(
    _ person: String, _ start: GoogleType.Date? = may(4), _ end: GoogleType.Date? = may(5)
  ) -> GamificationV1.GetScorecardRequest {
    GamificationV1.GetScorecardRequest(personID: person, startWorkday: start, endWorkday: end)
  }

  @Test("sums up metrics and days inside the range")
  func sums() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("ada", name: "Ada Lovelace", grants: [(view, .own)])
      try await fixture.record([
        handled(99, by: "ada", on: 3), handled(40, by: "ada", on: 4),
        handled(20, by: "ada", on: 5), handled(99, by: "ada", on: 6),
        measured("handle_seconds", 4_200, by: "ada", on: 5), handled(7, by: "bob", on: 5),
      ])
      try await fixture.deliver(event(1, released(2, score: 8_000, on: 5)))
      let response = try await fixture.scorecards.getScorecard(
        request("ada"), options: try await fixture.service.asPerson("ada"))
      let scorecard = try #require(response.scorecard)
      #expect(scorecard.displayName == "Ada Lovelace")
      #expect(scorecard.startWorkday == may(4))
      #expect(scorecard.endWorkday == may(5))
      let results = scorecard.metricResults
      #expect(
        results.map(\.metricDefinitionID) == [
          "average_handle_time", "interactions_handled", "quality_score",
        ])
      #expect(
        results.map(\.displayName) == [
          "Average handle time", "Interactions handled", "Quality score",
        ])
      #expect(results.map(\.unit) == [.seconds, .number, .percent])
      #expect(results.map(\.precision) == [0, 0, 2])
      #expect(results.map(\.dividend) == [4_200, 60, 80])
      #expect(results.map(\.divisor) == [20, 2, 1])
      #expect(results.map(\.value) == [210, 60, 80])
      #expect(results.map(\.pointsHundredths) == [5_000, 6_000, 6_000])
      #expect(results.map(\.pointsMaxHundredths) == [10_000, 200_000, 10_000])
      #expect(results.allSatisfy { UUIDBits($0.profileMetricID) != nil })
      #expect(
        scorecard.workdayPoints == [
          GamificationV1.WorkdayPoints(workday: may(4), pointsHundredths: 4_000),
          GamificationV1.WorkdayPoints(workday: may(5), pointsHundredths: 13_000),
        ])
      #expect(scorecard.pointsHundredths == 17_000)
      #expect(scorecard.pointsMaxHundredths == 220_000)
      #expect(scorecard.finality == .final)
      #expect(scorecard.asOfTime != nil)
    }
  }

  @Test("says what a single day lacks to more points")
  func improvement() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record([
        handled(10, by: "ada"), measured("handle_seconds", 2_100, by: "ada"),
      ])
      let response = try await fixture.scorecards.getScorecard(
        request("ada", may(4), may(4)), options: try await fixture.service.asOperator())
      let result = try #require(response.scorecard?.metricResults.first)
      #expect(result.value == 210)
      #expect(
        result.improvement
          == GamificationV1.Improvement(
            value: 120, pointsHundredths: 10_000, level: .great))
    }
  }

  @Test("is empty for a person without facts whom the directory has not told of")
  func empty() async throws {
    try await GamificationFixture.withPoints { fixture in
      let scorecard = try await fixture.scorecard(of: "nobody")
      #expect(scorecard.displayName.isEmpty)
      #expect(scorecard.metricResults.isEmpty)
      #expect(scorecard.workdayPoints.isEmpty)
      #expect(scorecard.pointsHundredths == 0)
    }
  }

  @Test("opens a scorecard to the person and to managers, and to nobody else")
  func access() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("boss", grants: [(view, .reports)])
      try await fixture.service.addMember("lead", manager: "boss", grants: [(view, .reports)])
      try await fixture.service.addMember("ada", manager: "lead", grants: [(view, .own)])
      try await fixture.service.addMember("bob", manager: "boss", grants: [(view, .own)])
      for (caller, person) in [("ada", "ada"), ("lead", "ada"), ("boss", "ada")] {
        let response = try await fixture.scorecards.getScorecard(
          request(person), options: try await fixture.service.asPerson(caller))
        #expect(response.scorecard?.personID == person)
      }
      for (caller, person) in [("bob", "ada"), ("lead", "bob"), ("ada", "nobody")] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.scorecards.getScorecard(
            request(person), options: try await fixture.service.asPerson(caller))
        }
      }
    }
  }

  @Test("shows nothing of another organisation")
  func organizations() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("ada", name: "Ada")
      try await fixture.record([handled(40, by: "ada")])
      let scorecard = try await fixture.scorecard(of: "ada", in: ServiceFixture.globex)
      #expect(scorecard.displayName.isEmpty)
      #expect(scorecard.metricResults.isEmpty)
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await GamificationFixture.withPoints { fixture in
      let options = try await fixture.service.asOperator()
      for (bad, field) in [
        (request("no spaces"), "person_id"),
        (request("ada", GoogleType.Date(year: 2026, month: 13, day: 1)), "start_workday"),
        (request("ada", may(5), may(4)), "end_workday"),
        (request("ada", GoogleType.Date(year: 2010, month: 1, day: 1)), "end_workday"),
        (request("ada", may(1), GoogleType.Date(year: 2026, month: 5)), "end_workday"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.scorecards.getScorecard(bad, options: options)
        }
      }
    }
  }
}
