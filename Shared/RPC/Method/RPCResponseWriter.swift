package import Protobuf

/// Sends the responses of a call.
package struct RPCResponseWriter<Response: Message>: Sendable {
  private enum Target: Sendable {
    case call(any MessageSink)
    case closure(@Sendable (Response) async throws -> Void)
  }

  private let target: Target

  init(_ sink: any MessageSink) { target = .call(sink) }

  /// A writer that hands the responses to a closure, for tests of handlers.
  package init(_ closure: @escaping @Sendable (Response) async throws -> Void) {
    target = .closure(closure)
  }

  /// Sends one response, after waiting while the caller reads slower than the handler writes.
  ///
  /// - Throws: `CancellationError` when the caller has gone or the deadline has passed.
  ///
  /// `isCompressed` exempts single responses of a call with compression, for example secrets beside
  /// what an attacker chooses.
  package func write(_ response: Response, isCompressed: Bool = true) async throws {
    switch target {
    case .call(let sink):
      try await sink.write(MessageFrame.encode(response), isCompressed: isCompressed)
    case .closure(let closure): try await closure(response)
    }
  }
}
