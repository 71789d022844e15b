import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

extension GamificationFixture {
  /// A profile, the default one, with the worked example of domain.md 1.2.1, since May 2026.
  fileprivate func makePunctuality() async throws {
    let profile = try await profiles.createProfile(
      .init(profile: .init(displayName: "Agents")), options: try await service.asOperator()
    ).profile
    try await addMetric(try #require(profile).profileID, "punctuality") {
      $0.objective = .init(
        kind: .lowerIsBetter,
        zones: [
          .init(upperValue: 180, lowerPoints: 300, upperPoints: 300, level: .great),
          .init(
            lowerValue: 180, upperValue: 600, lowerPoints: 200, upperPoints: 100, level: .good),
          .init(lowerValue: 600, lowerPoints: 0, upperPoints: 0, level: .out),
        ])
    }
    try await activate()
  }

  fileprivate func details(
    of person: String = "ada"
  ) async throws -> [GamificationV1.MetricResult] {
    let response = try await scorecards.getScorecard(
      GamificationV1.GetScorecardRequest(
        personID: person, startWorkday: may(4), endWorkday: may(4), includeDetails: true),
      options: try await service.asOperator())
    return try #require(response.scorecard).metricResults
  }
}

private func activity(_ number: Int, _ seconds: Double) -> GamificationV1.Fact {
  GamificationV1.Fact(
    personID: "ada", workday: may(4),
    content: .activity(
      GamificationV1.Activity(activityID: uuid(number), lateSeconds: seconds)))
}

@Suite("Scorecards with details")
struct ScorecardDetailTests {
  @Test("have each scheduled activity with its delta, bullseye and points")
  func punctuality() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.makePunctuality()
      try await fixture.record([
        activity(1, 180), activity(2, 300), activity(3, 600), activity(4, 900),
        activity(5, -600), activity(6, 30),
      ])
      let result = try #require(try await fixture.details().first)
      #expect(result.events.map(\.eventID) == (1...6).map { uuid($0) })
      #expect(result.events.allSatisfy { $0.kind == .activity && $0.formID.isEmpty })
      #expect(result.events.map(\.deltaSeconds) == [180, 300, 600, 900, -600, 30])
      #expect(result.events.map(\.value) == [180, 300, 600, 900, 0, 30])
      #expect(
        result.events.map(\.pointsHundredths) == [
          30_000, 17_100, 10_000, 0, 30_000, 30_000,
        ])
      #expect(result.events.map(\.bullseye) == [false, false, false, false, false, true])
      #expect(result.pointsHundredths == 117_100)
      #expect(result.value == 335)
      #expect(
        result.sources == [
          .init(system: .platform, measureID: "activity", amount: 2_010, entryCount: 6)
        ])
    }
  }

  @Test("have the evaluations of the day, and tell which system each value comes from")
  func sources() async throws {
    try await GamificationFixture.withPoints { fixture in
      var email = handled(20, by: "ada")
      email.content = .measurement(
        .init(measureID: "interactions_handled", amount: 20, mediaType: .email))
      try await fixture.record(
        [handled(10, by: "ada"), email], [measured("handle_seconds", 4_500, by: "ada")])
      try await fixture.deliver(event(1, released(2, score: 8_000)))
      try await fixture.deliver(event(2, completed(3)), from: "learning")
      let results = try await fixture.details()
      let byMetric = Dictionary(uniqueKeysWithValues: results.map { ($0.metricDefinitionID, $0) })
      #expect(
        byMetric["average_handle_time"]?.sources == [
          .init(system: .platform, measureID: "handle_seconds", amount: 4_500, entryCount: 1),
          .init(
            system: .platform, measureID: "interactions_handled", amount: 30, entryCount: 2),
        ])
      #expect(byMetric["average_handle_time"]?.events == [])
      let quality = try #require(byMetric["quality_score"])
      #expect(quality.events.map(\.eventID) == [uuid(2)])
      #expect(quality.events.map(\.kind) == [.evaluation])
      #expect(quality.events.map(\.value) == [80])
      #expect(quality.events.map(\.formID) == [uuid(900)])
      #expect(quality.events.map(\.pointsHundredths) == [6_000])
      #expect(quality.events.map(\.deltaSeconds) == [nil])
      #expect(
        quality.sources == [
          .init(system: .quality, measureID: "evaluation", amount: 80, entryCount: 1)
        ])
      #expect(quality.changes.map(\.cause) == [.event])
      #expect(quality.changes.first?.awardTime != nil)
      let handled = try #require(byMetric["interactions_handled"])
      #expect(handled.changes.map(\.source) == ["facts"])
      #expect(handled.changes.map(\.entryCount) == [1])
      #expect(byMetric["learning_completions"]?.sources.map(\.system) == [.learning])
    }
  }

  @Test("name the external metric that a value was sent for")
  func systems() async throws {
    try await GamificationFixture.with(clock: FixedWallClock(noon)) { fixture in
      try await fixture.service.addMember("ada")
      let sales = try await fixture.makeExternalMetric()
      let profile = try await fixture.profiles.createProfile(
        .init(profile: .init(displayName: "Agents")),
        options: try await fixture.service.asOperator()
      ).profile
      try await fixture.addMetric(try #require(profile).profileID, sales) {
        $0.objective = .init(
          kind: .scaled,
          zones: [
            .init(lowerValue: 0, upperValue: 10, lowerPoints: 0, upperPoints: 10),
            .init(lowerValue: 10, lowerPoints: 10, upperPoints: 10),
          ])
      }
      try await fixture.activate()
      try await fixture.upload([external(sales, 5)])
      let sources = try #require(try await fixture.details().first).sources
      #expect(sources.map(\.system) == [.external, .external])
      #expect(sources.map(\.externalMetricID) == [sales, sales])
      #expect(sources.map(\.amount) == [5, 1])
    }
  }

  @Test("are of a single workday, and absent when nobody has asked for them")
  func single() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record([handled(10, by: "ada")])
      #expect(try await fixture.scorecard(of: "ada").metricResults.first?.sources == [])
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "include_details") {
        try await fixture.scorecards.getScorecard(
          GamificationV1.GetScorecardRequest(
            personID: "ada", startWorkday: may(4), endWorkday: may(5), includeDetails: true),
          options: try await fixture.service.asOperator())
      }
    }
  }
}
