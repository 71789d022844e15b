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

  /// A method bound to a handler that knows bytes only, as generated code makes it.
  ///
  /// That costs a call fewer async steps than ``unary(_:policy:handler:)`` and its like, which call
  /// through a closure of their own.
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
    RPCMethod(descriptor, policy: policy) { call in
      call.frame(of: try await handler(call.takeRequest(), call))
    }
  }

  /// A method with many requests and one response.
  @inlinable
  public static func clientStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (RPCRequests<Request>, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(descriptor, policy: policy) { call in
      call.frame(of: try await handler(RPCRequests(call), call))
    }
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
    RPCMethod(descriptor, policy: policy) { call in
      try await handler(call.takeRequest(), RPCResponseWriter(call), call)
      return nil
    }
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
    RPCMethod(descriptor, policy: policy) { call in
      try await handler(RPCRequests(call), RPCResponseWriter(call), call)
      return nil
    }
  }
}
