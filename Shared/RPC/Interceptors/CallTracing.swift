package import Tracing

/// Makes a span of every call that reaches a handler, inside the caller's trace.
///
/// The trace comes with the caller's metadata, under the names that the tracer reads (`traceparent`
/// and `tracestate` for W3C Trace Context), and is that of the calls the handler makes in turn. The
/// span has the name and attributes of OpenTelemetry's conventions for gRPC.
package struct ServerCallTracing: ServerInterceptor {
  private let tracer: any Tracer

  /// Spans go to `tracer`, by default to what the process has bootstrapped.
  package init(tracer: any Tracer = InstrumentationSystem.tracer) { self.tracer = tracer }

  package func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result {
    var parent = InstrumentationContext.topLevel
    tracer.extract(context.metadata, into: &parent, using: MetadataCarrier())
    let span = tracer.startSpan(
      context.method.spanName, context: parent, ofKind: .server)
    defer { span.end() }
    do {
      let result = try await InstrumentationContext.$current.withValue(span.context) {
        try await next()
      }
      span.describe(context.method, .ok, isError: false)
      return result
    } catch {
      let isPastDeadline = context.deadline.map { $0 <= .now } ?? false
      let status = StatusMapping.status(ofHandlerError: error, isPastDeadline: isPastDeadline)
      let code = (status ?? StatusMapping.failure).code
      span.describe(context.method, code, isError: code.isServerError)
      throw error
    }
  }
}

/// Makes a span of every call of a client and carries its trace to the server.
package struct ClientCallTracing: ClientInterceptor {
  private let tracer: any Tracer

  /// Spans go to `tracer`, by default to what the process has bootstrapped.
  package init(tracer: any Tracer = InstrumentationSystem.tracer) { self.tracer = tracer }

  package func intercept<Result>(
    _ method: MethodDescriptor, _ options: CallOptions,
    _ next: (CallOptions) async throws -> Result
  ) async throws -> Result {
    let span = tracer.startSpan(
      method.spanName, context: .current ?? .topLevel, ofKind: .client)
    defer { span.end() }
    var options = options
    tracer.inject(span.context, into: &options.metadata, using: MetadataCarrier())
    do {
      let result = try await next(options)
      span.describe(method, .ok, isError: false)
      return result
    } catch {
      span.describe(method, (error as? RPCStatus)?.code ?? .unknown, isError: true)
      throw error
    }
  }
}

/// Reads and writes the trace in metadata.
private struct MetadataCarrier: Extractor, Injector {
  func extract(key: String, from metadata: RPCMetadata) -> String? { metadata[key] }

  func inject(_ value: String, forKey key: String, into metadata: inout RPCMetadata) {
    metadata.add(value, for: key)
  }
}

extension MethodDescriptor {
  /// As OpenTelemetry has it: `package.Service/Method`.
  fileprivate var spanName: String { String(path.dropFirst()) }
}

extension RPCCode {
  /// Whether the fault is the server's: others are answers that callers may expect.
  fileprivate var isServerError: Bool {
    switch self {
    case .unknown, .deadlineExceeded, .unimplemented, .internalError, .unavailable, .dataLoss: true
    default: false
    }
  }
}

extension Span {
  fileprivate func describe(_ method: MethodDescriptor, _ code: RPCCode, isError: Bool) {
    attributes["rpc.system.name"] = "grpc"
    attributes["rpc.method"] = method.spanName
    attributes["rpc.response.status_code"] = code.name
    guard isError else { return }
    attributes["error.type"] = code.name
    setStatus(SpanStatus(code: .error))
  }
}
