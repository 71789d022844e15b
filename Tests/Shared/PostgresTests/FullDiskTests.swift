import Kernel
import Postgres
import TestSupport
import Testing

/// Forty megabytes, for which there is no room.
private struct FillDisk: Statement {
  static let sql = "INSERT INTO sample.bulk SELECT repeat('x', 1000) FROM generate_series(1, 40000)"

  func bind(to bindings: inout Bindings) {}
}

private struct InsertOne: Statement {
  static let sql = "INSERT INTO sample.bulk VALUES ('x')"

  func bind(to bindings: inout Bindings) {}
}

private struct CopiedRow: CopyRow {
  static let sql = "COPY sample.bulk FROM STDIN (FORMAT binary)"

  func bind(to bindings: inout Bindings) { bindings.append(String(repeating: "x", count: 1_000)) }
}

/// A server that has no room for what it is told to store.
///
/// No disk is filled: the processes of the server may make no file longer than 24 MiB and a half
/// block. So a table ends in a block of which half was written, which is how the server finds out
/// about a full disk too.
@Suite("PostgresPool full disk", .timeLimit(.minutes(3)))
struct FullDiskTests {
  private let scope = TransactionScope.organization(Fixture.organization)
  private static let fileBytesMax = 24 * 1_024 * 1_024 + 4_096

  private func withPool(
    _ body: (TestDatabase, PostgresPool) async throws -> Void
  ) async throws {
    let cluster = TestCluster()
    let database = try await cluster.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    try await owner(
      database, "CREATE TABLE sample.bulk (data text); GRANT ALL ON sample.bulk TO sample_app")
    try await cluster.limitFiles(bytesMax: Self.fileBytesMax)
    var limits = TestDatabase.limits
    limits.lanesMax = 1
    limits.connectionsMax = 1
    let pool = database.makePool(limits: limits)
    do {
      try await body(database, pool)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
    try await cluster.endImmediately()
  }

  private func owner(_ database: TestDatabase, _ script: String) async throws {
    try await PostgresSession.withSession(
      database.ownerURL, connectTimeout: .seconds(10), statementTimeout: .seconds(10),
      logger: Fixture.logger
    ) { session in
      try await session.run(script: script, name: "Administer")
    }
  }

  /// The code of the server's refusal; `nil` when it is none.
  private func refusal(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? PostgresError)?.sqlState ?? "\(error)"
    }
  }

  @Test("a statement without room is refused, and the others of its batch are done")
  func lane() async throws {
    try await withPool { database, pool in
      let process = try await pool.first(SelectProcess(), in: scope)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for item in 0..<40 {
          group.addTask {
            if item.isMultiple(of: 10) {
              let code = await refusal { try await pool.run(FillDisk(), in: scope) }
              #expect(code == "53100")
            } else {
              try await pool.run(InsertItem(item: "\(item)"), in: scope)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await pool.execute(SelectItems(), in: scope).count == 36)
      // There is room again.
      try await owner(database, "TRUNCATE sample.bulk")
      try await pool.run(InsertOne(), in: scope)
      #expect(try await pool.first(SelectProcess(), in: scope) == process)
    }
  }

  @Test("a transaction without room is undone, and its connection goes on")
  func transaction() async throws {
    try await withPool { _, pool in
      let process = try await pool.leased(SelectProcess(), in: scope)
      let code = await refusal {
        try await pool.withTransaction(scope) { transaction in
          try await transaction.run(InsertItem(item: "undone"))
          try await transaction.run(FillDisk())
        }
      }
      #expect(code == "53100")
      try await pool.withTransaction(scope) { transaction in
        await #expect(throws: PostgresError.self) {
          try await transaction.withSavepoint { try await transaction.run(FillDisk()) }
        }
        try await transaction.run(InsertItem(item: "kept"))
      }
      #expect(try await pool.leased(SelectItems(), in: scope) == ["kept"])
      #expect(try await pool.leased(SelectProcess(), in: scope) == process)
    }
  }

  @Test("rows that are copied are refused when there is no room for them")
  func copy() async throws {
    try await withPool { _, pool in
      let process = try await pool.leased(SelectProcess(), in: scope)
      let code = await refusal {
        _ = try await pool.withTransaction(scope) { transaction in
          try await transaction.copy((0..<40_000).map { _ in CopiedRow() })
        }
      }
      #expect(code == "53100")
      #expect(try await pool.leased(SelectProcess(), in: scope) == process)
    }
  }
}
