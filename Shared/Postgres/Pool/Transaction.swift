internal import Synchronization

/// A transaction, as the closure of ``PostgresPool/withTransaction(_:isolation:readOnly:_:)`` sees
/// it.
///
/// After a statement failed, all further ones throw the same error. It must not leave the closure.
package final class Transaction: Sendable {
  /// The schema of the service, where the shared components have their tables.
  package let schema: SchemaName

  private struct State {
    /// What goes before the next statement, in the same round trip; at first what begins the
    /// transaction.
    var pending: [BoundStatement]
    var isBegun = false
    /// Whether there is anything to commit.
    var isUsed = false
    /// Cursors and savepoints that were named.
    var nameCount = 0
    var isFinished = false
    var failure: PostgresError?
    /// What was sent before anybody waits for it.
    var ahead: [Exchange] = []
    /// Whether it has written events for other services.
    var hasEvents = false

    /// Forgets a failure that a savepoint undoes; `false` when it undoes none.
    mutating func forgive() -> Bool {
      // Whatever came before the savepoint was sent with it.
      pending = []
      switch failure {
      case nil: return true
      case .server(let error) where !error.isTransient: failure = nil
      case .decoding: failure = nil
      default: return false
      }
      return true
    }

    func checkUsable() throws(PostgresError) {
      precondition(!isFinished, "a transaction is not used after its closure ended")
      if let failure { throw failure }
    }

    /// Takes what is to be sent up to and with some statements.
    mutating func take(_ statements: [BoundStatement]) -> Exchange {
      defer {
        pending = []
        isBegun = true
        isUsed = true
      }
      return Exchange(
        .statements(pending + statements), needsTransaction: isBegun, whenLost: .connectionLost)
    }
  }

  private let mailbox: ConnectionMailbox
  /// How long the server lets a statement run.
  private let timeout: Duration
  private let state: Mutex<State>

  init(
    schema: SchemaName, mailbox: ConnectionMailbox, timeout: Duration, preamble: [BoundStatement]
  ) {
    self.schema = schema
    self.mailbox = mailbox
    self.timeout = timeout
    state = Mutex(State(pending: preamble))
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

  /// Runs statements that do not need each other's rows, in one round trip and in their order.
  package func execute<each S: Statement>(
    _ statement: repeat each S
  ) async throws(PostgresError) -> (repeat [(each S).Row]) {
    var statements: [BoundStatement] = []
    repeat statements.append(BoundStatement(each statement))
    var results = try await results(of: statements)[...]
    // In the order of the statements.
    func next<T: Statement>(_ type: T.Type) throws(PostgresError) -> [T.Row] {
      try decode(results.removeFirst(), T.name, T.decode)
    }
    return try (repeat next((each S).self))
  }

  /// Sends a command in the round trip of the next statement, or of the commit.
  ///
  /// Nobody waits for it alone. When it fails, so does what it travels with, and the transaction.
  package func enqueue<S: Statement>(_ command: S) throws(PostgresError) where S.Row == Void {
    try enqueue(BoundStatement(command))
  }

  func enqueue<S: SchemaStatement>(_ command: S) throws(PostgresError) where S.Row == Void {
    try enqueue(BoundStatement(command, schema: schema))
  }

  func enqueue(_ command: BoundStatement) throws(PostgresError) {
    try state.withLock { state throws(PostgresError) in
      try state.checkUsable()
      state.isUsed = true
      state.pending.append(command)
    }
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

  /// Whether there is something to announce after the commit.
  var hasEvents: Bool { state.withLock { $0.hasEvents } }

  func noteEvent() { state.withLock { $0.hasEvents = true } }

  /// The failure of a statement, if one failed.
  var failure: PostgresError? { state.withLock { $0.failure } }

  /// Commits, unless nothing was done at all.
  func commit() async throws(PostgresError) {
    let exchange: Exchange? = try state.withLock { state throws(PostgresError) in
      state.isFinished = true
      if let failure = state.failure { throw failure }
      guard state.isUsed else { return nil }
      let commit = TransactionFrame.commit
      return Exchange(
        .statements(state.pending + [commit]), needsTransaction: state.isBegun,
        whenLost: commit.lossError)
    }
    guard let exchange else { return }
    mailbox.post(.exchange(exchange))
    _ = try await exchange.answer(from: mailbox)
  }

  /// Marks the end without a commit, and stops what was sent ahead; the pool rolls back.
  func abandon() {
    let ahead = state.withLock { state in
      state.isFinished = true
      return state.ahead
    }
    for exchange in ahead { exchange.abandon() }
    if !ahead.isEmpty { mailbox.wake() }
  }

  private func rows<Row>(
    _ statement: BoundStatement,
    _ decodeRow: (inout RowReader) throws(RowDecodingError) -> Row
  ) async throws(PostgresError) -> [Row] {
    try decode(try await perform(statement), statement.name, decodeRow)
  }

  private func decode<Row>(
    _ rows: RowSet, _ name: String,
    _ decodeRow: (inout RowReader) throws(RowDecodingError) -> Row
  ) throws(PostgresError) -> [Row] {
    do {
      return try rows.decode(decodeRow)
    } catch {
      throw fail(.decoding(statement: name, error: error))
    }
  }

  @discardableResult
  private func perform(_ statement: BoundStatement) async throws(PostgresError) -> RowSet {
    try await answer(to: try post([statement]))
  }

  /// What came of statements that were sent in one round trip.
  private func results(
    of statements: [BoundStatement]
  ) async throws(PostgresError) -> [RowSet] {
    guard !statements.isEmpty else { return [] }
    let exchange = try post(statements)
    _ = try await answer(to: exchange)
    return exchange.results.suffix(statements.count)
  }

  /// Begins a COPY, which takes as long as its rows: for the server it is one statement, and each
  /// of its steps has a limit of its own.
  func beginCopy(sql: String, name: String) async throws(PostgresError) {
    _ = try await answer(to: try post([TransactionFrame.setTimeout(nil)]))
    try await perform(.begin(sql: sql), name)
  }

  /// Notes the end of a COPY.
  func endCopy() throws(PostgresError) { try enqueue(TransactionFrame.setTimeout(timeout)) }

  /// Does a step of a COPY; commands that wait go with the first statement after it.
  @discardableResult
  func perform(_ step: CopyStep, _ name: String) async throws(PostgresError) -> RowSet {
    try await answer(to: try post(.copy(name: name, step)))
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
      try state.checkUsable()
      let exchange = Exchange(content, needsTransaction: true, whenLost: .connectionLost)
      mailbox.post(.exchange(exchange))
      return exchange
    }
  }

  /// Posts under the lock, so that what begins the transaction goes first even if statements run
  /// concurrently.
  func post(_ statements: [BoundStatement]) throws(PostgresError) -> Exchange {
    try state.withLock { state throws(PostgresError) in
      try state.checkUsable()
      let exchange = state.take(statements)
      mailbox.post(.exchange(exchange))
      return exchange
    }
  }

  /// Posts statements of which somebody may wait later, or nobody.
  func post(ahead statements: [BoundStatement]) throws(PostgresError) -> Exchange {
    let exchange = try post(statements)
    state.withLock { state in
      state.ahead.removeAll { $0.isAnswered }
      state.ahead.append(exchange)
    }
    return exchange
  }

  func fail(_ error: PostgresError) -> PostgresError {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
    }
    return error
  }
}
