import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

/// Noon on 4 May 2026 where the organisations are.
private let clock = FixedWallClock(noon)

@Suite("Scoring by the rules of profiles")
struct ScoringTests {
  /// A default profile with a handle time, which guards the others, and interactions of sales that
  /// count 1.2 times: domain.md row G14.
  private func withProfile(
    _ test: (_ fixture: GamificationFixture, _ profile: String, _ external: String) async throws ->
      Void
  ) async throws {
    try await GamificationFixture.with(clock: clock) { fixture in
      let profile = try await fixture.profiles.createProfile(
        .init(profile: .init(displayName: "Agents")),
        options: try await fixture.service.asOperator()
      ).profile
      let id = try #require(profile).profileID
      let external = try await fixture.makeExternalMetric()
      let talk = try await fixture.addMetric(id)
      let handled = try await fixture.addMetric(id, "interactions_handled") {
        $0.objective = points(upTo: 100, 100)
        $0.multipliers = [.init(selector: .queueID("sales"), factorThousandths: 1_200)]
        $0.dailyCap = .init(pointsMax: 110)
      }
      try await fixture.addMetric(id, external) { $0.objective = points(upTo: 10, 50) }
      _ = try await fixture.profileRules.updateProfileRules(
        .init(
          profileRules: .init(
            profileID: id,
            conditions: [
              .init(
                metricID: talk.profileMetricID, subject: .person, comparison: .atMost,
                threshold: 240)
            ],
            anomalyRules: [
              .init(
                measureID: "interactions_short", wholeMeasureID: "interactions_handled",
                percentMax: 30, wholeMin: 10, metricIDs: [handled.profileMetricID])
            ])), options: try await fixture.service.asOperator())
      try await fixture.activate()
      try await test(fixture, id, external)
    }
  }

  /// A straight line from no points.
  private func points(
    upTo value: Double, _ points: Int32
  ) -> GamificationV1.ProfileMetric.Objective {
    .init(
      kind: .scaled,
      zones: [
        .init(lowerValue: 0, upperValue: value, lowerPoints: 0, upperPoints: points),
        .init(lowerValue: value, lowerPoints: points, upperPoints: points),
      ])
  }

  private func sales(_ count: Double, by person: String = "ada") -> GamificationV1.Fact {
    .init(
      personID: person, workday: may(4),
      content: .measurement(
        .init(measureID: "interactions_handled", amount: count, queueID: "sales")))
  }

  private func results(
    _ fixture: GamificationFixture, _ person: String = "ada"
  ) async throws -> [String: Int64] {
    Dictionary(
      uniqueKeysWithValues: try await fixture.scorecard(of: person).metricResults.map {
        ($0.metricDefinitionID, $0.pointsHundredths)
      })
  }

  @Test("weights the work of a queue, up to the cap of the day")
  func multipliers() async throws {
    try await withProfile { fixture, _, _ in
      try await fixture.record([
        sales(50), measured("handle_seconds", 5_000, by: "ada"), sales(99, by: "bob"),
        measured("handle_seconds", 5_000, by: "bob"),
      ])
      #expect(
        try await results(fixture) == [
          "average_handle_time": 10_000, "interactions_handled": 6_000,
        ])
      #expect(try await results(fixture, "bob")["interactions_handled"] == 11_000)
      let account = try await fixture.ledger.explainPoints(
        .init(personID: "bob", workday: may(4), metricID: "interactions_handled"),
        options: try await fixture.service.asOperator())
      let steps = try #require(account.metricExplanations.first).steps
      #expect(steps.map(\.kind) == [.scored, .multiplied, .capped])
      #expect(steps.map(\.pointsHundredths) == [9_900, 11_900, 11_000])
    }
  }

  @Test("pauses all others while a guard does not hold, and says why")
  func guards() async throws {
    try await withProfile { fixture, _, _ in
      try await fixture.record([sales(50), measured("handle_seconds", 12_500, by: "ada")])
      #expect(
        try await results(fixture) == ["average_handle_time": 0, "interactions_handled": 0])
      let account = try await fixture.ledger.explainPoints(
        .init(personID: "ada", workday: may(4), metricID: "interactions_handled"),
        options: try await fixture.service.asOperator())
      let step = account.metricExplanations.first?.steps.last
      #expect(step?.kind == .paused)
      #expect(step?.description == "paused because Average handle time = 250.0 > 240.0")
      try await fixture.record([measured("handle_seconds", 12_000, by: "ada")])
      #expect(try await results(fixture)["interactions_handled"] == 6_000)
    }
  }

  @Test("holds the points of an anomaly for review")
  func anomalies() async throws {
    try await withProfile { fixture, _, _ in
      try await fixture.record([
        sales(50), measured("handle_seconds", 5_000, by: "ada"),
        measured("interactions_short", 16, by: "ada"),
      ])
      let card = try await fixture.scorecard(of: "ada")
      let handled = card.metricResults.first { $0.metricDefinitionID == "interactions_handled" }
      #expect(handled?.pointsHundredths == 0)
      #expect(handled?.heldPointsHundredths == 6_000)
    }
  }

  @Test("scores what is measured outside, and what an upload changes")
  func external() async throws {
    try await withProfile { fixture, _, external in
      try await fixture.service.addMember("ada")
      try await fixture.record([sales(50), measured("handle_seconds", 5_000, by: "ada")])
      func upload(_ value: Double?) async throws {
        let summary = try await fixture.upload([
          .init(
            externalMetricID: external, personID: "ada", workday: may(4), value: value,
            mode: .total)
        ])
        #expect(summary.changedCount == 1)
      }
      try await upload(4)
      #expect(try await results(fixture)[external] == 2_000)
      try await upload(6)
      #expect(try await results(fixture)[external] == 3_000)
      try await upload(nil)
      #expect(try await results(fixture)[external] == nil)
      let entries = try await fixture.entries(of: "ada")
      #expect(entries.map(\.pointsHundredths).sorted() == [-3_000, 1_000, 2_000, 16_000])
    }
  }

  @Test("scores a workday again when a metric of its profile changes, and shows it on the board")
  func changedRules() async throws {
    try await withProfile { fixture, profile, _ in
      try await fixture.service.addMember("ada")
      try await fixture.record([sales(50), measured("handle_seconds", 5_000, by: "ada")])
      // The first settings have everything scored.
      try await eventually {
        try await fixture.service.pool.execute(
          SelectRecalculations(), in: .allOrganizations) == [0]
      }
      let metrics = try await fixture.metrics(of: profile)
      var handled = try #require(
        metrics.first { $0.metricDefinitionID == "interactions_handled" })
      handled.multipliers = []
      let updated = try await fixture.update(handled, ["multipliers"])
      try await eventually {
        try await results(fixture)["interactions_handled"] == 5_000
      }
      let last = try #require(
        try await fixture.entries(of: "ada").first { $0.pointsHundredths < 0 })
      #expect(last.pointsHundredths == -1_000)
      #expect(last.cause == .rules)
      #expect(last.source == "profile_metric/\(updated.profileMetricID)")
      #expect(last.lines.map(\.metricVersion) == [updated.version])
      try await eventually {
        let board = try await fixture.leaderboards.listLeaderboardEntries(
          .may(), options: try await fixture.service.asOperator())
        return board.leaderboardEntries.map(\.pointsHundredths) == [15_000]
      }
    }
  }
}

private struct SelectRecalculations: Query {
  static let sql = "SELECT count(*) FROM gamification.recalculation"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}
