import Kernel
import Postgres
import TestSupport
import Testing

/// A server that ends in the middle of writes, and callers who repeat what was not acknowledged.
@Suite("PostgresPool restarts", .timeLimit(.minutes(5)))
struct RestartTests {
  @Test("every acknowledged write is there once and none twice, though the server ends twice")
  func restarts() async throws {
    let cluster = TestCluster(isDurable: true)
    let database = try await cluster.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    let pool = database.makePool(limits: RepeatedWrites.limits)
    let writes = RepeatedWrites(pool: pool)
    try await writes.run { writes in
      for share in [RepeatedWrites.total / 4, RepeatedWrites.total / 2] {
        try await writes.wait(for: share)
        try await cluster.restartImmediately()
      }
    }
    try await writes.check()
    await pool.shutdown()
  }
}
