internal import NIOCore

/// What the task of a handler does: verify the caller, read the only request, run the handler.
final class HandlerRun: Sendable {
  private let route: Route
  private let call: UnverifiedCall
  private let server: ServerContext
  private let handle: ServerCallHandle

  init(route: Route, call: UnverifiedCall, server: ServerContext, handle: ServerCallHandle) {
    self.route = route
    self.call = call
    self.server = server
    self.handle = handle
  }

  func callAsFunction() async {
    let result: Result<ByteBuffer?, any Error>
    do {
      result = .success(try await respond())
    } catch {
      result = .failure(error)
    }
    handle.handlerEnded(result)
  }

  /// - Returns: The only response with its prefix, if the method has just one.
  private func respond() async throws -> ByteBuffer? {
    let caller = route.verifiesCaller ? try await server.authorizer(call) : nil
    handle.admit()
    var only = route.takesOneRequest ? handle.arrivedMessage() : nil
    if route.takesOneRequest && only == nil {
      // The call fails by itself when its request ends without a message.
      only = try await handle.nextMessage()
    }
    let context = CallContext(call, request: only, caller: caller, handle: handle)
    only = nil
    return try await run(context, server.interceptors[...])
  }

  /// Runs the handler inside the interceptors that are left, the first outermost.
  private func run(
    _ context: CallContext, _ interceptors: ArraySlice<any ServerInterceptor>
  ) async throws -> ByteBuffer? {
    guard let interceptor = interceptors.first else { return try await run(context) }
    // It may wait for long before the request is decoded.
    context.keepRequest()
    return try await interceptor.intercept(context) { context in
      try await run(context, interceptors.dropFirst())
    }
  }

  private func run(_ context: CallContext) async throws -> ByteBuffer? {
    switch route.method.handler {
    case .unary(let handler): return try await handler(context)
    case .clientStreaming(let handler): return try await handler(handle, context)
    case .serverStreaming(let handler): try await handler(handle, context)
    case .bidirectionalStreaming(let handler): try await handler(handle, handle, context)
    }
    return nil
  }
}
