public import Protobuf

/// Sends the requests of a call.
public struct RPCRequestWriter<Request: Message>: Sendable {
  @usableFromInline let call: ClientCallHandle

  @usableFromInline
  init(_ call: ClientCallHandle) { self.call = call }

  /// Sends one request, after waiting while the server reads slower than the caller writes.
  ///
  /// - Throws: `RPCStatus` with `CANCELLED` when the call is over; its outcome is thrown where the
  ///   response is awaited.
  ///
  /// `isCompressed` exempts single requests of a call with compression, for example secrets beside
  /// what an attacker chooses.
  @inlinable
  public func write(_ request: Request, isCompressed: Bool = true) async throws {
    try await call.write(MessageFrame.encode(request), isCompressed: isCompressed)
  }

  /// Tells the server that no further requests follow; in a task that has been cancelled, cancels
  /// the call.
  public func finish() { call.endRequest() }
}
