package import Kernel
internal import NIOCore
package import Protobuf

extension CallContext {
  /// Makes a change that a retry with the same `request_id` does not repeat.
  ///
  /// - Parameters:
  ///   - requestID: `request_id` of the request; empty: every call has its effect.
  ///   - request: The request; the same id with another request is refused.
  ///   - respond: Makes the response of a change that happened now.
  ///   - perform: Makes the change and keeps the encoded response in the same transaction.
  /// - Returns: The response, or the one that was given the first time.
  /// - Throws: `ValidationError` for a `request_id` that is no UUID, or what `perform` throws.
  package func once<Request: Message, Value: Sendable, Response: Message>(
    _ requestID: String, _ request: Request,
    respond: @escaping @Sendable (Value) -> Response,
    perform: (IdempotentRequest<Value>) async throws -> IdempotentOutcome<Value>
  ) async throws -> Response {
    let key = try RequestKey.reading(
      requestID, caller: caller, method: method.path, request: request.serializedBytes())
    let outcome = try await perform(
      IdempotentRequest(key: key) { respond($0).serializedBytes() })
    switch outcome {
    case .performed(let value): return respond(value)
    case .repeated(let bytes):
      return try Response(serializedBytes: ByteBuffer(bytes: bytes).readableBytesSpan)
    }
  }
}
