internal import Kernel

/// A connection that works, and the statements prepared on it; used by its thread only.
struct OpenConnection: ~Copyable {
  /// What came of statements up to one sync.
  enum Outcome: Sendable {
    case rows([RowSet])
    /// The server refused the statement at an index; of those before it nothing is left either,
    /// when they share its implicit transaction.
    case refused(ServerError, index: Int)
    /// The connection is gone, and perhaps everything is done.
    case lost
    /// Nothing is done, and the connection is of no more use: the server takes no writes any more,
    /// as after a failover, or a request to stop what was sent before is still on its way.
    case undone

    var isUndone: Bool { if case .undone = self { true } else { false } }
  }

  let handle: ConnectionHandle
  let settings: ConnectionSettings
  let signal: WakeSignal
  private var observer: StatementObserver
  /// The name of each prepared statement on the server.
  private var preparedNames: [StatementKey: String] = [:]
  /// Whether the server's prepared statements no longer fit the tables, or are gone.
  private var isStale = false
  /// How many statements were prepared so far; their names are never used again.
  private var preparedCount = 0
  /// Whether a COPY has begun and not ended.
  var isCopying = false
  /// A request to stop what was sent before; until it has arrived nothing else is sent.
  var cancellation: Cancellation?
  /// Why the open transaction has failed.
  private var transactionFailure: ServerError?

  /// PostgreSQL cuts longer names off (NAMEDATALEN).
  private static var statementNameBytesMax: Int { 63 }

  /// What a statement is told that comes while a COPY is under way.
  private static func copyInProgress(_ statements: [BoundStatement]) -> Outcome {
    .refused(
      ServerError(sqlState: "25000", statement: statements.last?.name ?? "Copy"),
      index: statements.count - 1)
  }

  private static var deallocateAll: BoundStatement {
    BoundStatement(name: "DeallocateAll", sql: "DEALLOCATE ALL")
  }

  init(handle: consuming ConnectionHandle, settings: ConnectionSettings, signal: WakeSignal) {
    self.handle = handle
    self.settings = settings
    self.signal = signal
    observer = settings.makeObserver()
  }

  var isInTransaction: Bool { !handle.isIdle }

  /// Waits for the signal and watches the socket meanwhile; `false` when the connection is gone.
  func waitForSignal() -> Bool {
    let poll = SocketPoll(
      socket: handle.socket, reading: true, writing: false, signal: signal, timeout: nil)
    guard poll.isSocketReady else { return true }
    guard handle.consumeInput() else { return false }
    // Makes libpq look at what came, for example at a changed parameter.
    _ = handle.isBusy
    return !handle.isBroken
  }

  /// Takes what other connections have announced; `false` when it was nothing.
  func takeNotifications() -> Bool {
    var hasAny = false
    while handle.takeNotification() { hasAny = true }
    return hasAny
  }

  /// Ends a transaction that was left open; `false` when the connection is of no more use.
  ///
  /// A COPY that was left ends with its connection.
  mutating func rollBack() -> Bool {
    if isCopying { return false }
    if handle.isIdle { return true }
    let rollback = BoundStatement(name: "Rollback", sql: "ROLLBACK")
    guard case .rows = perform([rollback], demand: { .all }) else { return false }
    return handle.isIdle
  }

  /// Sends statements with one sync behind them, and collects what comes of them.
  ///
  /// Without a transaction they are one (PostgreSQL manual, section 55.2.4), and run once more when
  /// the server's prepared statements had become stale. The closure is asked when the signal is
  /// raised and every 0.1 s; the server is asked to stop when somebody has gone.
  mutating func perform(
    _ statements: [BoundStatement], demand: () -> Demand
  ) -> Outcome {
    if isCopying { return Self.copyInProgress(statements) }
    let isAlone = handle.isIdle
    let outcome = attempt(statements, demand)
    guard isStale, isAlone, handle.isIdle, demand() == .all else { return outcome }
    return attempt(statements, demand)
  }

  /// Runs several statements of one text, without parameters and rows.
  mutating func run(
    script: String, name: String, demand: () -> Demand
  ) -> Outcome {
    guard settleCancellation(demand) else { return .undone }
    guard handle.sendScript(script) else { return .lost }
    var collection = Collection(
      expectations: [Expectation(index: 0)], statements: [BoundStatement(name: name, sql: script)])
    let isComplete = collect(&collection, demand, isScript: true)
    return isComplete && handle.endScript() ? outcome(of: collection) : .lost
  }

  private mutating func attempt(
    _ statements: [BoundStatement], _ demand: () -> Demand
  ) -> Outcome {
    let start = MonotonicTime.now
    let outcome = exchange(statements, demand)
    observer.note(outcome, of: statements, after: start.duration(to: MonotonicTime.now))
    return outcome
  }

  private mutating func exchange(
    _ statements: [BoundStatement], _ demand: () -> Demand
  ) -> Outcome {
    guard settleCancellation(demand), removeStale() else { return .undone }
    var preparations: [StatementKey] = []
    guard let expectations = send(statements, &preparations) else { return .lost }
    var collection = Collection(expectations: expectations, statements: statements)
    guard collect(&collection, demand) else { return .lost }
    for key in preparations.dropFirst(collection.preparedCount) { preparedNames[key] = nil }
    if collection.hasStalePlan { isStale = true }
    return outcome(of: collection)
  }

  /// What came of statements whose results are complete.
  ///
  /// What was read from a server that takes no writes any more may be old by now, so it counts for
  /// nothing where one that takes them is wanted.
  mutating func outcome(of collection: Collection) -> Outcome {
    let outcome = explained(collection)
    let isOfNoUse =
      switch outcome {
      case .refused(let error, _): error.isReadOnly
      case .rows: settings.servers.wantsWrites && (isInTransaction || collection.isRepeatable)
      case .lost, .undone: false
      }
    return isOfNoUse && handle.isReadOnly ? .undone : outcome
  }

  /// Tells why a transaction has failed whoever comes after that.
  ///
  /// The server itself only says that it has, and answers its commit with a rollback.
  private mutating func explained(_ collection: Collection) -> Outcome {
    var outcome = collection.outcome
    switch outcome {
    case .refused(let error, let index):
      if error.isInFailedTransaction, let transactionFailure {
        outcome = .refused(transactionFailure, index: index)
      }
      transactionFailure = handle.isInFailedTransaction ? transactionFailure ?? error : nil
    case .rows(let rows):
      if rows.last?.commandTag == "ROLLBACK", collection.endsWithCommit {
        let failure = ServerError(sqlState: ServerError.inFailedTransaction, statement: "Commit")
        outcome = .refused(transactionFailure ?? failure, index: rows.count - 1)
      }
      if !handle.isInFailedTransaction { transactionFailure = nil }
    case .lost, .undone: break
    }
    return outcome
  }

  /// Has the server forget its prepared statements when they are stale; `false` after a failure.
  ///
  /// In a transaction that failed the server refuses this too; it waits for the next one then.
  private mutating func removeStale() -> Bool {
    guard isStale, handle.isIdle else { return true }
    isStale = false
    preparedNames = [:]
    guard handle.sendUnprepared(Self.deallocateAll.sql, bindings: Bindings()), handle.sendSync()
    else { return false }
    var collection = Collection(
      expectations: [Expectation(index: 0)], statements: [Self.deallocateAll])
    guard collect(&collection, { .all }), case .rows = collection.outcome else { return false }
    return true
  }

  /// Queues the statements and a sync, and before each what prepares it; `nil` after a failure.
  private mutating func send(
    _ statements: [BoundStatement], _ preparations: inout [StatementKey]
  ) -> [Expectation]? {
    var expectations: [Expectation] = []
    expectations.reserveCapacity(statements.count)
    for (index, statement) in statements.enumerated() {
      guard statement.isPrepared else {
        guard handle.sendUnprepared(statement.sql, bindings: statement.bindings) else {
          return nil
        }
        expectations.append(Expectation(index: index))
        continue
      }
      let key = statement.key
      var name = preparedNames[key]
      if name == nil {
        name = sendPreparation(of: statement)
        // Taken back when the server does not say so.
        preparedNames[key] = name
        preparations.append(key)
        expectations.append(Expectation(index: index, isPreparation: true))
      }
      guard let name else { return nil }
      let isSent =
        statement.isOnlyDescribed
        ? handle.sendDescribe(name: name)
        : handle.sendPrepared(name: name, bindings: statement.bindings)
      guard isSent else { return nil }
      expectations.append(Expectation(index: index))
    }
    return handle.sendSync() ? expectations : nil
  }

  /// Queues what prepares a statement, and gives it a name; `nil` after a failure.
  private mutating func sendPreparation(of statement: BoundStatement) -> String? {
    preparedCount += 1
    let name = makeName(statement, ordinal: preparedCount)
    let isSent = handle.sendPrepare(
      name: name, sql: statement.sql, types: statement.bindings.types)
    return isSent ? name : nil
  }

  /// A name that no other statement of this connection has.
  private func makeName(_ statement: BoundStatement, ordinal: Int) -> String {
    String(
      decoding: "\(ordinal)_\(statement.name)".utf8.prefix(Self.statementNameBytesMax),
      as: UTF8.self)
  }

  /// Collects results up to the sync; `false` when the connection is gone.
  private mutating func collect(
    _ collection: inout Collection, _ demand: () -> Demand, isScript: Bool = false
  ) -> Bool {
    var patience = makePatience()
    var isBetweenResults = false
    while true {
      while !handle.isBusy {
        guard let result = handle.nextResult() else {
          if isScript { return !handle.isBroken }
          // One stands behind the results of each statement, never two.
          if handle.isBroken || isBetweenResults { return false }
          isBetweenResults = true
          continue
        }
        isBetweenResults = false
        patience.hasProgress = true
        switch collection.add(result) {
        case .more: break
        case .finished: return true
        case .lost: return false
        }
      }
      guard wait(&patience, demand) else { return false }
    }
  }
}
