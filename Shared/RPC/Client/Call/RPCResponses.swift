package import Protobuf

/// The responses of a call, in the order in which the server sends them.
///
/// The server is held back by flow control while nobody iterates. One iteration only.
package struct RPCResponses<Response: Message>: AsyncSequence, Sendable {
  package typealias Element = Response

  /// Reads one response after the other.
  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let call: ClientCallHandle
    /// Whether the response that was read last came compressed.
    package private(set) var isCompressed = false

    fileprivate init(call: ClientCallHandle) { self.call = call }

    /// The next response; `nil` after the last.
    ///
    /// - Throws: `RPCStatus` when the call fails.
    package mutating func next() async throws -> Response? {
      try await next(isolation: #isolation)
    }

    /// The next response; `nil` after the last, as above.
    package mutating func next(isolation: isolated (any Actor)?) async throws -> Response? {
      guard let message = try await call.nextMessage() else { return nil }
      isCompressed = message.isCompressed
      return try MessageCoding.response(Response.self, from: message.bytes)
    }
  }

  private let call: ClientCallHandle

  init(_ call: ClientCallHandle) { self.call = call }

  package func makeAsyncIterator() -> Iterator { Iterator(call: call) }
}
