internal import Compression
internal import NIOCore

/// The server's side of one call: which step may follow which, without IO and time.
struct ServerCallMachine {
  /// What to do after something has arrived.
  enum Action {
    case nothing
    /// Start the handler.
    case start
    /// Messages or the end have come: wake the handler if it reads.
    case wakeReader
    /// Answer now and stop the handler.
    case fail(RPCStatus)
  }

  /// What a reader gets.
  enum Reading {
    case message(InboundMessage)
    case end
    /// Nothing yet.
    case wait
    /// The call is over.
    case cancelled
  }

  /// What to send to end the call.
  enum Ending {
    /// The only header list of the answer.
    case trailersOnly
    /// The header list after the messages.
    case trailers
    /// Nothing; it has been sent or the caller has gone.
    case nothing
  }

  private enum Response {
    case notStarted
    case started
    case finished
  }

  private let kind: MethodDescriptor.Kind
  private var inbox: MessageInbox
  private let codec: MessageCodec
  private var hasRequestEnded = false
  /// Requests that have arrived.
  private(set) var requestCount = 0
  /// The handler runs.
  private var isStarted = false
  /// The caller has been verified, so that it may send more than a window.
  private var isAdmitted = false
  private var response = Response.notStarted
  private var withheldBytes = 0

  /// `encoding` is what the caller compresses its messages with, when it does.
  init(
    kind: MethodDescriptor.Kind, messageBytesMax: Int, encoding: CompressionAlgorithm?,
    codec: MessageCodec
  ) {
    self.kind = kind
    self.codec = codec
    inbox = MessageInbox(messageBytesMax: messageBytesMax)
    inbox.encoding = encoding
  }

  /// Bytes that the call keeps in memory for its handler.
  var heldByteCount: Int { inbox.heldByteCount }

  /// Whether the answer is complete or nobody waits for it.
  var isFinished: Bool { response == .finished }

  private var takesOneRequest: Bool { kind.takesOneRequest }

  /// The call has begun.
  mutating func begin() -> Action {
    guard !takesOneRequest else { return .nothing }
    isStarted = true
    return .start
  }

  /// All that came together with the head of the call has been seen.
  ///
  /// A handler whose only request is not complete is started all the same, so that the caller is
  /// verified before more of its request is taken.
  mutating func settle() -> Action {
    guard !isStarted, !isFinished else { return .nothing }
    isStarted = true
    return .start
  }

  /// The caller has been verified.
  ///
  /// Sets `credit` to the bytes that it may send on top.
  mutating func admit(credit: inout Int) {
    isAdmitted = true
    guard inbox.isEmpty, !hasRequestEnded else { return }
    credit = withheldBytes
    withheldBytes = 0
  }

  /// Content of the request has arrived.
  ///
  /// Sets `credit` to the bytes that the caller may send on top. They are withheld while messages
  /// wait to be read, so that a slow handler slows its caller, and before the caller is verified; a
  /// message larger than the window still passes, because nothing waits while it arrives.
  /// Adds the sizes of the messages that are complete to `arrived`, if somebody asks.
  mutating func receive(
    _ bytes: ByteBuffer, credit: inout Int, arrived: inout [MessageSize]?
  ) -> Action {
    guard !isFinished else {
      credit = bytes.readableBytes
      return .nothing
    }
    let (newCount, failure) = inbox.receive(bytes, codec, arrived: &arrived)
    requestCount += newCount
    if let failure { return .fail(failure.status) }
    if takesOneRequest && requestCount > 1 {
      return .fail(ServerCallMachine.cardinality("more than one request"))
    }
    if inbox.isEmpty && isAdmitted {
      credit = bytes.readableBytes
    } else {
      withheldBytes += bytes.readableBytes
    }
    return newCount > 0 && isStarted ? .wakeReader : .nothing
  }

  /// The caller has finished its request.
  mutating func endRequest() -> Action {
    guard !isFinished, !hasRequestEnded else { return .nothing }
    hasRequestEnded = true
    guard inbox.isBetweenMessages else {
      return .fail(
        RPCStatus(code: .internalError, message: "The request ended inside a message."))
    }
    if takesOneRequest && requestCount == 0 {
      return .fail(ServerCallMachine.cardinality("no request"))
    }
    if isStarted { return .wakeReader }
    isStarted = true
    return .start
  }

  /// What waits is to stay without the buffer in which it has arrived.
  mutating func keepWaitingBytes() { inbox.keepWaitingBytes() }

  /// The handler asks for a request.
  ///
  /// A method that takes one request gets it when the caller has finished, so that a second one
  /// is noticed. Sets `credit` to the bytes that the caller may send on top.
  mutating func read(credit: inout Int) -> Reading {
    guard !isFinished else { return .cancelled }
    if takesOneRequest && !hasRequestEnded { return .wait }
    guard let message = inbox.popFirst() else { return hasRequestEnded ? .end : .wait }
    if inbox.isEmpty, !hasRequestEnded {
      credit = withheldBytes
      withheldBytes = 0
    }
    return .message(message)
  }

  /// The handler sends a message, or its header list without one.
  ///
  /// - Returns: Whether the header list must precede it; `nil` when the call is over.
  mutating func write() -> Bool? {
    switch response {
    case .finished: return nil
    case .started: return false
    case .notStarted:
      response = .started
      return true
    }
  }

  /// The answer ends.
  mutating func finish() -> Ending {
    defer {
      response = .finished
      inbox.removeAll()
    }
    return switch response {
    case .notStarted: .trailersOnly
    case .started: .trailers
    case .finished: .nothing
    }
  }

  private static func cardinality(_ found: String) -> RPCStatus {
    RPCStatus(
      code: .internalError, message: "The method takes one request; the call had \(found).")
  }
}
