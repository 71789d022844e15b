import GamificationDomain
import GamificationStore
import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

private func march(_ day: Int32) -> GoogleType.Date {
  GoogleType.Date(year: 2026, month: 3, day: day)
}

/// How many workdays of acme have a value of a metric.
private struct CountValues: Query {
  static let sql = """
    SELECT count(*) FROM gamification.person_day
    WHERE organization_id = 'acme' AND ('external:' || $1 = ANY (measure_ids)
      OR 'external_count:' || $1 = ANY (measure_ids))
    """

  let metric: String

  func bind(to bindings: inout Bindings) { bindings.append(metric) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

extension GamificationFixture {
  /// Runs a test on 4 May 2026 with a metric that is measured outside and a profile that has it,
  /// whose people earn points since March.
  fileprivate static func withRetention(
    _ test: (_ fixture: GamificationFixture, _ metric: String) async throws -> Void
  ) async throws {
    try await withExternalMetric { fixture, metric in
      let profile = try await fixture.createProfile("Sales").profileID
      try await fixture.addMetric(profile, metric)
      try await fixture.addMetric(profile, "interactions_handled")
      try await fixture.activate(from: march(1))
      for day in [march(2), may(3)] {
        try await fixture.put(10, of: metric, on: day)
      }
      try await fixture.record([
        GamificationV1.Fact(
          personID: "ada", workday: march(2),
          content: .measurement(.init(measureID: "interactions_handled", amount: 3))),
        GamificationV1.Fact(
          personID: "bob", workday: march(2),
          content: .measurement(.init(measureID: "interactions_handled", amount: 3))),
      ])
      try await test(fixture, metric)
    }
  }

  /// Uploads a value of ada.
  @discardableResult
  fileprivate func put(
    _ value: Double, of metric: String, on day: GoogleType.Date
  ) async throws -> GamificationV1.ExternalDataSummary {
    try await upload([
      GamificationV1.ExternalDataItem(
        externalMetricID: metric, personID: "ada", workday: day, value: value, mode: .total)
    ])
  }

  fileprivate func keep(_ metric: String, months: Int32) async throws {
    _ = try await externalMetrics.updateExternalMetric(
      .init(externalMetric: .init(externalMetricID: metric, retentionMonths: months)),
      options: try await service.asOperator())
  }

  fileprivate func prune() async throws {
    try await PostgresRetention(pool: service.pool, books: RuleBooks())
      .prune(in: ServiceFixture.acme, at: noon)
  }

  fileprivate func count(_ metric: String) async throws -> Int {
    try await service.pool.first(
      CountValues(metric: metric), in: .organization(ServiceFixture.acme)) ?? 0
  }

  fileprivate func results(
    of person: String = "ada"
  ) async throws -> GamificationV1.Scorecard {
    let response = try await scorecards.getScorecard(
      .init(personID: person, startWorkday: march(1), endWorkday: may(4)),
      options: try await service.asOperator())
    return try #require(response.scorecard)
  }

  fileprivate func explain(
    _ person: String = "ada"
  ) async throws -> GamificationV1.ExplainPointsResponse {
    try await ledger.explainPoints(
      .init(personID: person, workday: march(2)), options: try await service.asOperator())
  }
}

@Suite("Retention of external metrics")
struct RetentionTests {
  @Test("removes values that are older than they are kept, and leaves points and the ledger")
  func removes() async throws {
    try await GamificationFixture.withRetention { fixture, metric in
      let (before, entries) = (try await fixture.results(), try await fixture.entries())
      #expect(before.pointsHundredths == 30_000)
      #expect(try await fixture.explain().valuesRemoved == false)
      try await fixture.prune()
      #expect(try await fixture.count(metric) == 2)
      try await fixture.keep(metric, months: 1)
      try await fixture.prune()
      #expect(try await fixture.count(metric) == 1)
      #expect(try await fixture.stored(metric, on: 3) == [10, 1])
      let after = try await fixture.results()
      #expect(after.workdayPoints == before.workdayPoints)
      #expect(after.metricResults.map(\.dividend) == [10, 3])
      #expect(try await fixture.entries() == entries)
      let account = try await fixture.explain()
      #expect(account.valuesRemoved)
      #expect(account.metricExplanations.isEmpty)
      #expect(account.ledgerEntries.map(\.pointsHundredths).reduce(0, +) == 20_000)
      let other = try await fixture.explain("bob")
      #expect(!other.valuesRemoved)
      #expect(other.metricExplanations.count == 1)
    }
  }

  @Test("keeps the points whatever comes later")
  func later() async throws {
    try await GamificationFixture.withRetention { fixture, metric in
      try await fixture.keep(metric, months: 1)
      try await fixture.prune()
      let before = try await fixture.results().workdayPoints
      let answer = try await fixture.record([
        GamificationV1.Fact(
          personID: "ada", workday: march(2),
          content: .measurement(.init(measureID: "interactions_handled", amount: 500)))
      ])
      #expect(answer.failedCount == 1)
      try await fixture.run(
        """
        INSERT INTO gamification.recalculation (
          organization_id, recalculation_id, cause, source, first_workday, create_time)
        VALUES ('acme', '\(uuid(1))', 'rules', 'test', '2026-03-01', '2026-01-01Z')
        """)
      try await eventually { try await fixture.recalculationCount() == 0 }
      #expect(try await fixture.results().workdayPoints == before)
    }
  }

  @Test("begins again when values are kept longer for a while")
  func longer() async throws {
    try await GamificationFixture.withRetention { fixture, metric in
      try await fixture.keep(metric, months: 1)
      try await fixture.prune()
      try await fixture.keep(metric, months: 13)
      #expect(try await fixture.put(10, of: metric, on: march(2)).failures.count == 1)
      #expect(try await fixture.put(10, of: metric, on: march(5)).failures.isEmpty)
      try await fixture.prune()
      #expect(try await fixture.count(metric) == 2)
      try await fixture.keep(metric, months: 1)
      try await fixture.prune()
      #expect(try await fixture.count(metric) == 1)
    }
  }

  @Test("works in steps, and several instances share the work")
  func steps() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      try await fixture.keep(metric, months: 120)
      let last = try #require(Workday(year: 2026, month: 4, day: 1))
      for start in stride(from: 0, to: 1_100, by: 100) {
        try await fixture.upload(
          (start..<start + 100).map { day in
            GamificationV1.ExternalDataItem(
              externalMetricID: metric, personID: "ada",
              workday: GoogleType.Date(last.adding(days: -Int32(day))), value: 1, mode: .total)
          })
      }
      #expect(try await fixture.count(metric) == 1_100)
      try await fixture.keep(metric, months: 2)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 { group.addTask { try await fixture.prune() } }
        try await group.waitForAll()
      }
      // Those since 4 March.
      #expect(try await fixture.count(metric) == 29)
      try await fixture.keep(metric, months: 1)
      try await fixture.prune()
      #expect(try await fixture.count(metric) == 0)
    }
  }
}

extension GamificationFixture {
  fileprivate func recalculationCount() async throws -> Int {
    try await service.pool.first(
      CountRecalculations(), in: .organization(ServiceFixture.acme)) ?? 0
  }
}

private struct CountRecalculations: Query {
  static let sql = "SELECT count(*) FROM gamification.recalculation WHERE organization_id = 'acme'"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}
