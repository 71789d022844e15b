internal import NIOCore

/// The server's side of one call: which step may follow which, without IO and time.
struct ServerCallMachine {
  /// What to do after something has arrived.
  enum Action {
    case nothing
    /// Start the handler, with the only request if the method takes one.
    case start(ByteBuffer?)
    /// Messages or the end have come: wake the handler if it reads.
    case wakeReader
    /// Answer now and stop the handler.
    case fail(RPCStatus)
  }

  /// What a reader gets.
  enum Reading {
    case message(ByteBuffer)
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
  private var deframer: MessageDeframer
  private var inbox = CircularBuffer<ByteBuffer>(initialCapacity: 1)
  private var hasRequestEnded = false
  private var response = Response.notStarted
  private var withheldBytes = 0

  init(kind: MethodDescriptor.Kind, messageBytesMax: Int) {
    self.kind = kind
    deframer = MessageDeframer(messageBytesMax: messageBytesMax)
  }

  /// Whether the answer is complete or nobody waits for it.
  var isFinished: Bool { response == .finished }

  private var takesOneRequest: Bool { kind == .unary || kind == .serverStreaming }

  /// The call has begun.
  func begin() -> Action { takesOneRequest ? .nothing : .start(nil) }

  /// Content of the request has arrived.
  ///
  /// Sets `credit` to the bytes that the caller may send on top. They are withheld while messages
  /// wait to be read, so that a slow handler slows its caller; a message larger than the window
  /// still passes, because nothing waits while it arrives.
  mutating func receive(_ bytes: ByteBuffer, credit: inout Int) -> Action {
    guard !isFinished else {
      credit = bytes.readableBytes
      return .nothing
    }
    var hasNewMessages = false
    deframer.append(bytes)
    do {
      while let message = try deframer.next() {
        inbox.append(message)
        hasNewMessages = true
      }
    } catch {
      return .fail(error.status)
    }
    if takesOneRequest && inbox.count > 1 {
      return .fail(ServerCallMachine.cardinality("more than one request"))
    }
    if inbox.isEmpty {
      credit = bytes.readableBytes
    } else {
      withheldBytes += bytes.readableBytes
    }
    return hasNewMessages && !takesOneRequest ? .wakeReader : .nothing
  }

  /// The caller has finished its request.
  mutating func endRequest() -> Action {
    guard !isFinished, !hasRequestEnded else { return .nothing }
    hasRequestEnded = true
    guard deframer.isBetweenMessages else {
      return .fail(
        RPCStatus(code: .internalError, message: "The request ended inside a message."))
    }
    guard takesOneRequest else { return .wakeReader }
    guard let request = inbox.popFirst() else {
      return .fail(ServerCallMachine.cardinality("no request"))
    }
    return .start(request)
  }

  /// The handler asks for a request.
  ///
  /// Sets `credit` to the bytes that the caller may send on top.
  mutating func read(credit: inout Int) -> Reading {
    guard !isFinished else { return .cancelled }
    guard let message = inbox.popFirst() else { return hasRequestEnded ? .end : .wait }
    if inbox.isEmpty {
      credit = withheldBytes
      withheldBytes = 0
    }
    return .message(message)
  }

  /// The handler sends a message.
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
