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

  /// What a status says.
  private struct Content: Hashable, Sendable {
    var code: RPCCode
    var message: String
    var reason: String
    var domain: String
    var metadata: [String: String]
    var fieldViolations: [FieldViolation]
    var retryDelay: Duration?
  }

  /// Keeps the content apart: what may hold a status, and mostly holds none, stays small.
  private indirect enum Storage: Hashable, Sendable {
    case content(Content)

    var content: Content {
      get {
        switch self {
        case .content(let content): content
        }
      }
      set { self = .content(newValue) }
    }
  }

  private var storage: Storage

  package var code: RPCCode {
    get { storage.content.code }
    set { storage.content.code = newValue }
  }

  /// A sentence that is safe to show to the caller.
  package var message: String {
    get { storage.content.message }
    set { storage.content.message = newValue }
  }

  /// `google.rpc.ErrorInfo.reason`, for example `PLAYER_NOT_FOUND`; empty means no `ErrorInfo`.
  package var reason: String {
    get { storage.content.reason }
    set { storage.content.reason = newValue }
  }

  /// `google.rpc.ErrorInfo.domain`; empty stands for the domain of the server that answers.
  package var domain: String {
    get { storage.content.domain }
    set { storage.content.domain = newValue }
  }

  /// `google.rpc.ErrorInfo.metadata`.
  package var metadata: [String: String] {
    get { storage.content.metadata }
    set { storage.content.metadata = newValue }
  }

  /// The refused fields; empty means no `BadRequest`.
  package var fieldViolations: [FieldViolation] {
    get { storage.content.fieldViolations }
    set { storage.content.fieldViolations = newValue }
  }

  /// How long to wait before the next attempt (`google.rpc.RetryInfo`).
  package var retryDelay: Duration? {
    get { storage.content.retryDelay }
    set { storage.content.retryDelay = newValue }
  }

  package init(
    code: RPCCode, message: String, reason: String = "", domain: String = "",
    metadata: [String: String] = [:], fieldViolations: [FieldViolation] = [],
    retryDelay: Duration? = nil
  ) {
    storage = .content(
      Content(
        code: code, message: message, reason: reason, domain: domain, metadata: metadata,
        fieldViolations: fieldViolations, retryDelay: retryDelay))
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
