/// The limits of a pool.
package struct PostgresLimits: Hashable, Sendable {
  /// The most connections for transactions that are open at a time; each has a thread.
  package var connectionsMax: Int
  /// The most connections that single statements share, beside those for transactions.
  package var lanesMax: Int
  /// The most single statements that wait at a time; another one is refused at once.
  package var statementsMax: Int
  /// The most callers that wait for a connection at a time beside those for whom one is being made;
  /// another one is refused at once.
  package var waitersMax: Int
  /// The longest wait for a connection, a free one or a new one, or for a lane.
  package var leaseTimeout: Duration
  /// The longest attempt to connect to one host or address, after its name was looked up; whole
  /// seconds, at least 2.
  package var connectTimeout: Duration
  /// The longest run of a statement; the server ends it.
  package var statementTimeout: Duration
  /// The longest pause inside a transaction; the server ends the connection.
  package var idleInTransactionTimeout: Duration
  /// From which time on a statement is logged as slow, by its name.
  package var slowStatementTime: Duration

  package init(
    connectionsMax: Int, waitersMax: Int, lanesMax: Int = 2, statementsMax: Int = 1_024,
    leaseTimeout: Duration, connectTimeout: Duration, statementTimeout: Duration,
    idleInTransactionTimeout: Duration, slowStatementTime: Duration = .milliseconds(500)
  ) {
    precondition(connectionsMax >= 1, "a pool needs a connection; settings are checked before")
    precondition(waitersMax >= 0, "a number of waiters is not negative")
    precondition(lanesMax >= 1, "single statements need a connection")
    precondition(statementsMax >= 0, "a number of statements is not negative")
    self.connectionsMax = connectionsMax
    self.waitersMax = waitersMax
    self.lanesMax = lanesMax
    self.statementsMax = statementsMax
    self.leaseTimeout = leaseTimeout
    self.connectTimeout = connectTimeout
    self.statementTimeout = statementTimeout
    self.idleInTransactionTimeout = idleInTransactionTimeout
    self.slowStatementTime = slowStatementTime
  }
}
