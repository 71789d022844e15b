import GamificationDomain
import GamificationStore
import Kernel
import Logging
import Postgres
import TestSupport
import Testing

private let acme = OrganizationID(stored: "acme")
private let monday = Workday(daysSinceEpoch: 20_000)
private let now = Timestamp(microseconds: 1_800_000_000_000_000)
private let handled = ProfileMetricID(uuid: UUIDBits(high: 7, low: 1))
private let quality = ProfileMetricID(uuid: UUIDBits(high: 7, low: 2))

private func day(_ person: String, _ offset: Int32 = 0) -> PersonDay {
  PersonDay(person: PersonID(stored: person), workday: monday.adding(days: offset))
}

/// A point for each interaction, and the points of each evaluation.
private func makeRules() throws -> DayRules {
  DayRules(metrics: [
    MetricRule(
      id: handled, version: 3,
      definition: try #require(DefinitionCatalogue.definition("interactions_handled")),
      objective: MetricCatalogue.metric(.interactionsHandled).objective),
    MetricRule(
      id: quality, version: 1,
      definition: try #require(DefinitionCatalogue.definition("quality_score")),
      objective: MetricCatalogue.metric(.qualityScore).objective),
  ])
}

@Suite("PostgresDayRepository", .timeLimit(.minutes(2)))
struct DayRepositoryTests {
  private let ids = UUIDv7Generator(clock: SystemWallClock())

  private func with(
    _ test: (TestDatabase, PostgresDayRepository) async throws -> Void
  ) async throws {
    let database = try await TestCluster.current.makeDatabase(
      schema: "gamification", migrations: GamificationMigrations.all)
    let pool = database.makePool()
    do {
      try await test(database, PostgresDayRepository(pool: pool))
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  /// Applies changes to workdays.
  private func apply(
    _ changes: [PersonDay: [DayChange]], in organization: OrganizationID = acme,
    to days: PostgresDayRepository
  ) async throws {
    let rules = try makeRules()
    let ids = ids
    try await days.update(in: organization, changes.keys.sorted(), at: now) { records in
      records.map { record in
        var sheet = record.sheet
        for change in changes[record.day] ?? [] {
          _ = try? sheet.apply(change, field: "amount")
        }
        let result = DayScoring.score(
          DayFacts(sheet: sheet, placement: record.placement), by: rules)
        let lines = result.lines(from: record.points)
        return DayUpdate(
          record: record, sheet: sheet, result: result,
          posting: lines.isEmpty
            ? nil
            : LedgerPosting(
              id: ids.makeID(), day: record.day, cause: .measurement, source: "upload-1",
              awardTime: now, finality: .provisional, expiry: monday.adding(days: 7), lines: lines))
      }
    }
  }

  /// What is stored of a workday.
  private func record(
    of day: PersonDay, in organization: OrganizationID = acme, _ days: PostgresDayRepository
  ) async throws -> DayRecord {
    try #require(try await days.records(in: organization, of: [day]).first)
  }

  @Test("stores a sheet, its points and the posting, and finds them again")
  func roundTrip() async throws {
    try await with { _, days in
      let work = WorkDimensions(
        queue: QueueID(stored: "sales"), mediaType: .voice, initialDirection: .inbound,
        topics: ["b \"quoted\"", "a\\b", "NULL", "{x,y}"])
      let evaluation = DayEvent(
        .evaluation, id: UUIDBits(high: 1, low: 2), value: 70, form: "form, {1} \\ \"x\"")
      let assignment = DayEvent(.assignment, id: UUIDBits(high: 1, low: 3), value: 1)
      try await apply(
        [
          day("ada"): [
            .measured(Measurement(.interactionsHandled, 12, dimensions: work)),
            .measured(Measurement(.handleSeconds, 0.1)), .happened(evaluation),
            .happened(assignment),
          ]
        ], to: days)
      let record = try await record(of: day("ada"), days)
      #expect(record.version == 1)
      #expect(
        record.sheet.measurements == [
          Measurement(.interactionsHandled, 12, dimensions: work),
          Measurement(.handleSeconds, 0.1),
        ])
      #expect(record.sheet.events == [evaluation, assignment])
      #expect(
        record.points == [
          StoredPoints(metric: handled, version: 3, points: Points(whole: 12)),
          StoredPoints(metric: quality, version: 1, points: Points(whole: 40)),
        ])
      let postings = try await days.postings(in: acme, of: day("ada"))
      #expect(postings.map(\.source) == ["upload-1"])
      #expect(postings.map(\.expiry) == [monday.adding(days: 7)])
      #expect(
        postings.map(\.lines) == [
          [
            LedgerPosting.Line(metric: handled, version: 3, points: Points(whole: 12), value: 12),
            LedgerPosting.Line(metric: quality, version: 1, points: Points(whole: 40), value: 70),
          ]
        ])
    }
  }

  @Test("a correction adds the difference, and what changes nothing adds no posting")
  func correction() async throws {
    try await with { _, days in
      for amount in [10.0, 4, 4] {
        try await apply(
          [day("ada"): [.measured(Measurement(.interactionsHandled, amount))]], to: days)
      }
      let postings = try await days.postings(in: acme, of: day("ada"))
      #expect(
        postings.flatMap(\.lines).map(\.points) == [Points(whole: 10), Points(whole: -6)])
      #expect(try await record(of: day("ada"), days).version == 3)
    }
  }

  @Test("changes that come at the same time all count, on new workdays too")
  func concurrent() async throws {
    try await with { _, days in
      let people = ["ada", "grace", "linus"]
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<24 {
          group.addTask {
            let changes = people.shuffled().prefix(2 + number % 2).map { person in
              (
                day(person, Int32(number % 2)),
                [DayChange.added(Measurement(.interactionsHandled, 1))]
              )
            }
            try await apply(Dictionary(uniqueKeysWithValues: changes), to: days)
          }
        }
        try await group.waitForAll()
      }
      var total = 0.0
      for day in people.flatMap({ [day($0), day($0, 1)] }) {
        let record = try await record(of: day, days)
        let amount = record.sheet.measurements.first?.amount ?? 0
        total += amount
        let postings = try await days.postings(in: acme, of: day)
        let points = postings.flatMap(\.lines).map(\.points).reduce(.zero, +)
        #expect(points == Points(whole: Int64(amount)))
        #expect(record.points.map(\.points).reduce(.zero, +) == points)
      }
      #expect(total == 12 * 2 + 12 * 3)
    }
  }

  @Test("remembers where somebody was when the first fact came")
  func placement() async throws {
    try await with { database, days in
      func move(to team: String) async throws {
        try await run(
          """
          INSERT INTO gamification.member (
            organization_id, person_id, display_name, division_id, team_id, active,
            version)
          VALUES ('acme', 'ada', 'Ada', 'north', '\(team)', true, 1)
          ON CONFLICT (organization_id, person_id) DO UPDATE SET team_id = EXCLUDED.team_id
          """, on: database)
      }
      try await move(to: "red")
      let red = Placement(division: DivisionID(stored: "north"), team: TeamID(stored: "red"))
      #expect(try await record(of: day("ada"), days).placement == red)
      try await apply([day("ada"): [.measured(Measurement(.interactionsHandled, 1))]], to: days)
      try await move(to: "blue")
      #expect(try await record(of: day("ada"), days).placement == red)
      #expect(
        try await record(of: day("ada", 1), days).placement.team == TeamID(stored: "blue"))
    }
  }

  @Test("keeps organizations apart")
  func organizations() async throws {
    try await with { _, days in
      try await apply([day("ada"): [.measured(Measurement(.interactionsHandled, 1))]], to: days)
      let other = OrganizationID(stored: "globex")
      #expect(try await record(of: day("ada"), in: other, days).version == 0)
      #expect(try await days.postings(in: other, of: day("ada")).isEmpty)
    }
  }

  @Test("the service itself cannot change or remove postings", arguments: ["UPDATE", "DELETE"])
  func appendOnly(command: String) async throws {
    try await with { database, _ in
      let sql =
        command == "UPDATE"
        ? "UPDATE gamification.ledger_posting SET source = 'x'"
        : "DELETE FROM gamification.ledger_posting"
      let error = await #expect(throws: PostgresError.self) {
        try await run(sql, on: database, url: database.appURL)
      }
      #expect(error?.sqlState == "42501")
    }
  }

  private func run(
    _ script: String, on database: TestDatabase, url: DatabaseURL? = nil
  ) async throws {
    try await PostgresSession.withSession(
      url ?? database.superuserURL, connectTimeout: .seconds(20), statementTimeout: .seconds(20),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    ) { try await $0.run(script: script, name: "Script") }
  }
}
