/// What the `.proto` file says about a method.
public struct MethodDescriptor: Hashable, Sendable {
  /// Which sides send more than one message.
  package enum Kind: Hashable, Sendable {
    case unary
    case clientStreaming
    case serverStreaming
    case bidirectionalStreaming

    /// Whether a call has just one request.
    var takesOneRequest: Bool { self == .unary || self == .serverStreaming }
  }

  /// Whether a call may be made again (`idempotency_level`).
  package enum Idempotency: Hashable, Sendable {
    case unknown
    case noSideEffects
    case idempotent
  }

  /// Whether a call has just one request.
  package var takesOneRequest: Bool { kind.takesOneRequest }
  /// Whether a call has just one response.
  package var givesOneResponse: Bool { kind == .unary || kind == .clientStreaming }

  /// The full name of the service, for example `laurel.quality.v1.EvaluationService`.
  package let service: String
  /// The name of the method, for example `GetEvaluation`.
  package let name: String
  package let kind: Kind
  package let idempotency: Idempotency
  /// Whether the method should not be called any more (`deprecated`).
  package let isDeprecated: Bool
  /// The request path, `/service/name`.
  package let path: String

  package init(
    service: String, name: String, kind: Kind, idempotency: Idempotency = .unknown,
    isDeprecated: Bool = false
  ) {
    self.service = service
    self.name = name
    self.kind = kind
    self.idempotency = idempotency
    self.isDeprecated = isDeprecated
    path = "/\(service)/\(name)"
  }
}
