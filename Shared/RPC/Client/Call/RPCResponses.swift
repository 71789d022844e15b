public import Protobuf

/// The responses of a call, in the order in which the server sends them.
///
/// The server is held back by flow control while nobody iterates. One iteration only.
public struct RPCResponses<Response: Message>: AsyncSequence, Sendable {
  /// A response.
  public typealias Element = Response

  /// Reads one response after the other.
  public struct Iterator: AsyncIteratorProtocol {
    @usableFromInline let call: ClientCallHandle
    @usableFromInline var wasCompressed = false

    /// Whether the response that was read last came compressed.
    public var isCompressed: Bool { wasCompressed }

    @usableFromInline
    init(call: ClientCallHandle) { self.call = call }

    /// The next response; `nil` after the last.
    ///
    /// - Throws: `RPCStatus` when the call fails.
    @inlinable
    public mutating func next() async throws -> Response? {
      try await next(isolation: #isolation)
    }

    /// The next response; `nil` after the last, as above.
    @inlinable
    public mutating func next(isolation: (any Actor)?) async throws -> Response? {
      guard let message = try await call.nextMessage() else { return nil }
      wasCompressed = message.isCompressed
      return try MessageCoding.response(Response.self, from: message.bytes)
    }
  }

  @usableFromInline let call: ClientCallHandle

  @usableFromInline
  init(_ call: ClientCallHandle) { self.call = call }

  /// What reads the responses.
  @inlinable
  public func makeAsyncIterator() -> Iterator { Iterator(call: call) }
}
