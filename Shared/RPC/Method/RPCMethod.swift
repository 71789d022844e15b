public import NIOCore
public import Protobuf

/// A method bound to its handler.
public struct RPCMethod: Sendable {
  /// The handler behind a form that knows bytes only.
  ///
  /// A request is the bytes of one message without its prefix; an answer has the prefix.
  public enum Handler: Sendable {
    case unary(@Sendable (CallContext) async throws -> ByteBuffer)
    case clientStreaming(@Sendable (any MessageSource, CallContext) async throws -> ByteBuffer)
    case serverStreaming(@Sendable (any MessageSink, CallContext) async throws -> Void)
    case bidirectionalStreaming(
      @Sendable (any MessageSource, any MessageSink, CallContext) async throws -> Void)
  }

  let terms: MethodTerms
  let handler: Handler

  /// A method bound to a handler that knows bytes only.
  public init(_ terms: MethodTerms, _ handler: Handler) {
    self.terms = terms
    self.handler = handler
  }

  package var descriptor: MethodDescriptor { terms.method }
  package var policy: MethodPolicy { terms.policy }

  /// A method with one request and one response.
  @inlinable
  public static func unary<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (Request, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(
      MethodTerms(descriptor, policy),
      .unary { context in
        let request = try MessageCoding.request(Request.self, from: context.takeRequest())
        return context.frame(of: try await handler(request, context))
      })
  }

  /// A method with many requests and one response.
  @inlinable
  public static func clientStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (RPCRequests<Request>, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(
      MethodTerms(descriptor, policy),
      .clientStreaming { source, context in
        context.frame(of: try await handler(RPCRequests(source), context))
      })
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
    RPCMethod(
      MethodTerms(descriptor, policy),
      .serverStreaming { sink, context in
        let request = try MessageCoding.request(Request.self, from: context.takeRequest())
        try await handler(request, RPCResponseWriter(sink), context)
      })
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
    RPCMethod(
      MethodTerms(descriptor, policy),
      .bidirectionalStreaming { source, sink, context in
        try await handler(RPCRequests(source), RPCResponseWriter(sink), context)
      })
  }
}
