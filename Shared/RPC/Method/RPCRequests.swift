public import Protobuf

/// The requests of a call, in the order in which the caller sends them.
///
/// The caller is held back by flow control while nobody iterates. One iteration only.
public struct RPCRequests<Request: Message>: AsyncSequence, Sendable {
  /// A request.
  public typealias Element = Request

  /// Where the requests come from.
  @usableFromInline
  enum Origin: Sendable {
    case call(CallContext)
    case values([Request])
  }

  /// Reads one request after the other.
  public struct Iterator: AsyncIteratorProtocol {
    /// What is read.
    @usableFromInline let requests: RPCRequests
    /// How many of given requests have been read.
    @usableFromInline var position = 0
    @usableFromInline var wasCompressed = false

    /// Whether the request that was read last came compressed.
    public var isCompressed: Bool { wasCompressed }

    /// Begins with the first request.
    @usableFromInline
    init(requests: RPCRequests) { self.requests = requests }

    /// The next request; `nil` after the last.
    ///
    /// - Throws: `RPCStatus` with `INVALID_ARGUMENT` for a message that does not decode or lacks
    ///   a required field of its own (what is missing inside its items is for the handler to
    ///   report); `CancellationError` when the caller has gone or the deadline passed.
    @inlinable
    public mutating func next() async throws -> Request? {
      try await next(isolation: #isolation)
    }

    /// The next request; `nil` after the last, as above.
    @inlinable
    public mutating func next(isolation: (any Actor)?) async throws -> Request? {
      switch requests.origin {
      case .call(let call):
        // Most messages are there already, and cost no step into another function that may wait.
        var arrived = call.arrivedMessage()
        if arrived == nil { arrived = try await call.nextMessage() }
        guard let message = arrived else { return nil }
        wasCompressed = message.isCompressed
        return try MessageCoding.request(
          Request.self, from: message.bytes, checking: .ownFieldsOnly)
      case .values(let values):
        guard position < values.count else { return nil }
        defer { position += 1 }
        return values[position]
      }
    }
  }

  /// Where the requests come from.
  @usableFromInline let origin: Origin

  /// The requests of a call.
  public init(_ context: CallContext) { origin = .call(context) }

  /// Given requests, for tests of handlers.
  public init(_ values: [Request]) { origin = .values(values) }

  /// What reads the requests.
  @inlinable
  public func makeAsyncIterator() -> Iterator { Iterator(requests: self) }
}
