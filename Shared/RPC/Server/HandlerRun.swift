internal import NIOCore

extension ServerCallHandle {
  /// What the task of a handler does: verify the caller, read the only request, run the handler.
  func runHandler() async {
    let result: Result<ByteBuffer?, any Error>
    do {
      result = .success(try await respond())
    } catch {
      result = .failure(error)
    }
    handlerEnded(result)
  }

  /// - Returns: The only response with its prefix, if the method has just one.
  private func respond() async throws -> ByteBuffer? {
    let caller = route.verifiesCaller ? try await server.authorizer(received) : nil
    admit()
    var only = route.takesOneRequest ? arrivedMessage() : nil
    if route.takesOneRequest && only == nil {
      // The call fails by itself when its request ends without a message.
      only = try await nextMessage()
    }
    let context = CallContext(received, request: only, caller: caller, handle: self)
    only = nil
    if server.interceptors.isEmpty { return try await route.method.handler(context) }
    return try await run(context, server.interceptors[...])
  }

  /// Runs the handler inside the interceptors that are left, the first outermost.
  private func run(
    _ context: CallContext, _ interceptors: ArraySlice<any ServerInterceptor>
  ) async throws -> ByteBuffer? {
    guard let interceptor = interceptors.first else {
      return try await route.method.handler(context)
    }
    // It may wait for long before the request is decoded.
    context.keepRequest()
    return try await interceptor.intercept(context) { context in
      try await run(context, interceptors.dropFirst())
    }
  }
}
