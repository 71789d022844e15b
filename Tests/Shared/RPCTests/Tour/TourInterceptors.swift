import RPC

// The code of Shared/RPC/RPC.docc/Tour.md; DocumentationTests holds the two together.

/// Tells when handlers begin and end, and how calls end.
struct CallLog: ServerInterceptor {
  let write: @Sendable (String) -> Void

  func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result {
    write("\(context.method.name) begins")
    defer { write("\(context.method.name) ends") }
    return try await next()
  }

  func observe(
    _ method: MethodDescriptor, _ metadata: RPCMetadata
  ) -> (any ServerCallObserver)? {
    Observer(method: method, write: write)
  }

  struct Observer: ServerCallObserver {
    let method: MethodDescriptor
    let write: @Sendable (String) -> Void

    func received(_ message: MessageSize) {}
    func sent(_ message: MessageSize) { write("\(method.name) sent \(message.byteCount) bytes") }
    func finished(_ code: RPCCode) { write("\(method.name) \(code)") }
  }
}

/// Carries the trace of the running task to the server.
struct TraceCarrier: ClientInterceptor {
  let traceParent: @Sendable () -> String

  func intercept<Result>(
    _ method: MethodDescriptor, _ options: CallOptions,
    _ next: (CallOptions) async throws -> Result
  ) async throws -> Result {
    var options = options
    options.metadata.add(traceParent(), for: "traceparent")
    return try await next(options)
  }
}
