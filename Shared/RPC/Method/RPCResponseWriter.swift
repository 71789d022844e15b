public import Protobuf

/// Sends the responses of a call.
public struct RPCResponseWriter<Response: Message>: Sendable {
  /// Where the responses go.
  @usableFromInline
  enum Target: Sendable {
    case call(CallContext)
    case closure(@Sendable (Response) async throws -> Void)
  }

  /// Where the responses go.
  @usableFromInline let target: Target

  /// Sends the responses of a call.
  public init(_ context: CallContext) { target = .call(context) }

  /// A writer that hands the responses to a closure, for tests of handlers.
  public init(_ closure: @escaping @Sendable (Response) async throws -> Void) {
    target = .closure(closure)
  }

  /// Sends one response, after waiting while the caller reads slower than the handler writes.
  ///
  /// - Throws: `CancellationError` when the caller has gone or the deadline has passed.
  ///
  /// `isCompressed` exempts single responses of a call with compression, for example secrets beside
  /// what an attacker chooses.
  @inlinable
  public func write(_ response: Response, isCompressed: Bool = true) async throws {
    if try queue(response, isCompressed: isCompressed) { return }
    switch target {
    case .call(let call): try await call.waitToWrite()
    case .closure(let closure): try await closure(response)
    }
  }

  /// Queues a response.
  ///
  /// Separate, so that a response that need not wait costs no more than a function call.
  ///
  /// - Returns: Whether nothing is left to do.
  @inlinable
  func queue(_ response: Response, isCompressed: Bool) throws -> Bool {
    switch target {
    case .call(let call): try !call.write(response, isCompressed: isCompressed)
    case .closure: false
    }
  }
}
