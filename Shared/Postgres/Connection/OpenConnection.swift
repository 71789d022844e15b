/// A connection that works, and the statements prepared on it; used by its thread only.
struct OpenConnection: ~Copyable {
  private let handle: ConnectionHandle
  private let settings: ConnectionSettings
  private let mailbox: ConnectionMailbox
  private let clock = ContinuousClock()
  /// The name of each prepared statement on the server, by its SQL.
  private var preparedNames: [String: String] = [:]

  /// How long a cancelled statement may take to end before the connection is given up.
  private static var cancellationGrace: Duration { .seconds(5) }

  /// PostgreSQL cuts longer names off (NAMEDATALEN).
  private static var statementNameBytesMax: Int { 63 }

  /// A result that is due.
  private enum Expectation {
    case prepared(sql: String, name: String, statement: String)
    case rows(statement: String)

    var statement: String {
      switch self {
      case .prepared(_, _, let statement), .rows(let statement): statement
      }
    }
  }

  init(
    handle: consuming ConnectionHandle, settings: ConnectionSettings, mailbox: ConnectionMailbox
  ) {
    self.handle = handle
    self.settings = settings
    self.mailbox = mailbox
  }

  var isInTransaction: Bool { !handle.isIdle }

  /// Waits for a command and watches the socket meanwhile; `false` when the connection is gone.
  func waitForCommand() -> Bool {
    let poll = SocketPoll(
      socket: handle.socket, reading: true, writing: false, signal: mailbox.signal, timeout: nil)
    guard poll.isSocketReady else { return true }
    guard handle.consumeInput() else { return false }
    // Makes libpq look at what came, for example at a changed parameter.
    _ = handle.isBusy
    return !handle.isBroken
  }

  /// Ends a transaction that was left open; `false` when the connection is of no more use.
  mutating func rollBack() -> Bool {
    if handle.isIdle { return true }
    let rollback = Exchange(
      .statements([BoundStatement(name: "Rollback", sql: "ROLLBACK")]), needsTransaction: false)
    return perform(rollback).isUsable && handle.isIdle
  }

  /// Sends an exchange and collects its answer.
  mutating func perform(_ exchange: Exchange) -> (answer: Exchange.Answer, isUsable: Bool) {
    switch exchange.content {
    case .statements(let statements):
      guard let expectations = send(statements) else { return (.failure(.connectionLost), false) }
      let deadline = clock.now + settings.answerTimeout(statementCount: statements.count)
      return collect(expectations, for: exchange, deadline: deadline)
    case .script(let name, let sql):
      guard handle.sendScript(sql) else { return (.failure(.connectionLost), false) }
      let deadline = clock.now + settings.answerTimeout(statementCount: 1)
      let (answer, isUsable) = collect(
        [.rows(statement: name)], for: exchange, deadline: deadline, isScript: true)
      return (answer, isUsable && handle.endScript())
    }
  }

  /// Queues the statements and a sync, and before each what prepares it; `nil` after a failure.
  private func send(_ statements: [BoundStatement]) -> [Expectation]? {
    var expectations: [Expectation] = []
    var newNames: [String: String] = [:]
    for statement in statements {
      var name = preparedNames[statement.sql] ?? newNames[statement.sql]
      if name == nil {
        let newName = makeName(statement, ordinal: preparedNames.count + newNames.count)
        guard
          handle.sendPrepare(
            name: newName, sql: statement.sql, types: statement.bindings.cells.map(\.type))
        else { return nil }
        expectations.append(
          .prepared(sql: statement.sql, name: newName, statement: statement.name))
        newNames[statement.sql] = newName
        name = newName
      }
      guard let name, handle.sendPrepared(name: name, bindings: statement.bindings) else {
        return nil
      }
      expectations.append(.rows(statement: statement.name))
    }
    return handle.sendSync() ? expectations : nil
  }

  /// A name that no other statement of this connection has.
  private func makeName(_ statement: BoundStatement, ordinal: Int) -> String {
    String(
      decoding: "\(ordinal)_\(statement.name)".utf8.prefix(Self.statementNameBytesMax),
      as: UTF8.self)
  }

  private mutating func collect(
    _ expectations: [Expectation], for exchange: Exchange, deadline: ContinuousClock.Instant,
    isScript: Bool = false
  ) -> (answer: Exchange.Answer, isUsable: Bool) {
    var collection = Collection(expectations: expectations)
    var deadline = deadline
    var isCancelSent = false
    while true {
      while !handle.isBusy {
        guard let result = handle.nextResult() else {
          if handle.isBroken { return (.failure(.connectionLost), false) }
          if isScript { return (collection.answer, true) }
          continue
        }
        switch collection.add(result) {
        case .more: break
        case .finished: return finish(collection)
        case .lost: return (.failure(.connectionLost), false)
        }
      }
      if exchange.isCancelled, !isCancelSent {
        isCancelSent = true
        deadline = min(deadline, clock.now + Self.cancellationGrace)
        handle.cancel()
      }
      guard waitForInput(until: deadline) else { return (.failure(.connectionLost), false) }
    }
  }

  private mutating func finish(_ collection: Collection)
    -> (answer: Exchange.Answer, isUsable: Bool)
  {
    preparedNames.merge(collection.preparedNames) { _, new in new }
    return (collection.answer, !collection.hasStalePlan)
  }

  /// Sends what is queued and reads what has come; `false` when the connection is gone.
  private func waitForInput(until deadline: ContinuousClock.Instant) -> Bool {
    guard let isFlushed = handle.flush(), clock.now < deadline else { return false }
    let poll = SocketPoll(
      socket: handle.socket, reading: true, writing: !isFlushed, signal: mailbox.signal,
      timeout: clock.now.duration(to: deadline))
    return poll.isSocketReady ? handle.consumeInput() : true
  }

  /// Puts the results of one exchange in order.
  private struct Collection {
    enum Step {
      case more
      case finished
      case lost
    }

    let expectations: [Expectation]
    private(set) var preparedNames: [String: String] = [:]
    private var index = 0
    private var rows: [RowSet] = []
    private var failure: PostgresError?

    /// Whether a prepared statement no longer fits the tables (`feature_not_supported`: "cached
    /// plan must not change result type") or is gone; a new connection prepares it again.
    var hasStalePlan: Bool { ["0A000", "26000"].contains(failure?.sqlState) }

    init(expectations: [Expectation]) { self.expectations = expectations }

    var answer: Exchange.Answer {
      if let failure { .failure(failure) } else { .success(rows) }
    }

    mutating func add(_ result: borrowing ResultHandle) -> Step {
      switch result.kind {
      case .sync: return .finished
      case .aborted: break
      case .rows:
        guard index < expectations.count else { break }
        switch expectations[index] {
        case .prepared(let sql, let name, _): preparedNames[sql] = name
        case .rows: rows.append(result.copyRows())
        }
      case .failed:
        // A failure behind the last statement is one of the commit.
        let statement = (index < expectations.count ? expectations[index] : expectations.last)?
          .statement
        guard let error = result.serverError(statement: statement ?? ""), !result.isFatal else {
          return .lost
        }
        if failure == nil { failure = .server(error) }
      }
      index += 1
      return .more
    }
  }
}
