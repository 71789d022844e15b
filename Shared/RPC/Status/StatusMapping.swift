internal import Kernel
internal import HTTP2

/// How errors of HTTP and HTTP/2 become statuses.
enum StatusMapping {
  /// For answers without `grpc-status` (grpc/doc/http-grpc-status-mapping.md).
  static func status(ofHTTPStatus httpStatus: String) -> RPCStatus {
    let code: RPCCode =
      switch httpStatus {
      case "400": .internalError
      case "401": .unauthenticated
      case "403": .permissionDenied
      case "404": .unimplemented
      case "429", "502", "503", "504": .unavailable
      default: .unknown
      }
    return RPCStatus(
      code: code, message: "The server answered with HTTP status \(httpStatus) and no gRPC status.")
  }

  /// For streams that the server reset (grpc/doc/PROTOCOL-HTTP2.md, "Errors").
  ///
  /// A server that gives up at the deadline cancels; its clock may be a little ahead of ours.
  static func status(ofReset error: HTTP2ErrorCode, isPastDeadline: Bool = false) -> RPCStatus {
    if isPastDeadline, error == .cancel { return deadlineExceeded }
    let code: RPCCode =
      switch error {
      case .refusedStream: .unavailable
      case .cancel: .cancelled
      case .enhanceYourCalm: .resourceExhausted
      case .inadequateSecurity: .permissionDenied
      case .noError, .protocolError, .internalError, .flowControlError, .settingsTimeout,
        .streamClosed, .frameSizeError, .compressionError, .connectError, .http11Required:
        .internalError
      default: .unknown
      }
    return RPCStatus(
      code: code, message: "The server reset the call with HTTP/2 error \(error.rawValue).")
  }

  /// What a stream is reset with that cannot be ended by a status, because bytes wait before it.
  ///
  /// The peer makes the code of it again; other codes than these have no error of HTTP/2.
  static func reset(for code: RPCCode) -> HTTP2ErrorCode {
    switch code {
    case .resourceExhausted: .enhanceYourCalm
    case .internalError: .internalError
    default: .cancel
    }
  }

  /// For errors that a handler throws.
  ///
  /// - Returns: `nil` for errors that have no row in any table; they are failures of ours.
  static func status(ofHandlerError error: any Error, isPastDeadline: Bool) -> RPCStatus? {
    switch error {
    case let status as RPCStatus where status.code != .ok: status
    case let convertible as any RPCStatusConvertible: convertible.rpcStatus
    case let error as ValidationError: RPCStatus(error)
    case is CancellationError: isPastDeadline ? deadlineExceeded : cancelled
    default: nil
    }
  }

  /// For errors of what makes the credentials of a call.
  ///
  /// Codes that say something about the request, or that it has succeeded, are not for it to give
  /// (gRPC proposal A54).
  static func status(ofCredentialsError error: any Error) -> RPCStatus {
    guard var status = error as? RPCStatus else {
      return RPCStatus(code: .unauthenticated, message: "There are no credentials for the call.")
    }
    switch status.code {
    case .ok, .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .aborted,
      .outOfRange, .dataLoss:
      status.code = .internalError
    default: break
    }
    return status
  }

  static let deadlineExceeded = RPCStatus(
    code: .deadlineExceeded, message: "The deadline has passed.")
  static let cancelled = RPCStatus(code: .cancelled, message: "The call was cancelled.")
  static let failure = RPCStatus(code: .internalError, message: "The server failed.")
  static let closed = RPCStatus(code: .unavailable, message: "The client has been closed.")
  static let connectionLost = RPCStatus(
    code: .unavailable, message: "The connection to the server was lost.")
  static let keepaliveFailed = RPCStatus(
    code: .unavailable, message: "The server has stopped answering.")
  static let tooMany = RPCStatus(
    code: .resourceExhausted, message: "Too many calls wait for the server.")
  static let stopping = RPCStatus(code: .unavailable, message: "The server is stopping.")
}
