internal import NIOCore
package import Protobuf

/// A method bound to its handler.
package struct RPCMethod: Sendable {
  /// The handler behind a form that knows bytes only.
  ///
  /// A request is the bytes of one message without its prefix; an answer has the prefix.
  enum Handler: Sendable {
    case unary(@Sendable (ByteBuffer, CallContext) async throws -> ByteBuffer)
    case clientStreaming(@Sendable (any MessageSource, CallContext) async throws -> ByteBuffer)
    case serverStreaming(@Sendable (ByteBuffer, any MessageSink, CallContext) async throws -> Void)
    case bidirectionalStreaming(
      @Sendable (any MessageSource, any MessageSink, CallContext) async throws -> Void)
  }

  package let descriptor: MethodDescriptor
  package let policy: MethodPolicy
  let handler: Handler

  /// A method with one request and one response.
  package static func unary<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (Request, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(
      descriptor: descriptor, policy: policy,
      handler: .unary { bytes, context in
        let request = try MessageCoding.request(Request.self, from: bytes)
        return MessageFrame.encode(try await handler(request, context))
      })
  }

  /// A method with many requests and one response.
  package static func clientStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler: @escaping @Sendable (RPCRequests<Request>, CallContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(
      descriptor: descriptor, policy: policy,
      handler: .clientStreaming { source, context in
        MessageFrame.encode(try await handler(RPCRequests(source), context))
      })
  }

  /// A method with one request and many responses.
  package static func serverStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler:
      @escaping @Sendable (
        Request, RPCResponseWriter<Response>, CallContext
      ) async throws -> Void
  ) -> RPCMethod {
    RPCMethod(
      descriptor: descriptor, policy: policy,
      handler: .serverStreaming { bytes, sink, context in
        let request = try MessageCoding.request(Request.self, from: bytes)
        try await handler(request, RPCResponseWriter(sink), context)
      })
  }

  /// A method with many requests and many responses.
  package static func bidirectionalStreaming<Request: Message, Response: Message>(
    _ descriptor: MethodDescriptor, policy: MethodPolicy,
    handler:
      @escaping @Sendable (
        RPCRequests<Request>, RPCResponseWriter<Response>, CallContext
      ) async throws -> Void
  ) -> RPCMethod {
    RPCMethod(
      descriptor: descriptor, policy: policy,
      handler: .bidirectionalStreaming { source, sink, context in
        try await handler(RPCRequests(source), RPCResponseWriter(sink), context)
      })
  }
}
