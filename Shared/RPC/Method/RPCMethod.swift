public import NIOCore
public import Protobuf

/// A method bound to its handler.
public struct RPCMethod: Sendable {
  /// The handler behind a form that knows bytes only.
  ///
  /// It takes the requests of the call from the context, and returns the response with its prefix
  /// if the method has just one, else `nil` when all have been written.
  @usableFromInline
  typealias Handler = @Sendable (CallContext) async throws -> ByteBuffer?

  let terms: MethodTerms
  let handler: Handler

  /// A method bound to a handler that knows bytes only.
  @usableFromInline
  init(_ terms: MethodTerms, _ handler: @escaping Handler) {
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
    RPCMethod(MethodTerms(descriptor, policy)) { context in
      let request = try MessageCoding.request(Request.self, from: context.takeRequest())
      return context.frame(of: try await handler(request, context))
    }
  }

  /// A method with many requests and one response.
  @inlinable
  public static func clientStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (RPCRequests<Request>, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(MethodTerms(descriptor, policy)) { context in
      context.frame(of: try await handler(RPCRequests(context), context))
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
    RPCMethod(MethodTerms(descriptor, policy)) { context in
      let request = try MessageCoding.request(Request.self, from: context.takeRequest())
      try await handler(request, RPCResponseWriter(context), context)
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
    RPCMethod(MethodTerms(descriptor, policy)) { context in
      try await handler(RPCRequests(context), RPCResponseWriter(context), context)
      return nil
    }
  }
}
