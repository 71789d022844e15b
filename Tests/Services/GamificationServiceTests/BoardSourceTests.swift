import GamificationDomain
import GamificationStore
import Kernel
import Logging
import Postgres
import TestSupport
import Testing

private let acme = ServiceFixture.acme
private let now = Timestamp(microseconds: 1_780_272_000_000_000)

@Suite("PostgresBoardSource", .timeLimit(.minutes(10)))
struct BoardSourceTests {
  /// A database with a profile, whose metric is that of ``Earned/handled``, and people.
  private func with(
    people: Int = 12, _ test: (PostgresPool, TestDatabase) async throws -> Void
  ) async throws {
    let database = try await TestCluster.current.makeDatabase(
      schema: "gamification", migrations: GamificationMigrations.all)
    let pool = database.makePool()
    do {
      try await PostgresSession.withSession(
        database.superuserURL, connectTimeout: .seconds(20), statementTimeout: .seconds(20),
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
      ) { session in
        try await session.run(
          script: """
            INSERT INTO gamification.member (
              organization_id, person_id, display_name, team_id, active, version)
            SELECT 'acme', 'p' || number, 'Name ' || number, 'red', true, 1
            FROM generate_series(1, \(people)) AS number;
            INSERT INTO gamification.profile (
              organization_id, profile_id, organization_default, version, create_time)
            VALUES ('acme', '\(uuid(5))', true, 1, now());
            INSERT INTO gamification.profile_metric (
              organization_id, profile_metric_id, profile_id, metric_definition_id, position,
              create_time)
            VALUES ('acme', '\(Earned.handled)', '\(uuid(5))', 'interactions_handled', 0, now());
            """, name: "Script")
      }
      try await test(pool, database)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  private func keys() throws -> Set<BoardKey> {
    let days = Workday(daysSinceEpoch: 20_574)
    let metric = try BoardMetric(parsing: "interactions_handled", field: "metric_id")
    return [
      BoardKey(range: try WorkdayRange(from: days, through: days.adding(days: 30)), metric: nil),
      BoardKey(range: try WorkdayRange(from: days, through: days.adding(days: 2)), metric: nil),
      BoardKey(
        range: try WorkdayRange(from: days, through: days.adding(days: 30)), metric: metric),
    ]
  }

  /// Brings boards up to date, and makes those that are not there.
  private func read(_ boards: inout OrganizationBoards, _ source: PostgresBoardSource) async throws
  {
    let time = MonotonicTime(nanoseconds: 1)
    let order = boards.orderOfChanges(at: time)
    let refresh = try await source.refresh(order, in: acme, at: now)
    boards.take(refresh, of: order, readAt: now, time)
    for key in try keys() where !boards.contains(key) {
      let order = boards.order(making: key)
      let refresh = try await source.refresh(order, in: acme, at: now)
      boards.take(refresh, of: order, readAt: now, time)
    }
  }

  private func places(_ boards: inout OrganizationBoards) throws -> [[Ranking.Place]] {
    var places: [[Ranking.Place]] = []
    for key in try keys().sorted(by: { "\($0)" < "\($1)" }) {
      let query = LeaderboardQuery(
        key: key, scope: LeaderboardScope(), includesWithoutPoints: true)
      let shown = boards.view(of: query, at: MonotonicTime(nanoseconds: 1))
      let view = try #require(shown)
      places.append(view.population.places(at: 0..<view.population.count, ties: .competition))
    }
    return places
  }

  @Test("boards that follow the ledger are those that are made anew, whoever writes meanwhile")
  func concurrent() async throws {
    try await with { pool, _ in
      let source = PostgresBoardSource(pool: pool)
      let days = AwardedDays(pool: pool)
      var boards = OrganizationBoards()
      try await days.award([earned(5, by: "p1")], in: acme)
      try await read(&boards, source)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            var random = SystemRandomNumberGenerator()
            for _ in 0..<15 {
              try await days.award(
                (0..<Int.random(in: 1...3, using: &random)).map { _ in
                  earned(
                    Double.random(in: -2...9, using: &random).rounded(),
                    by: "p\(Int.random(in: 1...12, using: &random))",
                    on: Int32.random(in: 1...5, using: &random),
                    metric: Bool.random(using: &random) ? Earned.handled : Earned.quality,
                    at: Int64.random(in: 0...50, using: &random) + Int64(writer))
                }, in: acme)
            }
          }
        }
        // Between the transactions of the writers, again and again; boards are made meanwhile.
        for number in 0..<25 {
          if number.isMultiple(of: 10) {
            for key in try keys().dropFirst() {
              boards.forget(key, unusedSince: MonotonicTime(nanoseconds: 1))
            }
          }
          try await read(&boards, source)
        }
        try await group.waitForAll()
      }
      try await read(&boards, source)
      var fresh = OrganizationBoards()
      try await read(&fresh, source)
      let followed = try places(&boards)
      let made = try places(&fresh)
      #expect(followed == made)
      #expect(followed.allSatisfy { $0.count == 12 })
    }
  }

  @Test("sees what a transaction wrote that was under way at the first look and is older")
  func late() async throws {
    try await with { pool, database in
      let source = PostgresBoardSource(pool: pool)
      let days = AwardedDays(pool: pool)
      let writers = database.makePool()
      var boards = OrganizationBoards()
      try await days.award([earned(1, by: "p1")], in: acme)
      try await writers.withTransaction(.organization(acme)) { transaction in
        // An older transaction than those that follow, and it is not over.
        _ = try await transaction.execute(LockDaysOfPerson(person: "p1"))
        _ = try await transaction.execute(AppendPosting(person: "p1"))
        try await days.award([earned(2, by: "p2")], in: acme)
        try await read(&boards, source)
        try await days.award([earned(3, by: "p3")], in: acme)
        try await read(&boards, source)
      }
      try await read(&boards, source)
      let shown = try places(&boards).joined().map {
        "\($0.contender.person) \($0.contender.points.hundredths / 100)"
      }
      #expect(Set(shown).isSuperset(of: ["p1 8", "p3 3", "p2 2"]))
      await writers.shutdown()
    }
  }

  @Test("makes boards anew when there is too much to add")
  func tooMuch() async throws {
    try await with { pool, _ in
      let source = PostgresBoardSource(pool: pool, changesMax: 3)
      let days = AwardedDays(pool: pool)
      var boards = OrganizationBoards()
      try await days.award([earned(1, by: "p1")], in: acme)
      try await read(&boards, source)
      for number in 1...3 { try await days.award([earned(2, by: "p\(number)")], in: acme) }
      try await read(&boards, source)
      let keys = try keys()
      #expect(keys.allSatisfy { boards.contains($0) })
      for number in 1...4 { try await days.award([earned(3, by: "p\(number)")], in: acme) }
      let order = boards.orderOfChanges(at: MonotonicTime(nanoseconds: 1))
      let refresh = try await source.refresh(order, in: acme, at: now)
      #expect(refresh.changes == nil)
      boards.take(refresh, of: order, readAt: now, MonotonicTime(nanoseconds: 1))
      #expect(keys.allSatisfy { !boards.contains($0) })
      try await read(&boards, source)
      let first = try places(&boards)
      var fresh = OrganizationBoards()
      try await read(&fresh, source)
      let made = try places(&fresh)
      #expect(first == made)
    }
  }

  @Test("remembers when the points of a metric were reached that has none any more")
  func vanished() async throws {
    try await with { pool, _ in
      let source = PostgresBoardSource(pool: pool)
      let days = AwardedDays(pool: pool)
      var boards = OrganizationBoards()
      try await read(&boards, source)
      try await days.award(
        [earned(5, by: "p1", at: 1), earned(5, by: "p2", at: 2)], in: acme)
      try await days.award([earned(3, by: "p1", on: 5, at: 7)], in: acme)
      try await days.award([earned(0, by: "p1", on: 5, at: 9)], in: acme)
      try await read(&boards, source)
      var fresh = OrganizationBoards()
      try await read(&fresh, source)
      let followed = try places(&boards)
      let made = try places(&fresh)
      #expect(followed == made)
      let expected = Timestamp(microseconds: 1_780_272_009_000_000)
      #expect(
        followed.contains { places in
          places.contains {
            $0.contender.person.rawValue == "p1" && $0.contender.reachTime == expected
          }
        })
    }
  }
}

/// Keeps others from changing somebody's workdays.
private struct LockDaysOfPerson: Statement {
  static let sql = """
    SELECT version FROM gamification.person_day
    WHERE organization_id = 'acme' AND person_id = $1 FOR UPDATE
    """

  let person: String

  func bind(to bindings: inout Bindings) { bindings.append(person) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 { try row.read() }
}

/// Gives somebody seven points more on the 4th of May.
private struct AppendPosting: Statement {
  static let sql = """
    WITH day AS (
      UPDATE gamification.person_day
      SET points_e2 = points_e2 + 700, metric_points_e2[1] = metric_points_e2[1] + 700,
        version = version + 1
      WHERE organization_id = 'acme' AND person_id = $1
      RETURNING organization_id, person_id, workday, version
    )
    INSERT INTO gamification.ledger_posting (
      organization_id, person_id, workday, version, ledger_posting_id, cause, source, award_time,
      finality, profile_metric_ids, metric_versions, metric_points_e2, metric_values, points_e2)
    SELECT organization_id, person_id, workday, version, gen_random_uuid(), 'measurement', 'test',
      now(), 'provisional', ARRAY['00000000-0000-0007-0000-000000000001']::uuid[], ARRAY[1],
      ARRAY[700], ARRAY[NULL]::double precision[], 700
    FROM day
    RETURNING version
    """

  let person: String

  func bind(to bindings: inout Bindings) { bindings.append(person) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 { try row.read() }
}
