/// Works around the handlers of a server: tracing, metrics, checks of its own.
///
/// Interceptors run in the order given, the first outermost, after the caller was verified.
package protocol ServerInterceptor: Sendable {
  /// Watches a call from its head to its end, refused calls included.
  ///
  /// - Returns: `nil` to see nothing of this call.
  func observe(
    _ method: MethodDescriptor, _ metadata: RPCMetadata
  ) -> (any ServerCallObserver)?

  /// Works around the handler: calls `next` once, or throws.
  func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result
}

extension ServerInterceptor {
  package func observe(
    _ method: MethodDescriptor, _ metadata: RPCMetadata
  ) -> (any ServerCallObserver)? { nil }

  package func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result {
    try await next()
  }
}

/// Sees what happens in one call of a server; called on the connection's event loop, so it must not
/// block.
package protocol ServerCallObserver: Sendable {
  /// A request has arrived; the handler may read it later, or never.
  func received(_ message: MessageSize)
  func sent(_ message: MessageSize)
  /// The call is over; called once.
  func finished(_ code: RPCCode)
}

/// How large a message is.
public struct MessageSize: Hashable, Sendable {
  /// The bytes of the message, without its prefix and not compressed.
  package var byteCount: Int
  /// The bytes on the wire, without the prefix.
  package var wireByteCount: Int
  package var isCompressed: Bool
}
