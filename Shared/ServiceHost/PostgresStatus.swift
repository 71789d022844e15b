package import Postgres
package import RPC

/// What callers are told when the database fails: enough to act on, nothing about its inside.
extension PostgresError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .unavailable(let retryAfter, _):
      RPCStatus(
        code: .unavailable, message: "The service is busy or its database is not reachable.",
        reason: "DATABASE_UNAVAILABLE", retryDelay: retryAfter)
    case .connectionLost:
      RPCStatus(
        code: .unavailable,
        message: "The connection to the database was lost; nothing was changed.",
        reason: "DATABASE_CONNECTION_LOST", retryDelay: .milliseconds(500))
    case .outcomeUnknown:
      RPCStatus(
        code: .unavailable,
        message: "Whether the change was made is not known; repeat with the same request_id.",
        reason: "DATABASE_OUTCOME_UNKNOWN", retryDelay: .milliseconds(500))
    case .server(let error) where error.sqlState == "57014":
      RPCStatus(
        code: .deadlineExceeded, message: "The database took too long.",
        reason: "DATABASE_TIMEOUT")
    case .server(let error) where ["40001", "40P01"].contains(error.sqlState):
      RPCStatus(
        code: .aborted, message: "The call lost a race with others; repeat it.",
        reason: "DATABASE_CONFLICT", retryDelay: .milliseconds(100))
    case .server(let error) where error.sqlState.hasPrefix("53"):
      RPCStatus(
        code: .resourceExhausted,
        message: "The database has no room or memory left; nothing was changed.",
        reason: "DATABASE_FULL", retryDelay: .seconds(30))
    case .cancelled:
      RPCStatus(code: .cancelled, message: "The call was cancelled.")
    case .server, .decoding:
      RPCStatus(code: .internalError, message: "The service failed.", reason: "INTERNAL")
    }
  }
}

extension IdempotencyError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .requestIDReused:
      RPCStatus(
        code: .invalidArgument,
        message: "request_id was used before with another request.",
        reason: "REQUEST_ID_REUSED",
        fieldViolations: [
          RPCStatus.FieldViolation(
            field: "request_id", description: "was used before with another request")
        ])
    }
  }
}
