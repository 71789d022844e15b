import Kernel
import Logging
import Postgres
import TestSupport

/// The tables that these tests use, as a service would have them.
enum Fixture {
  static let migrations =
    [
      Migration.infrastructure(version: 1, schema: "sample"),
      Migration(
        version: 2, name: "create_item",
        sql: """
          CREATE TYPE sample.color AS ENUM ('red', 'dark green');
          CREATE TABLE sample.item (
            organization_id text NOT NULL,
            item_id text NOT NULL,
            amount bigint NOT NULL,
            CONSTRAINT item_pkey PRIMARY KEY (organization_id, item_id),
            CONSTRAINT item_amount_check CHECK (amount >= 0)
          );
          ALTER TABLE sample.item ENABLE ROW LEVEL SECURITY;
          ALTER TABLE sample.item FORCE ROW LEVEL SECURITY;
          CREATE POLICY item_organization ON sample.item
            USING (organization_id = current_setting('laurel.organization_id', true));
          """),
    ] + Migration.auditRetention(from: 3, schema: "sample")

  /// Says nothing.
  static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  static let organization = OrganizationID(stored: "acme")

  static func makeDatabase() async throws -> TestDatabase {
    try await TestCluster.current.makeDatabase(schema: "sample", migrations: migrations)
  }

  /// Runs a test with a pool of a database of its own.
  static func withPool(
    limits: PostgresLimits = TestDatabase.limits,
    _ body: (PostgresPool) async throws -> Void
  ) async throws {
    try await withDatabase(limits: limits) { _, pool in try await body(pool) }
  }

  static func withDatabase(
    limits: PostgresLimits = TestDatabase.limits,
    _ body: (TestDatabase, PostgresPool) async throws -> Void
  ) async throws {
    let database = try await makeDatabase()
    let pool = database.makePool(limits: limits)
    do {
      try await body(database, pool)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  static func limits(
    connectionsMax: Int, waitersMax: Int, leaseTimeout: Duration = .seconds(20)
  ) -> PostgresLimits {
    var limits = TestDatabase.limits
    limits.connectionsMax = connectionsMax
    limits.waitersMax = waitersMax
    limits.leaseTimeout = leaseTimeout
    return limits
  }
}

/// Counts what concurrent tasks do.
actor Counter {
  private(set) var count = 0

  func increment() { count += 1 }
}

extension PostgresPool {
  /// Runs a statement on a connection of its own.
  @discardableResult
  func leased<S: Statement>(_ statement: S, in scope: TransactionScope) async throws -> [S.Row] {
    try await withTransaction(scope) { try await $0.execute(statement) }
  }
}

struct InsertItem: Statement {
  static let sql = """
    INSERT INTO sample.item (organization_id, item_id, amount) VALUES ($1, $2, $3)
    """

  var organization = Fixture.organization
  var item: String
  var amount: Int64 = 0

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(item)
    bindings.append(amount)
  }
}

struct AddAmount: Statement {
  static let sql = "UPDATE sample.item SET amount = amount + $2 WHERE item_id = $1"

  var item: String
  var amount: Int64

  func bind(to bindings: inout Bindings) {
    bindings.append(item)
    bindings.append(amount)
  }
}

struct SumAmounts: Query {
  static let sql = "SELECT coalesce(sum(amount), 0)::bigint FROM sample.item"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 { try row.read() }
}

struct SelectItems: Query {
  static let sql = "SELECT item_id FROM sample.item ORDER BY item_id"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
    try row.read()
  }
}

/// The number of the server process behind a connection.
struct SelectProcess: Query {
  static let sql = "SELECT pg_backend_pid()"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int32 { try row.read() }
}

/// Keeps the server busy for a minute unless it is stopped.
struct SleepLong: Statement {
  static let sql = "SELECT pg_sleep(60)"

  func bind(to bindings: inout Bindings) {}
}

/// Waits until the server runs a statement with some text in it, so that tests need no sleep.
struct WaitForStatement: Query {
  static let sql = """
    SELECT count(*) FROM pg_stat_activity
    WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()
      AND datname = current_database()
    """

  var pattern: String

  func bind(to bindings: inout Bindings) { bindings.append(pattern) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }

  static func wait(for pattern: String, on pool: PostgresPool) async throws {
    while try await pool.first(WaitForStatement(pattern: pattern), in: .allOrganizations) == 0 {
      await Task.yield()
    }
  }
}
