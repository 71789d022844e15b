import Postgres
import TestSupport
import Testing

private struct TableExists: Statement {
  static let sql = "SELECT to_regclass($1) IS NOT NULL"

  var table: String

  func bind(to bindings: inout Bindings) { bindings.append(table) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

@Suite("Migrator")
struct MigrationTests {
  private static let first = Migration(
    version: 1, name: "create_one",
    sql: "CREATE TABLE sample.one (organization_id text CONSTRAINT one_pkey PRIMARY KEY);")
  private static let second = Migration(
    version: 2, name: "create_two",
    sql: "CREATE TABLE sample.two (organization_id text CONSTRAINT two_pkey PRIMARY KEY);")

  private func migrator(_ migrations: Migration...) -> Migrator {
    Migrator(schema: "sample", migrations: migrations)
  }

  private func makeDatabase() async throws -> TestDatabase {
    try await TestCluster.current.makeDatabase(schema: "sample", migrations: [])
  }

  @Test("applies what is missing, in order, once")
  func order() async throws {
    let database = try await makeDatabase()
    let one = migrator(Self.first)
    let both = migrator(Self.first, Self.second)
    #expect(try await one.migrate(database.ownerURL, logger: Fixture.logger) == [Self.first])
    #expect(
      try await both.plan(database.ownerURL, logger: Fixture.logger)
        == MigrationPlan(installedVersion: 1, pending: [Self.second]))
    #expect(try await both.migrate(database.ownerURL, logger: Fixture.logger) == [Self.second])
    #expect(try await both.migrate(database.ownerURL, logger: Fixture.logger) == [])
  }

  @Test("is safe when several processes start it at the same time")
  func concurrent() async throws {
    let database = try await makeDatabase()
    let both = migrator(Self.first, Self.second)
    async let left = both.migrate(database.ownerURL, logger: Fixture.logger)
    async let right = both.migrate(database.ownerURL, logger: Fixture.logger)
    let counts = try await [left.count, right.count]
    #expect(counts.sorted() == [0, 2])
  }

  @Test("refuses a file that was changed after it had been applied")
  func checksum() async throws {
    let database = try await makeDatabase()
    try await migrator(Self.first).migrate(database.ownerURL, logger: Fixture.logger)
    let changed = Migration(version: 1, name: "create_one", sql: Self.first.sql + " ")
    let error = await #expect(throws: MigrationError.self) {
      try await migrator(changed).migrate(database.ownerURL, logger: Fixture.logger)
    }
    guard case .checksumChanged(1, "create_one") = error else {
      Issue.record("expected a changed checksum")
      return
    }
  }

  @Test("leaves nothing of a file that fails, and goes on when it is mended")
  func failure() async throws {
    let database = try await makeDatabase()
    let broken = Migration(
      version: 2, name: "create_two", sql: Self.second.sql + " SELECT 1 / 0;")
    await #expect(throws: MigrationError.self) {
      try await migrator(Self.first, broken).migrate(database.ownerURL, logger: Fixture.logger)
    }
    #expect(
      try await migrator(Self.first, Self.second).migrate(database.ownerURL, logger: Fixture.logger)
        == [Self.second])
  }

  @Test(
    "runs a file outside a transaction when its first line says so, however it ends",
    arguments: ["\n", "\r\n"])
  func withoutTransaction(lineEnd: String) async throws {
    let database = try await makeDatabase()
    let index = Migration(
      version: 2, name: "index_one",
      sql: "-- no transaction\(lineEnd)"
        + "CREATE INDEX CONCURRENTLY one_idx ON sample.one (organization_id);")
    try await migrator(Self.first, index).migrate(database.ownerURL, logger: Fixture.logger)
    let pool = database.makePool()
    #expect(
      try await pool.first(TableExists(table: "sample.one_idx"), in: .allOrganizations) == true)
    await pool.shutdown()
  }

  private static let index = Migration(
    version: 2, name: "index_one",
    sql: "-- no transaction\r\nCREATE INDEX CONCURRENTLY one_idx ON sample.one (organization_id);")

  @Test("makes an index outside a transaction while other processes wait for their turn")
  func concurrentIndex() async throws {
    let database = try await makeDatabase()
    let both = migrator(Self.first, Self.index)
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask { try await both.migrate(database.ownerURL, logger: Fixture.logger).count }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.sorted() == [0, 0, 0, 2])
  }

  @Test("makes an index again that an attempt before has left unfinished, and leaves others alone")
  func invalidIndex() async throws {
    let database = try await makeDatabase()
    try await migrator(Self.first).migrate(database.ownerURL, logger: Fixture.logger)
    try await PostgresSession.withSession(
      database.superuserURL, connectTimeout: .seconds(20), statementTimeout: .seconds(20),
      logger: Fixture.logger
    ) { session in
      for index in ["one_idx", "one_id"] {
        try await session.run(
          script: """
            CREATE INDEX \(index) ON sample.one (organization_id);
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'sample.\(index)'::regclass;
            """, name: "LeaveUnfinished")
      }
    }
    let applied = try await migrator(Self.first, Self.index)
      .migrate(database.ownerURL, logger: Fixture.logger)
    #expect(applied == [Self.index])
    let pool = database.makePool()
    #expect(
      try await pool.first(TableExists(table: "sample.one_id"), in: .allOrganizations) == true)
    await pool.shutdown()
  }

  @Test("keeps a name with a quote in front of a combining mark, which is one character in Swift")
  func quotedName() async throws {
    let database = try await makeDatabase()
    let odd = Migration(version: 1, name: "it'\u{301}\\\u{301}s", sql: Self.first.sql)
    #expect(try await migrator(odd).migrate(database.ownerURL, logger: Fixture.logger) == [odd])
    #expect(try await migrator(odd).migrate(database.ownerURL, logger: Fixture.logger) == [])
  }

  @Test("a script with a COPY from the client fails instead of waiting for its rows")
  func copyScript() async throws {
    let database = try await makeDatabase()
    let copy = Migration(version: 2, name: "fill_one", sql: "COPY sample.one FROM STDIN;")
    await #expect(throws: MigrationError.self) {
      try await migrator(Self.first, copy).migrate(database.ownerURL, logger: Fixture.logger)
    }
  }

  @Test("refuses to serve on an older schema and accepts a newer one")
  func requireCurrent() async throws {
    let database = try await makeDatabase()
    let pool = database.makePool()
    let one = migrator(Self.first)
    let both = migrator(Self.first, Self.second)
    await #expect(throws: MigrationError.self) { try await one.requireCurrent(pool) }
    try await one.migrate(database.ownerURL, logger: Fixture.logger)
    try await one.requireCurrent(pool)
    let error = await #expect(throws: MigrationError.self) { try await both.requireCurrent(pool) }
    guard case .schemaTooOld(installed: 1, required: 2) = error else {
      Issue.record("expected an older schema")
      return
    }
    try await both.migrate(database.ownerURL, logger: Fixture.logger)
    try await one.requireCurrent(pool)
    await pool.shutdown()
  }
}

@Suite("Bootstrap")
struct BootstrapTests {
  private struct Command: Statement {
    static var sql: String { "DROP TABLE sample.item" }
    func bind(to bindings: inout Bindings) {}
  }

  private struct ReadOther: Statement {
    static let sql = "SELECT count(*) FROM sample.item"
    func bind(to bindings: inout Bindings) {}
    static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int {
      try row.read()
    }
  }

  private struct ChangeHistory: Statement {
    static let sql = "DELETE FROM sample.schema_migration"
    func bind(to bindings: inout Bindings) {}
  }

  private struct EraseAudit: Statement {
    static let sql = "DELETE FROM sample.audit_record"
    func bind(to bindings: inout Bindings) {}
  }

  private func refusal(
    _ body: () async throws -> Void
  ) async -> String? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? PostgresError)?.sqlState
    }
  }

  @Test("gives the application role rows, and neither tables nor history")
  func applicationRole() async throws {
    try await Fixture.withPool { pool in
      #expect(await refusal { try await pool.run(Command(), in: .allOrganizations) } == "42501")
      #expect(
        await refusal { try await pool.run(ChangeHistory(), in: .allOrganizations) } == "42501")
      #expect(await refusal { try await pool.run(EraseAudit(), in: .allOrganizations) } == "42501")
    }
  }

  @Test("lets no service read the tables of another")
  func otherService() async throws {
    let database = try await TestCluster.current.makeDatabase([
      TestCluster.Service(schema: "sample", migrations: Fixture.migrations),
      TestCluster.Service(schema: "other", migrations: []),
    ])
    let pool = database.makePool(schema: "other")
    #expect(
      await refusal { _ = try await pool.execute(ReadOther(), in: .allOrganizations) } == "42501")
    await pool.shutdown()
  }

  @Test("may run again")
  func repeated() async throws {
    let database = try await Fixture.makeDatabase()
    let bootstrap = Bootstrap(
      database: database.name,
      services: [
        try ServiceRoles(
          schema: "sample", ownerPassword: "test-password", applicationPassword: "test-password")
      ])
    try await bootstrap.createDatabase(database.superuserURL, logger: Fixture.logger)
    try await bootstrap.createServices(database.superuserURL, logger: Fixture.logger)
    let pool = database.makePool()
    #expect(
      try await pool.execute(SelectItems(), in: .organization(Fixture.organization)) == [])
    await pool.shutdown()
  }
}
