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
    /// The server takes no writes any more, as after a failover: nothing is done, and the
    /// connection is of no more use.
    case readOnly
  }

  let handle: ConnectionHandle
  private let settings: ConnectionSettings
  private let signal: WakeSignal
  private let clock = ContinuousClock()
  /// The name of each prepared statement on the server.
  private var preparedNames: [StatementKey: String] = [:]
  /// Whether the server's prepared statements no longer fit the tables, or are gone.
  private var isStale = false
  /// Whether a COPY has begun and not ended.
  var isCopying = false

  /// How long a cancelled statement may take to end before the connection is given up.
  private static var cancellationGrace: Duration { .seconds(5) }

  /// How often somebody is asked whether statements that take long are still wanted.
  private static var askInterval: Duration { .milliseconds(100) }

  /// PostgreSQL cuts longer names off (NAMEDATALEN).
  private static var statementNameBytesMax: Int { 63 }

  private static var deallocateAll: BoundStatement {
    BoundStatement(name: "DeallocateAll", sql: "DEALLOCATE ALL")
  }

  init(handle: consuming ConnectionHandle, settings: ConnectionSettings, signal: WakeSignal) {
    self.handle = handle
    self.settings = settings
    self.signal = signal
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

  /// Ends a transaction that was left open; `false` when the connection is of no more use.
  ///
  /// A COPY that was left ends with its connection.
  mutating func rollBack() -> Bool {
    if isCopying { return false }
    if handle.isIdle { return true }
    let rollback = BoundStatement(name: "Rollback", sql: "ROLLBACK")
    guard case .rows = perform([rollback], stopWhen: { false }) else { return false }
    return handle.isIdle
  }

  /// Sends statements with one sync behind them, and collects what comes of them.
  ///
  /// Without a transaction they are one (PostgreSQL manual, section 55.2.4), and run once more when
  /// the server's prepared statements had become stale. The closure is asked when the signal is
  /// raised and every 0.1 s; `true` makes the server stop what it does.
  mutating func perform(
    _ statements: [BoundStatement], stopWhen isUnwanted: () -> Bool
  ) -> Outcome {
    let isAlone = handle.isIdle
    let outcome = attempt(statements, isUnwanted)
    guard isStale, isAlone, handle.isIdle, !isUnwanted() else { return outcome }
    return attempt(statements, isUnwanted)
  }

  /// Runs several statements of one text, without parameters and rows.
  mutating func run(
    script: String, name: String, stopWhen isUnwanted: () -> Bool
  ) -> Outcome {
    guard handle.sendScript(script) else { return .lost }
    var collection = Collection(
      expectations: [.rows(index: 0)], statements: [BoundStatement(name: name, sql: script)])
    let isComplete = collect(
      &collection, isUnwanted, until: deadline(statementCount: 1),
      isScript: true)
    return isComplete && handle.endScript() ? outcome(of: collection) : .lost
  }

  private mutating func attempt(
    _ statements: [BoundStatement], _ isUnwanted: () -> Bool
  ) -> Outcome {
    guard removeStale(), let expectations = send(statements) else { return .lost }
    var collection = Collection(expectations: expectations, statements: statements)
    let deadline = self.deadline(statementCount: statements.count)
    guard collect(&collection, isUnwanted, until: deadline) else { return .lost }
    preparedNames.merge(collection.preparedNames) { _, new in new }
    if collection.hasStalePlan { isStale = true }
    return outcome(of: collection)
  }

  /// What came of statements whose results are complete.
  ///
  /// What was read from a server that takes no writes any more may be old by now, so it counts for
  /// nothing where one that takes them is wanted.
  func outcome(of collection: Collection) -> Outcome {
    let outcome = collection.outcome
    let isOfNoUse =
      switch outcome {
      case .refused(let error, _): error.isReadOnly
      case .rows: settings.servers.wantsWrites && (isInTransaction || collection.isRepeatable)
      case .lost, .readOnly: false
      }
    return isOfNoUse && handle.isReadOnly ? .readOnly : outcome
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
      expectations: [.rows(index: 0)], statements: [Self.deallocateAll])
    let deadline = self.deadline(statementCount: 1)
    return collect(&collection, { false }, until: deadline)
  }

  /// Queues the statements and a sync, and before each what prepares it; `nil` after a failure.
  private func send(_ statements: [BoundStatement]) -> [Expectation]? {
    var expectations: [Expectation] = []
    expectations.reserveCapacity(statements.count)
    var newNames: [StatementKey: String] = [:]
    for (index, statement) in statements.enumerated() {
      guard statement.isPrepared else {
        guard handle.sendUnprepared(statement.sql, bindings: statement.bindings) else {
          return nil
        }
        expectations.append(.rows(index: index))
        continue
      }
      let key = statement.key
      var name = preparedNames[key] ?? newNames[key]
      if name == nil {
        let newName = makeName(statement, ordinal: preparedNames.count + newNames.count)
        guard
          handle.sendPrepare(
            name: newName, sql: statement.sql, types: statement.bindings.cells.map(\.type))
        else { return nil }
        expectations.append(.prepared(key, name: newName, index: index))
        newNames[key] = newName
        name = newName
      }
      guard let name, handle.sendPrepared(name: name, bindings: statement.bindings) else {
        return nil
      }
      expectations.append(.rows(index: index))
    }
    return handle.sendSync() ? expectations : nil
  }

  /// A name that no other statement of this connection has.
  private func makeName(_ statement: BoundStatement, ordinal: Int) -> String {
    String(
      decoding: "\(ordinal)_\(statement.name)".utf8.prefix(Self.statementNameBytesMax),
      as: UTF8.self)
  }

  /// Collects results up to the sync; `false` when the connection is gone.
  private mutating func collect(
    _ collection: inout Collection, _ isUnwanted: () -> Bool,
    until deadline: ContinuousClock.Instant, isScript: Bool = false
  ) -> Bool {
    var patience = Patience(deadline: deadline)
    while true {
      while !handle.isBusy {
        guard let result = handle.nextResult() else {
          if handle.isBroken { return false }
          if isScript { return true }
          continue
        }
        switch collection.add(result) {
        case .more: break
        case .finished: return true
        case .lost: return false
        }
      }
      guard wait(&patience, stopWhen: isUnwanted) else { return false }
    }
  }

  /// How long the server may take, and whether it was asked to stop.
  struct Patience {
    var deadline: ContinuousClock.Instant
    var nextAsk = ContinuousClock.now + askInterval
    var isCancelSent = false
  }

  /// When the server must have answered some statements.
  func deadline(statementCount: Int) -> ContinuousClock.Instant {
    clock.now + settings.answerTimeout(statementCount: statementCount)
  }

  /// Sends what is queued and waits until something comes; `false` when the connection is gone.
  func wait(_ patience: inout Patience, stopWhen isUnwanted: () -> Bool) -> Bool {
    guard let isFlushed = handle.flush(), clock.now < patience.deadline else { return false }
    let poll = SocketPoll(
      socket: handle.socket, reading: true, writing: !isFlushed, signal: signal,
      timeout: clock.now.duration(to: min(patience.deadline, patience.nextAsk)))
    if poll.isSocketReady, !handle.consumeInput() { return false }
    guard poll.isRaised || clock.now >= patience.nextAsk else { return true }
    patience.nextAsk = clock.now + Self.askInterval
    guard !patience.isCancelSent, isUnwanted() else { return true }
    patience.isCancelSent = true
    patience.deadline = min(patience.deadline, clock.now + Self.cancellationGrace)
    handle.cancel()
    return true
  }
}
