internal import CoreMetrics
package import Logging

/// A connection for administrative work, which is not shared and ends with its closure.
package struct PostgresSession: Sendable {
  private let mailbox: ConnectionMailbox

  /// Connects, runs the closure, and closes the connection.
  ///
  /// The statement timeout bounds each statement and each script.
  package static func withSession<Result: Sendable>(
    _ url: DatabaseURL, connectTimeout: Duration, statementTimeout: Duration, logger: Logger,
    _ body: (PostgresSession) async throws -> Result
  ) async throws -> Result {
    let limits = PostgresLimits(
      connectionsMax: 1, waitersMax: 0,
      // So that a failure of the attempt is what ends the wait; the name is looked up before it.
      leaseTimeout: connectTimeout * 2, connectTimeout: connectTimeout,
      statementTimeout: statementTimeout,
      // A session may take its time.
      idleInTransactionTimeout: statementTimeout, slowStatementTime: statementTimeout)
    let core = PoolCore(
      url: url, limits: limits, name: "session", logger: logger,
      metrics: NOOPMetricsHandler.instance)
    let result: Swift.Result<Result, any Error>
    do {
      let mailbox = try await core.lease()
      do {
        result = .success(try await body(PostgresSession(mailbox: mailbox)))
      } catch {
        result = .failure(error)
      }
      core.recycle(mailbox)
    } catch {
      result = .failure(error)
    }
    core.beginShutdown()
    await core.waitForEnd()
    return try result.get()
  }

  /// Runs a statement and decodes its rows.
  package func execute<S: Statement>(_ statement: S) async throws(PostgresError) -> [S.Row] {
    try await rows(BoundStatement(statement), S.decode)
  }

  func execute<S: SchemaStatement>(
    _ statement: S, schema: SchemaName
  ) async throws(PostgresError) -> [S.Row] {
    try await rows(BoundStatement(statement, schema: schema), S.decode)
  }

  /// The types of the columns that some SQL would give; nothing is run.
  ///
  /// The name stands for it in errors.
  package func columnTypes(of sql: String, name: String) async throws(PostgresError) -> [UInt32] {
    var statement = BoundStatement(name: name, sql: sql)
    statement.isOnlyDescribed = true
    let exchange = Exchange(.statements([statement]), whenLost: .connectionLost)
    mailbox.post(.exchange(exchange))
    return try await exchange.answer(from: mailbox).columnTypes
  }

  /// Runs a script of several statements, which has no parameters and whose rows are dropped.
  ///
  /// Without `BEGIN` in it the whole is one transaction. The name stands for it in errors.
  package func run(script: String, name: String) async throws(PostgresError) {
    let exchange = Exchange(
      .script(name: name, sql: script), whenLost: .outcomeUnknown(statement: name))
    mailbox.post(.exchange(exchange))
    _ = try await exchange.answer(from: mailbox)
  }

  /// Ends a transaction that a failed script left open.
  func rollBack() { mailbox.post(.recycle {}) }

  private func rows<Row: Sendable>(
    _ statement: BoundStatement,
    _ decode: (inout RowReader) throws(RowDecodingError) -> Row
  ) async throws(PostgresError) -> [Row] {
    let exchange = Exchange(.statements([statement]), whenLost: statement.lossError)
    mailbox.post(.exchange(exchange))
    let rows = try await exchange.answer(from: mailbox)
    do {
      return try rows.decode(decode)
    } catch {
      throw .decoding(statement: statement.name, error: error)
    }
  }
}
