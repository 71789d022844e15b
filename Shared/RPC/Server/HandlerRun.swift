internal import NIOCore

extension CallContext {
  /// What the task of a handler does: verify the caller, read the only request, run the handler.
  @inline(__always)
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
  @inline(__always)
  private func respond() async throws -> ByteBuffer? {
    if route.verifiesCaller { try await verifyCaller() }
    admit()
    if route.takesOneRequest {
      if let request = arrivedMessage() {
        setRequest(request)
      } else {
        try await waitForRequest()
      }
    }
    if server.interceptors.isEmpty { return try await route.method.handler(self) }
    return try await run(server.interceptors[...])
  }

  // Functions of their own, because the task of a call that needs neither then takes less memory.

  @inline(never)
  private func verifyCaller() async throws { setCaller(try await server.authorizer(received)) }

  @inline(never)
  private func waitForRequest() async throws {
    // The call fails by itself when its request ends without a message.
    guard let request = try await nextMessage() else { throw CancellationError() }
    setRequest(request)
  }

  /// Runs the handler inside the interceptors that are left, the first outermost.
  private func run(
    _ interceptors: ArraySlice<any ServerInterceptor>
  ) async throws -> ByteBuffer? {
    guard let interceptor = interceptors.first else {
      return try await route.method.handler(self)
    }
    // It may wait for long before the request is decoded.
    keepRequest()
    return try await interceptor.intercept(self) {
      try await run(interceptors.dropFirst())
    }
  }
}
