package import CoreMetrics
internal import Kernel
package import Logging

/// The database of one service, for its tasks.
///
/// Single statements share a few connections, on which many of them travel together (see
/// ``SharedLanes``). A transaction, and a statement that is long, has a connection for itself,
/// whichever is free first; one is made when callers wait. Each connection has a thread of its own,
/// so no call blocks the cooperative pool. All numbers are bounded by ``PostgresLimits``. A
/// cancelled task gets `CancellationError` at once, and its statement is stopped on the server when
/// it takes long.
package final class PostgresPool: Sendable {
  /// The schema of the service.
  package let schema: SchemaName

  private let statementTimeout: Duration
  private let core: PoolCore
  let lanes: SharedLanes
  let outboxListener: NotificationListener

  /// How often a transaction runs at most when it collides with others.
  private static var attemptsMax: Int { 3 }

  /// Makes a pool; connects to nothing yet.
  ///
  /// Metrics go to `metrics`, by default to what the process has bootstrapped;
  /// ``StatementObserver`` and ``PoolMeters`` list them.
  package init(
    url: DatabaseURL, schema: SchemaName, limits: PostgresLimits, logger: Logger,
    metrics: any MetricsFactory = MetricsSystem.factory
  ) {
    self.schema = schema
    statementTimeout = limits.statementTimeout
    let name = schema.rawValue
    core = PoolCore(url: url, limits: limits, name: name, logger: logger, metrics: metrics)
    lanes = SharedLanes(url: url, limits: limits, name: name, logger: logger, metrics: metrics)
    outboxListener = NotificationListener(
      channel: schema.outboxChannel,
      settings: ConnectionSettings(
        url: url, limits: limits, logger: logger, metrics: metrics), logger: logger)
  }

  deinit {
    core.beginShutdown()
    lanes.beginShutdown()
    outboxListener.beginShutdown()
  }

  /// Refuses new work, waits for what runs, and ends all threads.
  package func shutdown() async {
    core.beginShutdown()
    lanes.beginShutdown()
    outboxListener.beginShutdown()
    await core.waitForEnd()
    await lanes.waitForEnd()
    await outboxListener.waitForEnd()
  }

  /// Runs a transaction: commits when the closure returns, rolls back when it throws.
  ///
  /// The closure runs again, at most three times in all, when PostgreSQL reports a serialization
  /// failure or a deadlock; so it must have no effects but on the database. It must not wait for
  /// anything but the database.
  ///
  /// - Throws: ``PostgresError``, `CancellationError`, or the closure's own error unchanged.
  @discardableResult
  package func withTransaction<Result: Sendable>(
    _ scope: TransactionScope, isolation: IsolationLevel = .readCommitted, readOnly: Bool = false,
    _ body: (Transaction) async throws -> Result
  ) async throws -> Result {
    let connection = try await lease()
    var attempt = 1
    while true {
      let transaction = Transaction(
        schema: schema, mailbox: connection, timeout: callTimeout ?? statementTimeout,
        preamble: [
          TransactionFrame.begin(isolation: isolation, readOnly: readOnly),
          TransactionFrame.setScope(scope, timeout: callTimeout),
        ])
      let failure: PostgresError?
      do {
        let result = try await body(transaction)
        try await transaction.commit()
        core.giveBack(connection)
        if transaction.hasEvents { announceEvents() }
        return result
      } catch {
        transaction.abandon()
        failure = transaction.failure ?? error as? PostgresError
        guard attempt < Self.attemptsMax, failure?.isTransient == true, !Task.isCancelled else {
          core.recycle(connection)
          throw Self.presented(error)
        }
      }
      connection.post(.recycle {})
      do {
        try await Task.sleep(for: Self.retryDelay(attempt: attempt))
      } catch {
        core.recycle(connection)
        throw error
      }
      attempt += 1
    }
  }

  /// Runs one statement in a transaction of its own.
  ///
  /// It shares a connection with the statements of other callers, unless it says that it is long.
  package func execute<S: Statement>(
    _ statement: S, in scope: TransactionScope
  ) async throws -> [S.Row] {
    try await rows(BoundStatement(statement), key: statement.conflictKey, in: scope, S.decode)
  }

  /// Runs one statement in a transaction of its own and decodes its first row.
  package func first<S: Statement>(
    _ statement: S, in scope: TransactionScope
  ) async throws -> S.Row? {
    let rows = try await perform(
      BoundStatement(statement), key: statement.conflictKey, in: scope)
    do {
      return try rows.decodeFirst(S.decode)
    } catch {
      throw PostgresError.decoding(statement: S.name, error: error)
    }
  }

  /// Runs one statement in a transaction of its own and returns how many rows it touched.
  @discardableResult
  package func run<S: Statement>(
    _ statement: S, in scope: TransactionScope
  ) async throws -> Int {
    try await perform(BoundStatement(statement), key: statement.conflictKey, in: scope)
      .affectedRows
  }

  func execute<S: SchemaStatement>(
    _ statement: S, in scope: TransactionScope
  ) async throws -> [S.Row] {
    try await rows(BoundStatement(statement, schema: schema), in: scope, S.decode)
  }

  @discardableResult
  func run<S: SchemaStatement>(
    _ statement: S, in scope: TransactionScope
  ) async throws -> Int {
    try await perform(BoundStatement(statement, schema: schema), in: scope).affectedRows
  }

  private func rows<Row: Sendable>(
    _ statement: BoundStatement, key: ConflictKey? = nil, in scope: TransactionScope,
    _ decode: (inout RowReader) throws(RowDecodingError) -> Row
  ) async throws -> [Row] {
    let rows = try await perform(statement, key: key, in: scope)
    do {
      return try rows.decode(decode)
    } catch {
      throw PostgresError.decoding(statement: statement.name, error: error)
    }
  }

  private func perform(
    _ statement: BoundStatement, key: ConflictKey? = nil, in scope: TransactionScope
  ) async throws -> RowSet {
    do {
      if statement.isLong { return try await performApart(statement, in: scope) }
      guard !Task.isCancelled else { throw PostgresError.cancelled }
      return try await lanes.submit(statement, key: key, in: scope).reply.rows()
    } catch {
      throw Self.presented(error)
    }
  }

  /// Sends the scope and the statement up to one sync, which makes them one transaction.
  private func performApart(
    _ statement: BoundStatement, in scope: TransactionScope
  ) async throws(PostgresError) -> RowSet {
    let connection = try await core.lease()
    let exchange = Exchange(
      .statements([TransactionFrame.setScope(scope, timeout: callTimeout), statement]),
      whenLost: statement.lossError)
    connection.post(.exchange(exchange))
    do throws(PostgresError) {
      let rows = try await exchange.answer(from: connection)
      core.giveBack(connection)
      return rows
    } catch {
      core.recycle(connection)
      throw error
    }
  }

  /// How long the caller of the present call still waits, if that is shorter than a statement may
  /// take anyway.
  private var callTimeout: Duration? {
    guard let deadline = CallDeadline.current.get() else { return nil }
    let remaining = MonotonicTime.now.duration(to: deadline)
    return remaining < statementTimeout ? remaining : nil
  }

  private func lease() async throws -> ConnectionMailbox {
    do {
      return try await core.lease()
    } catch {
      throw Self.presented(error)
    }
  }

  /// Says "cancelled" in the language's own words.
  private static func presented(_ error: any Error) -> any Error {
    if case PostgresError.cancelled = error { return CancellationError() }
    return error
  }

  /// By chance, so that two that collided do not collide again.
  private static func retryDelay(attempt: Int) -> Duration {
    .milliseconds(Double.random(in: 1...10) * Double(attempt))
  }
}
