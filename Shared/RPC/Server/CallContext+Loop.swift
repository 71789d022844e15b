public import NIOCore
public import Protobuf
internal import Synchronization

// The call as its handler reaches it, from whatever thread. On the connection's loop, where
// handlers run unless they leave it, everything is a plain function call.

extension CallContext {
  /// The next message, if the reader is on the loop and the message is there.
  @usableFromInline
  func arrivedMessage() -> InboundMessage? {
    guard case .message(let message) = call.onLoop({ $0.read() }) else { return nil }
    return message
  }

  /// The next message, as soon as it has arrived; `nil` after the last.
  ///
  /// - Throws: `CancellationError` when the caller has gone or the deadline has passed.
  @usableFromInline
  func nextMessage() async throws -> InboundMessage? {
    switch call.onLoop({ $0.read() }) {
    case .message(let message): return message
    case .end: return nil
    case .cancelled: throw CancellationError()
    case .wait, nil: break
    }
    // By its number a cancellation finds its read, and no other, whichever comes first.
    let number = readCount.add(1, ordering: .relaxed).newValue
    let message = try await withTaskCancellationHandler {
      try await waitForValue(run: call.execute) { $0.read($1, number: number) }
    } onCancel: {
      // Never at once: whoever cancels may be the call itself.
      call.eventLoop.execute { [call] in call.execute { $0.cancelRead(number: number) } }
    }
    // Some balancers end the requests of a caller that cancels, and cancel the call right after:
    // what came before is not all that the caller wanted to send.
    if message == nil { try Task.checkCancellation() }
    return message
  }

  /// Queues one message, compressed if that was agreed on.
  ///
  /// - Returns: Whether the writer has to wait with ``waitToWrite()``: the peer reads slower than
  ///   it writes, or that cannot be known because the writer is not on the loop.
  /// - Throws: `CancellationError` when the call is over.
  @usableFromInline
  func write(_ message: some Message, isCompressed: Bool) throws -> Bool {
    // Twice optional: not on the loop; on the loop, but the call is over.
    let written = call.onLoop { $0.write(message, isCompressed: isCompressed) }
    guard let written else {
      let frame = MessageFrame.encode(message)
      call.execute { _ = $0.write(frame, isCompressed: isCompressed) }
      return true
    }
    guard let mustWait = written else { throw CancellationError() }
    return mustWait
  }

  /// Waits while more than ``ServerCall/outboxBytesMax`` bytes wait to be sent, and then until half
  /// of that is left.
  ///
  /// - Throws: `CancellationError` when the call is over.
  @usableFromInline
  func waitToWrite() async throws {
    try await withCheckedThrowingContinuation { continuation in
      call.execute { $0.waitToWrite(continuation) }
    }
  }

  /// An empty buffer for the response.
  public func takeFrameBuffer() -> ByteBuffer {
    call.onLoop { $0.takeFrameBuffer() } ?? MessageFrame.makeBuffer()
  }

  /// The caller has been verified and may send more than a window.
  func admit() { call.execute { $0.admit() } }

  /// Changes what goes along with the answer.
  func updateResponse(_ body: @escaping @Sendable (inout ServerCallResponse) -> Void) {
    call.execute { $0.updateResponse(body) }
  }

  /// Sends the header list now instead of with the first response.
  package func sendInitialMetadata() { call.execute { $0.sendInitialMetadata() } }

  func handlerEnded(_ result: Result<ByteBuffer?, any Error>) {
    // Without a closure to keep where that is here, as it mostly is.
    if call.onLoop({ $0.handlerEnded(result) }) == nil {
      call.execute { $0.handlerEnded(result) }
    }
  }
}
