/// Why the database did not do what it was asked.
///
/// Its description tells nothing: it may reach a client. ``logMetadata`` is for the log.
package enum PostgresError: Error, Sendable, CustomStringConvertible {
  /// No connection could be had; nothing was done.
  case unavailable(retryAfter: Duration, reason: UnavailableReason)
  /// The connection broke before anything was committed: nothing was done.
  case connectionLost
  /// The connection broke before the answer to a write or a commit came: it is done, or it is not.
  ///
  /// Repeating the request with the same request id finds out.
  case outcomeUnknown(statement: String)
  /// The server refused a statement; its transaction is rolled back.
  ///
  /// What it says is kept apart, so that an answer without it stays small.
  indirect case server(ServerError)
  /// A row does not fit its statement.
  case decoding(statement: String, error: RowDecodingError)
  /// The calling task was cancelled; a write or a commit that was under way is done, or it is not.
  case cancelled

  /// Why no connection could be had.
  package enum UnavailableReason: String, Sendable {
    /// As many callers wait as may wait.
    case tooManyWaiters
    /// No connection became free in time.
    case leaseTimeout
    /// The server cannot be reached or refuses the connection.
    case cannotConnect
    /// The pool was shut down.
    case shutDown
  }

  /// The constraint that a statement violated.
  package var constraint: String? { serverError?.constraint }

  /// The five characters of the server's error code.
  package var sqlState: String? { serverError?.sqlState }

  /// What the server said, if it did.
  package var serverError: ServerError? {
    guard case .server(let error) = self else { return nil }
    return error
  }

  /// Whether the same transaction may succeed when it runs again: `serialization_failure`,
  /// `deadlock_detected`, or a prepared statement that no longer fitted the tables.
  package var isTransient: Bool { serverError?.isTransient ?? false }

  package var description: String { "the database did not answer the request" }

  /// What is known, without values of rows and parameters.
  package var logMetadata: [String: String] {
    switch self {
    case .unavailable(_, let reason): ["postgres.error": "unavailable", "reason": reason.rawValue]
    case .connectionLost: ["postgres.error": "connectionLost"]
    case .outcomeUnknown(let statement):
      ["postgres.error": "outcomeUnknown", "statement": statement]
    case .cancelled: ["postgres.error": "cancelled"]
    case .decoding(let statement, let error):
      [
        "postgres.error": "decoding", "statement": statement, "column": String(error.column),
        "reason": String(describing: error.reason),
      ]
    case .server(let error):
      [
        "postgres.error": "server", "statement": error.statement, "sqlState": error.sqlState,
        "schema": error.schema, "table": error.table, "constraint": error.constraint,
      ].compactMapValues { $0 }
    }
  }
}

/// What the server reports about a statement that failed.
package struct ServerError: Hashable, Sendable, CustomStringConvertible {
  /// Five characters (PostgreSQL manual, appendix A).
  package var sqlState: String
  /// The name of the statement.
  package var statement: String
  package var schema: String?
  package var table: String?
  package var constraint: String?
  /// The server's words; may hold values of rows, so neither for clients nor for the log.
  package var message: String
  /// Whether a prepared statement is gone or no longer fits the tables; it is prepared again.
  var isStalePlan: Bool

  package init(
    sqlState: String, statement: String, schema: String? = nil, table: String? = nil,
    constraint: String? = nil, message: String = ""
  ) {
    self.init(
      sqlState: sqlState, statement: statement, schema: schema, table: table,
      constraint: constraint, message: message, isStalePlan: false)
  }

  init(
    sqlState: String, statement: String, schema: String?, table: String?, constraint: String?,
    message: String, isStalePlan: Bool
  ) {
    self.sqlState = sqlState
    self.statement = statement
    self.schema = schema
    self.table = table
    self.constraint = constraint
    self.message = message
    self.isStalePlan = isStalePlan
  }

  /// Whether the statement was stopped, by its time limit or by a request (`query_canceled`).
  var isTimeout: Bool { sqlState == "57014" }

  /// Whether it was a write that the server or the transaction does not allow
  /// (`read_only_sql_transaction`).
  var isReadOnly: Bool { sqlState == "25006" }

  /// The code of a statement in a transaction that had failed before
  /// (`in_failed_sql_transaction`).
  static var inFailedTransaction: String { "25P02" }

  var isInFailedTransaction: Bool { sqlState == Self.inFailedTransaction }

  /// Whether the same work may succeed when it runs again.
  var isTransient: Bool { isStalePlan || sqlState == "40001" || sqlState == "40P01" }

  package var description: String { "the database refused a statement" }
}
