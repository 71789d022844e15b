package import Kernel

/// Why a call failed, as the caller sees it.
///
/// On the wire it is `grpc-status`, `grpc-message` and, when there is more to say,
/// `grpc-status-details-bin` with the messages of google/rpc/error_details.proto.
public struct RPCStatus: Error, Hashable, Sendable {
  /// One refused field of a request (`google.rpc.BadRequest.FieldViolation`).
  package struct FieldViolation: Hashable, Sendable {
    /// The path of the field, for example `objective.zones[2].lower_value`.
    package var field: String
    /// Why it is refused.
    package var description: String

    package init(field: String, description: String) {
      self.field = field
      self.description = description
    }
  }

  package var code: RPCCode
  /// A sentence that is safe to show to the caller.
  package var message: String
  /// `google.rpc.ErrorInfo.reason`, for example `PLAYER_NOT_FOUND`; empty means no `ErrorInfo`.
  package var reason: String
  /// `google.rpc.ErrorInfo.domain`; empty stands for the domain of the server that answers.
  package var domain: String
  /// `google.rpc.ErrorInfo.metadata`.
  package var metadata: [String: String]
  /// The refused fields; empty means no `BadRequest`.
  package var fieldViolations: [FieldViolation]
  /// How long to wait before the next attempt (`google.rpc.RetryInfo`).
  package var retryDelay: Duration?

  package init(
    code: RPCCode, message: String, reason: String = "", domain: String = "",
    metadata: [String: String] = [:], fieldViolations: [FieldViolation] = [],
    retryDelay: Duration? = nil
  ) {
    self.code = code
    self.message = message
    self.reason = reason
    self.domain = domain
    self.metadata = metadata
    self.fieldViolations = fieldViolations
    self.retryDelay = retryDelay
  }

  /// A refused request field: `INVALID_ARGUMENT` with reason `INVALID_FIELD`.
  package init(_ error: ValidationError) {
    self.init(
      code: .invalidArgument, message: error.description, reason: "INVALID_FIELD",
      metadata: ["field": error.field],
      fieldViolations: [FieldViolation(field: error.field, description: error.reason)])
  }

  /// Whether anything has to travel in `grpc-status-details-bin`.
  var hasDetails: Bool { !reason.isEmpty || !fieldViolations.isEmpty || retryDelay != nil }
}

extension RPCStatus: CustomStringConvertible {
  /// The code and the message.
  public var description: String {
    reason.isEmpty ? "\(code): \(message)" : "\(code) \(reason): \(message)"
  }
}

/// An error of a domain or a store that has a row in its service's error table.
package protocol RPCStatusConvertible: Error {
  var rpcStatus: RPCStatus { get }

  /// What operators learn when the status is a failure of ours; no data of people.
  var logMetadata: [String: String] { get }
}

extension RPCStatusConvertible {
  package var logMetadata: [String: String] { [:] }
}
