public import NIOCore
public import Protobuf

/// A method bound to its handler.
public struct RPCMethod: Sendable {
  /// The handler behind a form that knows bytes only.
  ///
  /// It takes the requests of the call from the context, and returns the response with its prefix
  /// if the method has just one, else `nil` when all have been written.
  public typealias Handler = @Sendable (CallContext) async throws -> ByteBuffer?

  package let descriptor: MethodDescriptor
  package let policy: MethodPolicy
  let handler: Handler

  /// A method bound to a handler that answers with the function of ``CallContext`` that is named
  /// after the kind of the method, as generated code does.
  ///
  /// That costs a call one async step less than ``unary(_:policy:handler:)`` and its like, which
  /// call through a closure of their own.
  public init(
    _ descriptor: MethodDescriptor, policy: MethodPolicy, handler: @escaping Handler
  ) {
    self.descriptor = descriptor
    self.policy = policy
    self.handler = handler
  }

  /// A method with one request and one response.
  @inlinable
  public static func unary<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (Request, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(descriptor, policy: policy) { try await $0.unary(handler) }
  }

  /// A method with many requests and one response.
  @inlinable
  public static func clientStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (RPCRequests<Request>, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(descriptor, policy: policy) { try await $0.clientStreaming(handler) }
  }

  /// A method with one request and many responses.
  @inlinable
  public static func serverStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler:
      @escaping @Sendable (
        Request, RPCResponseWriter<Response>, CallContext
      ) async throws -> Void
  ) -> RPCMethod {
    RPCMethod(descriptor, policy: policy) { try await $0.serverStreaming(handler) }
  }

  /// A method with many requests and many responses.
  @inlinable
  public static func bidirectionalStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler:
      @escaping @Sendable (
        RPCRequests<Request>, RPCResponseWriter<Response>, CallContext
      ) async throws -> Void
  ) -> RPCMethod {
    RPCMethod(descriptor, policy: policy) { try await $0.bidirectionalStreaming(handler) }
  }
}

/// How a call of each kind of method is answered by a handler of typed messages.
extension CallContext {
  /// Answers the only request with the only response.
  ///
  /// - Returns: The response with its prefix.
  @inlinable @inline(__always)
  public func unary<Request: Message, Response: Message>(
    _ handler: (Request, CallContext) async throws -> Response
  ) async throws -> ByteBuffer? {
    let request = try MessageCoding.request(Request.self, from: takeRequest())
    return frame(of: try await handler(request, self))
  }

  /// Answers many requests with the only response.
  ///
  /// - Returns: The response with its prefix.
  @inlinable @inline(__always)
  public func clientStreaming<Request: Message, Response: Message>(
    _ handler: (RPCRequests<Request>, CallContext) async throws -> Response
  ) async throws -> ByteBuffer? {
    frame(of: try await handler(RPCRequests(self), self))
  }

  /// Answers the only request with many responses.
  ///
  /// - Returns: `nil`: the responses have been written.
  @inlinable @inline(__always)
  public func serverStreaming<Request: Message, Response: Message>(
    _ handler: (Request, RPCResponseWriter<Response>, CallContext) async throws -> Void
  ) async throws -> ByteBuffer? {
    let request = try MessageCoding.request(Request.self, from: takeRequest())
    try await handler(request, RPCResponseWriter(self), self)
    return nil
  }

  /// Answers many requests with many responses.
  ///
  /// - Returns: `nil`: the responses have been written.
  @inlinable @inline(__always)
  public func bidirectionalStreaming<Request: Message, Response: Message>(
    _ handler: (RPCRequests<Request>, RPCResponseWriter<Response>, CallContext) async throws -> Void
  ) async throws -> ByteBuffer? {
    try await handler(RPCRequests(self), RPCResponseWriter(self), self)
    return nil
  }
}
