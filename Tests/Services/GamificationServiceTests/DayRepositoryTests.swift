import GamificationDomain
import GamificationStore
import Kernel
import Logging
import Postgres
import TestSupport
import Testing

private let acme = OrganizationID(stored: "acme")
private let globex = OrganizationID(stored: "globex")
private let monday = Workday(daysSinceEpoch: 20_000)
private let now = Timestamp(microseconds: 1_800_000_000_000_000)
private func day(_ person: String, _ offset: Int32 = 0) -> PersonDay {
  PersonDay(person: PersonID(stored: person), workday: monday.adding(days: offset))
}

@Suite("PostgresDayRepository", .timeLimit(.minutes(10)))
struct DayRepositoryTests {
  private let ids = UUIDv7Generator(clock: SystemWallClock())

  /// A store whose people earn points by the default profile since before the workdays.
  private func with(
    _ test: (TestDatabase, Store) async throws -> Void
  ) async throws {
    let database = try await TestCluster.current.makeDatabase(
      schema: "gamification", migrations: GamificationMigrations.all)
    let pool = database.makePool()
    do {
      try await test(database, try await Store(pool: pool, ids: ids))
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  /// The repositories over one pool.
  private struct Store: Sendable {
    let days: PostgresDayRepository
    let results: PostgresResultRepository
    let ids: UUIDv7Generator

    init(pool: PostgresPool, ids: UUIDv7Generator) async throws {
      self.ids = ids
      let books = RuleBooks()
      days = PostgresDayRepository(pool: pool, books: books, ids: ids)
      results = PostgresResultRepository(pool: pool, books: books)
      try await DirectoryReplica(pool: pool).apply(
        [acme, globex].map {
          .organization(
            ReplicaOrganization(
              organization: $0, displayName: "", timeZone: "UTC", version: 1))
        }, cursor: 1)
      let settings = PostgresSettingsRepository(pool: pool, ids: ids)
      for organization in [acme, globex] {
        _ = try await settings.change(
          in: organization, start: monday.adding(days: -30),
          audit: AuditContext(caller: "operator", id: ids.makeUUID()), at: now,
          request: IdempotentRequest(key: nil) { _ in [] }
        ) { _ in GamificationSettings(isActive: true) }
      }
    }

    /// Applies changes to workdays.
    func apply(
      _ changes: [PersonDay: [DayChange]], in organization: OrganizationID = acme
    ) async throws {
      _ = try await days.record(
        in: organization,
        changes.sorted { $0.key < $1.key }.flatMap { day, changes in
          changes.map { WorkdayChange(day: day, change: $0, field: "amount") }
        },
        ChangeOrigin(cause: .measurement, source: "upload-1", takesLateChanges: true),
        audit: AuditContext(caller: "operator", id: ids.makeUUID()), at: now,
        request: IdempotentRequest(key: nil) { _ in [] })
    }

    /// What is known of a workday.
    func account(
      of day: PersonDay, in organization: OrganizationID = acme
    ) async throws -> DayAccount {
      try await results.account(in: organization, of: day, at: now)
    }
  }

  @Test("stores a sheet, its points and the posting, and finds them again")
  func roundTrip() async throws {
    try await with { _, store in
      let work = WorkDimensions(
        queue: QueueID(stored: "sales"), mediaType: .voice, initialDirection: .inbound,
        topics: ["b \"quoted\"", "a\\b", "NULL", "{x,y}"])
      let evaluation = DayEvent(
        .evaluation, id: UUIDBits(high: 1, low: 2), value: 70, form: "form, {1} \\ \"x\"")
      let assignment = DayEvent(.assignment, id: UUIDBits(high: 1, low: 3), value: 1)
      try await store.apply(
        [
          day("ada"): [
            .measured(Measurement(.interactionsHandled, 12, dimensions: work)),
            .measured(Measurement(.handleSeconds, 0.1)), .happened(evaluation),
            .happened(assignment),
          ]
        ])
      let account = try await store.account(of: day("ada"))
      #expect(
        account.sheet.measurements == [
          Measurement(.interactionsHandled, 12, dimensions: work),
          Measurement(.handleSeconds, 0.1),
        ])
      #expect(account.sheet.events == [evaluation, assignment])
      let definitions = account.metrics.map(\.rule.definition.id)
      #expect(
        definitions == [
          "average_handle_time", "interactions_handled", "quality_score", "learning_completions",
        ])
      #expect(account.postings.map(\.source) == ["upload-1"])
      let lines = try #require(account.postings.first).lines
      #expect(lines.map(\.metric) == lines.map(\.metric).sorted { "\($0)" < "\($1)" })
      // In the order of the profile.
      let ordered = account.metrics.compactMap { metric in
        lines.first { $0.metric == metric.rule.id }
      }
      #expect(
        ordered.map(\.points)
          == [Points(whole: 100), Points(whole: 12), Points(whole: 40), Points(whole: 25)])
      #expect(ordered.map(\.value) == [0.1 / 12, 12, 70, 1])
      let results = try await store.results.results(
        in: acme, of: PersonID(stored: "ada"),
        over: try WorkdayRange(from: monday, through: monday),
        withDetails: false, at: now)
      #expect(results.days.map(\.points) == [Points(whole: 177)])
      #expect(
        results.days.first?.outcomes.map(\.amounts.dividend) == [0.1, 12, 70, 1])
    }
  }

  @Test("a correction adds the difference, and what changes nothing adds no posting")
  func correction() async throws {
    try await with { _, store in
      for amount in [10.0, 4, 4] {
        try await store.apply(
          [day("ada"): [.measured(Measurement(.interactionsHandled, amount))]])
      }
      let account = try await store.account(of: day("ada"))
      #expect(
        account.postings.flatMap(\.lines).map(\.points)
          == [Points(whole: 10), Points(whole: -6)])
    }
  }

  @Test("changes that come at the same time all count, on new workdays too")
  func concurrent() async throws {
    try await with { _, store in
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
            try await store.apply(Dictionary(uniqueKeysWithValues: changes))
          }
        }
        try await group.waitForAll()
      }
      var total = 0.0
      for day in people.flatMap({ [day($0), day($0, 1)] }) {
        let account = try await store.account(of: day)
        let amount = account.sheet.measurements.first?.amount ?? 0
        total += amount
        let points = account.postings.flatMap(\.lines).map(\.points).reduce(.zero, +)
        #expect(points == Points(whole: Int64(amount)))
        #expect(account.metrics.map(\.outcome.points).reduce(.zero, +) == points)
      }
      #expect(total == 12 * 2 + 12 * 3)
    }
  }

  @Test("remembers where somebody was when the first fact came")
  func placement() async throws {
    try await with { database, store in
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
      #expect(try await store.account(of: day("ada")).placement == red)
      try await store.apply([day("ada"): [.measured(Measurement(.interactionsHandled, 1))]])
      try await move(to: "blue")
      #expect(try await store.account(of: day("ada")).placement == red)
      #expect(
        try await store.account(of: day("ada", 1)).placement.team == TeamID(stored: "blue"))
    }
  }

  @Test("keeps organizations apart")
  func organizations() async throws {
    try await with { _, store in
      try await store.apply([day("ada"): [.measured(Measurement(.interactionsHandled, 1))]])
      let account = try await store.account(of: day("ada"), in: globex)
      #expect(account.sheet.isEmpty)
      #expect(account.postings.isEmpty)
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
