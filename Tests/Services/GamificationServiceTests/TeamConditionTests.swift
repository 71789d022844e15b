import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

/// Noon on 4 May 2026 where the organisations are.
private let clock = FixedWallClock(noon)

/// A default profile whose interactions earn a point each while the team answers at least 80
/// percent of what it is offered.
private struct Fixture {
  let base: GamificationFixture
  let profile: String
  let answered: String

  static func with(
    guarded: Bool = true, _ test: (Fixture) async throws -> Void
  ) async throws {
    try await GamificationFixture.with(clock: clock) { base in
      let profile = try await base.createProfile("Agents").profileID
      let answered = try await base.addMetric(profile, "interactions_answered_ratio") {
        $0.displayName = "Service level"
        $0.objective = .rising
      }
      try await base.addMetric(profile, "interactions_handled") {
        $0.objective = .init(
          kind: .scaled,
          zones: [
            .init(lowerValue: 0, upperValue: 1_000, lowerPoints: 0, upperPoints: 1_000),
            .init(lowerValue: 1_000, lowerPoints: 1_000, upperPoints: 1_000),
          ])
      }
      for (person, team) in [("ada", "red"), ("bob", "red"), ("cleo", "blue"), ("dan", nil)] {
        try await base.service.addMember(person, team: team)
      }
      let fixture = Fixture(base: base, profile: profile, answered: answered.profileMetricID)
      if guarded { try await fixture.guardByTeam() }
      try await base.activate()
      try await fixture.settle()
      try await test(fixture)
    }
  }

  func guardByTeam() async throws {
    let condition = GamificationV1.ProfileRules.PayCondition(
      metricID: answered, subject: .team, comparison: .atLeast, threshold: 80)
    try await update([condition])
  }

  func update(_ conditions: [GamificationV1.ProfileRules.PayCondition]) async throws {
    _ = try await base.profileRules.updateProfileRules(
      .init(profileRules: .init(profileID: profile, conditions: conditions)),
      options: try await base.service.asOperator())
  }

  func facts(
    _ person: String, answered: Double, handled: Double = 10
  ) -> [GamificationV1.Fact] {
    [
      measured("interactions_offered", 100, by: person),
      measured("interactions_answered", answered, by: person),
      measured("interactions_handled", handled, by: person),
    ]
  }

  /// The points of interactions, in hundredths.
  func points(_ person: String) async throws -> Int64? {
    try await base.scorecard(of: person).metricResults
      .first { $0.metricDefinitionID == "interactions_handled" }?.pointsHundredths
  }

  /// The last step to the points of interactions.
  func lastStep(_ person: String) async throws -> GamificationV1.ScoringStep? {
    try await base.ledger.explainPoints(
      .init(personID: person, workday: may(4), metricID: "interactions_handled"),
      options: try await base.service.asOperator()
    ).metricExplanations.first?.steps.last
  }

  /// Waits until nothing is to be scored again.
  func settle() async throws {
    try await eventually {
      try await base.service.pool.execute(
        SelectRecalculationCount(), in: .allOrganizations) == [0]
    }
  }
}

private struct SelectRecalculationCount: Query {
  static let sql = "SELECT count(*) FROM gamification.recalculation"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

@Suite("Conditions on teams", .timeLimit(.minutes(5)))
struct TeamConditionTests {
  @Test("pause all members while the team is below, and nobody else, and say why")
  func pauses() async throws {
    try await Fixture.with { fixture in
      try await fixture.base.record(fixture.facts("ada", answered: 90))
      #expect(try await fixture.points("ada") == 1_000)
      try await fixture.base.record(
        fixture.facts("bob", answered: 62), fixture.facts("cleo", answered: 85))
      #expect(try await fixture.points("bob") == 0)
      #expect(try await fixture.points("cleo") == 1_000)
      try await eventually { try await fixture.points("ada") == 0 }
      let step = try await fixture.lastStep("ada")
      #expect(step?.kind == .paused)
      #expect(step?.description == "paused because Service level of team red = 76.0 < 80.0")
      let lost = try #require(
        try await fixture.base.entries(of: "ada").first { $0.source == "team/red" })
      #expect(lost.pointsHundredths == -1_000)
      #expect(lost.cause == .measurement)
      #expect(lost.finality == .provisional)
      try await fixture.base.record(fixture.facts("bob", answered: 70))
      #expect(try await fixture.points("bob") == 1_000)
      try await eventually { try await fixture.points("ada") == 1_000 }
      let entries = try await fixture.base.entries(of: "ada").filter { $0.source == "team/red" }
      #expect(entries.map(\.pointsHundredths).sorted() == [-1_000, 1_000])
    }
  }

  @Test("pause whoever is in no team, and teams without a value")
  func without() async throws {
    try await Fixture.with { fixture in
      try await fixture.base.record(fixture.facts("dan", answered: 100))
      #expect(try await fixture.points("dan") == 0)
      let alone = try await fixture.lastStep("dan")?.description
      #expect(alone == "paused because there is no team that could have Service level")
      try await fixture.base.record([handled(10, by: "ada")])
      #expect(try await fixture.points("ada") == 0)
      let nothing = try await fixture.lastStep("ada")?.description
      #expect(nothing == "paused because Service level of team red has no value")
    }
  }

  @Test("score members again only when the outcome is another one")
  func noStorm() async throws {
    try await Fixture.with { fixture in
      try await fixture.base.record(fixture.facts("ada", answered: 90))
      for answered in [75.0, 80, 85, 90, 95] {
        try await fixture.base.record(fixture.facts("bob", answered: answered))
      }
      try await fixture.settle()
      let entries = try await fixture.base.entries(of: "ada")
      #expect(!entries.map(\.source).contains("team/red"))
    }
  }

  @Test("look at what came before them, and let go when they go")
  func later() async throws {
    try await Fixture.with(guarded: false) { fixture in
      try await fixture.base.record(
        fixture.facts("ada", answered: 90), fixture.facts("bob", answered: 62))
      #expect(try await fixture.points("ada") == 1_000)
      try await fixture.guardByTeam()
      try await fixture.settle()
      #expect(try await fixture.points("ada") == 0)
      #expect(try await fixture.points("bob") == 0)
      try await fixture.update([])
      try await fixture.settle()
      #expect(try await fixture.points("ada") == 1_000)
      try await fixture.guardByTeam()
      try await fixture.settle()
      // What was counted before is not counted twice.
      let step = try await fixture.lastStep("bob")
      #expect(step?.description == "paused because Service level of team red = 76.0 < 80.0")
    }
  }

  @Test("look only at members who follow the profile")
  func profiles() async throws {
    try await Fixture.with { fixture in
      try await fixture.base.record(
        fixture.facts("ada", answered: 90), fixture.facts("bob", answered: 62))
      try await fixture.settle()
      #expect(try await fixture.points("ada") == 0)
      let other = try await fixture.base.createProfile("Others").profileID
      _ = try await fixture.base.profiles.changeProfileMembers(
        .init(profileID: other, assignPersonIDs: ["bob"]),
        options: try await fixture.base.service.asOperator())
      try await eventually { try await fixture.points("ada") == 1_000 }
    }
  }

  @Test("miss no turn when the facts of members come at the same time")
  func concurrent() async throws {
    try await Fixture.with { fixture in
      let people = (1...6).map { "agent\($0)" }
      for person in people { try await fixture.base.service.addMember(person, team: "red") }
      for round in 1...4 {
        // After each round the team is on the other side, whatever the order was.
        let answered: [Double] = round.isMultiple(of: 2) ? [70, 78] : [82, 95]
        try await withThrowingTaskGroup(of: Void.self) { group in
          for (index, person) in people.enumerated() {
            group.addTask {
              try await fixture.base.record(
                fixture.facts(person, answered: answered[index % 2], handled: Double(round)))
            }
          }
          try await group.waitForAll()
        }
        try await fixture.settle()
        let expected: Int64 = round.isMultiple(of: 2) ? 0 : Int64(round) * 100
        for person in people {
          #expect(try await fixture.points(person) == expected)
          let sum = try await fixture.base.entries(of: person).flatMap(\.lines)
            .filter { $0.metricDefinitionID == "interactions_handled" }
            .map(\.pointsHundredths).reduce(0, +)
          #expect(sum == expected)
        }
      }
    }
  }
}
