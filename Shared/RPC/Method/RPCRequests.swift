internal import NIOCore
package import Protobuf

/// Where the bytes of messages come from: a call's inbox on its event loop.
protocol MessageSource: Sendable {
  /// The next message; `nil` after the last.
  func nextMessage() async throws -> InboundMessage?
}

/// Where the bytes of messages go to: a call's outbox on its event loop.
protocol MessageSink: Sendable {
  /// Queues one message with its prefix, compressed if that was agreed on.
  ///
  /// Waits while the peer reads slower than we write.
  func write(_ frame: ByteBuffer, isCompressed: Bool) async throws
}

/// The requests of a call, in the order in which the caller sends them.
///
/// The caller is held back by flow control while nobody iterates. One iteration only.
package struct RPCRequests<Request: Message>: AsyncSequence, Sendable {
  package typealias Element = Request

  private enum Origin: Sendable {
    case call(any MessageSource)
    case values([Request])
  }

  /// Reads one request after the other.
  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let requests: RPCRequests
    private var position = 0
    /// Whether the request that was read last came compressed.
    package private(set) var isCompressed = false

    fileprivate init(requests: RPCRequests) { self.requests = requests }

    /// The next request; `nil` after the last.
    ///
    /// - Throws: `RPCStatus` with `INVALID_ARGUMENT` for a message that does not decode or lacks
    ///   a required field of its own (what is missing inside its items is for the handler to
    ///   report); `CancellationError` when the caller has gone or the deadline passed.
    package mutating func next() async throws -> Request? {
      switch requests.origin {
      case .call(let source):
        guard let message = try await source.nextMessage() else { return nil }
        isCompressed = message.isCompressed
        return try MessageCoding.request(
          Request.self, from: message.bytes, checking: .ownFieldsOnly)
      case .values(let values):
        guard position < values.count else { return nil }
        defer { position += 1 }
        return values[position]
      }
    }
  }

  private let origin: Origin

  init(_ source: any MessageSource) { origin = .call(source) }

  /// Given requests, for tests of handlers.
  package init(_ values: [Request]) { origin = .values(values) }

  package func makeAsyncIterator() -> Iterator { Iterator(requests: self) }
}
