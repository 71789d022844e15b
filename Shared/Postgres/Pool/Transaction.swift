internal import Synchronization

/// A transaction, as the closure of ``PostgresPool/withTransaction(_:isolation:readOnly:_:)`` sees
/// it.
///
/// After a statement failed, all further ones throw the same error. It must not leave the closure.
package final class Transaction: Sendable {
  /// The schema of the service, where the shared components have their tables.
  package let schema: SchemaName

  private struct State {
    /// What goes before the first statement, in the same round trip.
    var preamble: [BoundStatement]
    var isBegun = false
    /// Cursors and savepoints that were named.
    var nameCount = 0
    var isFinished = false
    var failure: PostgresError?

    /// Forgets a failure that a savepoint undoes; `false` when it undoes none.
    mutating func forgive() -> Bool {
      switch failure {
      case nil: return true
      case .server(let error) where !error.isTransient: failure = nil
      case .decoding: failure = nil
      default: return false
      }
      return true
    }
  }

  private let mailbox: ConnectionMailbox
  private let state: Mutex<State>

  init(schema: SchemaName, mailbox: ConnectionMailbox, preamble: [BoundStatement]) {
    self.schema = schema
    self.mailbox = mailbox
    state = Mutex(State(preamble: preamble))
  }

  /// Runs a statement and decodes its rows.
  package func execute<S: Statement>(_ statement: S) async throws(PostgresError) -> [S.Row] {
    try await rows(BoundStatement(statement), S.decode)
  }

  /// Runs a statement and decodes its first row.
  package func first<S: Statement>(_ statement: S) async throws(PostgresError) -> S.Row? {
    try await execute(statement).first
  }

  /// Runs a statement and returns how many rows it touched.
  @discardableResult
  package func run<S: Statement>(_ statement: S) async throws(PostgresError) -> Int {
    try await perform(BoundStatement(statement)).affectedRows
  }

  func execute<S: SchemaStatement>(_ statement: S) async throws(PostgresError) -> [S.Row] {
    try await rows(BoundStatement(statement, schema: schema), S.decode)
  }

  func first<S: SchemaStatement>(_ statement: S) async throws(PostgresError) -> S.Row? {
    try await execute(statement).first
  }

  @discardableResult
  func run<S: SchemaStatement>(_ statement: S) async throws(PostgresError) -> Int {
    try await perform(BoundStatement(statement, schema: schema)).affectedRows
  }

  /// Runs a part of the transaction that may fail alone.
  ///
  /// When the closure throws, or a statement in it failed, what it did is undone, and the
  /// transaction can go on. A collision with another transaction cannot be undone in part: it fails
  /// the whole, which then runs again.
  ///
  /// - Throws: What the closure throws, or ``PostgresError``.
  package func withSavepoint<Result: Sendable>(
    _ body: () async throws -> Result
  ) async throws -> Result {
    let name = makeName(of: "savepoint")
    try await perform(.unprepared("Savepoint", "SAVEPOINT \(name)"))
    do {
      let result = try await body()
      if let failure { throw failure }
      try await perform(.unprepared("Release", "RELEASE SAVEPOINT \(name)"))
      return result
    } catch {
      guard state.withLock({ $0.forgive() }) else { throw error }
      try await perform(.unprepared("RollbackTo", "ROLLBACK TO SAVEPOINT \(name)"))
      throw error
    }
  }

  /// A name for a cursor or savepoint of this transaction.
  func makeName(of kind: String) -> String {
    state.withLock { state in
      state.nameCount += 1
      return "laurel_\(kind)_\(state.nameCount)"
    }
  }

  /// The failure of a statement, if one failed.
  var failure: PostgresError? { state.withLock { $0.failure } }

  /// Commits, unless nothing was sent at all.
  func commit() async throws(PostgresError) {
    let isBegun = state.withLock { state in
      state.isFinished = true
      return state.isBegun
    }
    if let failure { throw failure }
    guard isBegun else { return }
    let exchange = Exchange(
      .statements([TransactionFrame.commit]), needsTransaction: true,
      whenLost: TransactionFrame.commit.lossError)
    mailbox.post(.exchange(exchange))
    let rows = try await exchange.answer(from: mailbox)
    guard rows.commandTag == "COMMIT" else {
      throw .server(
        ServerError(sqlState: "25P02", statement: TransactionFrame.commit.name))
    }
  }

  /// Marks the end without a commit; rolling back is the pool's part.
  func abandon() { state.withLock { $0.isFinished = true } }

  private func rows<Row>(
    _ statement: BoundStatement,
    _ decode: (inout RowReader) throws(RowDecodingError) -> Row
  ) async throws(PostgresError) -> [Row] {
    let rows = try await perform(statement)
    do {
      return try rows.decode(decode)
    } catch {
      throw fail(.decoding(statement: statement.name, error: error))
    }
  }

  @discardableResult
  private func perform(_ statement: BoundStatement) async throws(PostgresError) -> RowSet {
    try await answer(to: try post([statement]))
  }

  /// Does a step of a COPY.
  @discardableResult
  func perform(_ step: CopyStep, _ name: String) async throws(PostgresError) -> RowSet {
    if state.withLock({ !$0.preamble.isEmpty }) { _ = try await answer(to: try post([])) }
    return try await answer(to: try post(.copy(name: name, step)))
  }

  func answer(to exchange: Exchange) async throws(PostgresError) -> RowSet {
    do throws(PostgresError) {
      return try await exchange.answer(from: mailbox)
    } catch {
      throw fail(error)
    }
  }

  private func post(_ content: Exchange.Content) throws(PostgresError) -> Exchange {
    try state.withLock { state throws(PostgresError) in
      precondition(!state.isFinished, "a transaction is not used after its closure ended")
      if let failure = state.failure { throw failure }
      let exchange = Exchange(content, needsTransaction: true, whenLost: .connectionLost)
      mailbox.post(.exchange(exchange))
      return exchange
    }
  }

  /// Posts under the lock, so that the preamble goes first even if statements run concurrently.
  func post(_ statements: [BoundStatement]) throws(PostgresError) -> Exchange {
    try state.withLock { state throws(PostgresError) in
      precondition(!state.isFinished, "a transaction is not used after its closure ended")
      if let failure = state.failure { throw failure }
      let exchange = Exchange(
        .statements(state.preamble + statements), needsTransaction: state.preamble.isEmpty,
        whenLost: .connectionLost)
      state.preamble = []
      state.isBegun = true
      mailbox.post(.exchange(exchange))
      return exchange
    }
  }

  func fail(_ error: PostgresError) -> PostgresError {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
    }
    return error
  }
}
