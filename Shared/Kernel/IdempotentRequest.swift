internal import Crypto

/// Identifies one attempt of a caller to change something, so that a retry has no second effect.
///
/// Source: style.md P6 and 3.7; AIP-155.
package struct RequestKey: Hashable, Sendable {
  /// ``Caller/key`` of the caller.
  package let caller: String
  /// The path of the method.
  package let method: String
  /// The `request_id` of the request.
  package let requestID: UUIDBits
  /// SHA-256 of the encoded request: the same id with another request is an error.
  package let requestHash: [UInt8]

  package init(caller: String, method: String, requestID: UUIDBits, requestHash: [UInt8]) {
    self.caller = caller
    self.method = method
    self.requestID = requestID
    self.requestHash = requestHash
  }

  /// Reads the `request_id` of a request.
  ///
  /// - Parameters:
  ///   - requestID: As received; empty when the caller does not need protection.
  ///   - caller: Who asks.
  ///   - method: The path of the method.
  ///   - request: The encoded request; it is only hashed.
  /// - Returns: `nil` when `requestID` is empty.
  /// - Throws: ``ValidationError`` for `request_id` when it is not a UUID.
  package static func reading(
    _ requestID: String, caller: Caller, method: String, request: [UInt8]
  ) throws(ValidationError) -> RequestKey? {
    guard !requestID.isEmpty else { return nil }
    guard let id = UUIDBits(requestID) else {
      throw ValidationError(field: "request_id", reason: "must be a UUID with 36 characters")
    }
    return RequestKey(
      caller: caller.key, method: method, requestID: id,
      requestHash: Array(SHA256.hash(data: request)))
  }
}

/// A change that is to happen once, with the form in which its answer is kept for retries.
package struct IdempotentRequest<Value: Sendable>: Sendable {
  /// The key; `nil` when the caller sent no `request_id`: then every attempt has its effect.
  package let key: RequestKey?
  /// Encodes the answer that a retry gets.
  package let encode: @Sendable (Value) -> [UInt8]

  package init(key: RequestKey?, encode: @escaping @Sendable (Value) -> [UInt8]) {
    self.key = key
    self.encode = encode
  }
}

/// What became of an ``IdempotentRequest``.
package enum IdempotentOutcome<Value: Sendable>: Sendable {
  /// The change happened now.
  case performed(Value)
  /// The change had happened before; these bytes are the answer that was given then.
  case repeated([UInt8])
}
