/// Works around the calls of a client: credentials, tracing, metrics, checks of its own.
///
/// Interceptors run in the order given, the first outermost.
public protocol ClientInterceptor: Sendable {
  /// Watches a call from its start to its end.
  ///
  /// - Returns: `nil` to see nothing of this call.
  func observe(
    _ method: MethodDescriptor, _ options: CallOptions
  ) -> (any ClientCallObserver)?

  /// Makes the call: calls `next`, possibly with changed options and more than once, or throws.
  func intercept<Result>(
    _ method: MethodDescriptor, _ options: CallOptions,
    _ next: (CallOptions) async throws -> Result
  ) async throws -> Result
}

extension ClientInterceptor {
  package func observe(
    _ method: MethodDescriptor, _ options: CallOptions
  ) -> (any ClientCallObserver)? { nil }

  package func intercept<Result>(
    _ method: MethodDescriptor, _ options: CallOptions,
    _ next: (CallOptions) async throws -> Result
  ) async throws -> Result {
    try await next(options)
  }
}

/// Sees what happens in one call of a client; called on the client's event loop, so it must not
/// block.
public protocol ClientCallObserver: Sendable {
  /// The request is about to be sent, from 1 for the first time.
  func attemptStarted(_ number: Int)
  func sent(_ message: MessageSize)
  /// A response has arrived; whether the caller reads it is not known.
  func received(_ message: MessageSize)
  /// The call is over; called once, and nothing follows.
  func finished(_ code: RPCCode)
}
