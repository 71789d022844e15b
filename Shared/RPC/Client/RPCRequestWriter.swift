package import Protobuf

/// Sends the requests of a call.
package struct RPCRequestWriter<Request: Message>: Sendable {
  private let call: ClientCallHandle

  init(_ call: ClientCallHandle) { self.call = call }

  /// Sends one request, after waiting while the server reads slower than the caller writes.
  ///
  /// - Throws: `RPCStatus` with `CANCELLED` when the call is over; its outcome is thrown where the
  ///   response is awaited.
  package func write(_ request: Request) async throws {
    try await call.write(MessageFrame.encode(request))
  }

  /// Tells the server that no further requests follow.
  package func finish() { call.endRequest() }
}
