internal import Kernel
internal import NIOCore

/// What the task of a handler does: verify the caller, read the only request, run the handler.
final class HandlerRun: Sendable {
  let route: Route
  let metadata: RPCMetadata
  let deadline: ContinuousClock.Instant
  let peer: RPCPeer
  let server: ServerContext
  let handle: ServerCallHandle
  /// The only request, if it was complete before the task began.
  let request: InboundMessage?

  init(
    route: Route, metadata: RPCMetadata, deadline: ContinuousClock.Instant, peer: RPCPeer,
    server: ServerContext, handle: ServerCallHandle, request: InboundMessage?
  ) {
    self.route = route
    self.metadata = metadata
    self.deadline = deadline
    self.peer = peer
    self.server = server
    self.handle = handle
    self.request = request
  }

  func callAsFunction() async {
    let result: Result<ByteBuffer?, any Error>
    do {
      result = .success(
        try await CallDeadline.current.withValue(deadline) { try await respond() })
    } catch {
      result = .failure(error)
    }
    handle.handlerEnded(result)
  }

  /// - Returns: The only response with its prefix, if the method has just one.
  private func respond() async throws -> ByteBuffer? {
    let method = route.method
    var caller: Caller?
    if method.policy.access != .anybody {
      caller = try await server.authorizer(
        UnverifiedCall(
          method: method.descriptor, policy: method.policy, metadata: metadata, peer: peer))
    }
    var only = request
    if only == nil {
      handle.admit()
      if method.descriptor.takesOneRequest {
        // The call fails by itself when its request ends without a message.
        only = try await handle.nextMessage()
      }
    }
    let context = CallContext(
      method: method.descriptor, policy: method.policy, metadata: metadata, deadline: deadline,
      peer: peer, isRequestCompressed: only?.isCompressed ?? false, logger: route.logger,
      caller: caller, handle: handle)
    return try await run(only?.bytes ?? ByteBuffer(), context, server.interceptors[...])
  }

  /// Runs the handler inside the interceptors that are left, the first outermost.
  private func run(
    _ request: ByteBuffer, _ context: CallContext,
    _ interceptors: ArraySlice<any ServerInterceptor>
  ) async throws -> ByteBuffer? {
    guard let interceptor = interceptors.first else { return try await run(request, context) }
    return try await interceptor.intercept(context) { context in
      try await run(request, context, interceptors.dropFirst())
    }
  }

  private func run(_ request: ByteBuffer, _ context: CallContext) async throws -> ByteBuffer? {
    switch route.method.handler {
    case .unary(let handler): return try await handler(request, context)
    case .clientStreaming(let handler): return try await handler(handle, context)
    case .serverStreaming(let handler): try await handler(request, handle, context)
    case .bidirectionalStreaming(let handler): try await handler(handle, handle, context)
    }
    return nil
  }
}
