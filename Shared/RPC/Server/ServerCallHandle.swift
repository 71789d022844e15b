public import NIOCore
internal import Synchronization

/// A call as its handler reaches it, from whatever thread.
///
/// On the connection's loop, where handlers run unless they leave it, everything is a plain
/// function call.
@usableFromInline
final class ServerCallHandle: Sendable {
  let received: ReceivedCall
  let route: Route
  let server: ServerContext
  private let call: NIOLoopBound<ServerCall>
  /// How many reads have gone the long way.
  private let readCount = Atomic(0)

  /// On the loop only.
  init(
    _ call: ServerCall, _ received: ReceivedCall, server: ServerContext, eventLoop: any EventLoop
  ) {
    self.received = received
    self.server = server
    route = call.route
    self.call = NIOLoopBound(call, eventLoop: eventLoop)
  }

  private var eventLoop: any EventLoop { call.eventLoop }

  /// The next message, if the reader is on the loop and the message is there.
  @usableFromInline
  func arrivedMessage() -> InboundMessage? {
    guard eventLoop.inEventLoop, case .message(let message) = call.value.read() else { return nil }
    return message
  }

  /// The next message, as soon as it has arrived; `nil` after the last.
  ///
  /// - Throws: `CancellationError` when the caller has gone or the deadline has passed.
  @usableFromInline
  func nextMessage() async throws -> InboundMessage? {
    if eventLoop.inEventLoop {
      switch call.value.read() {
      case .message(let message): return message
      case .end: return nil
      case .cancelled: throw CancellationError()
      case .wait: break
      }
    }
    // By its number a cancellation finds its read, and no other, whichever comes first.
    let number = readCount.add(1, ordering: .relaxed).newValue
    let message = try await withTaskCancellationHandler {
      try await waitForValue(run: onLoop) { $0.read($1, number: number) }
    } onCancel: {
      eventLoop.execute { [call] in call.value.cancelRead(number: number) }
    }
    // Some balancers end the requests of a caller that cancels, and cancel the call right after:
    // what came before is not all that the caller wanted to send.
    if message == nil { try Task.checkCancellation() }
    return message
  }

  /// Queues one message with its prefix, compressed if that was agreed on.
  ///
  /// - Returns: Whether the writer has to wait with ``waitToWrite()``: the peer reads slower than
  ///   it writes, or that cannot be known because the writer is not on the loop.
  /// - Throws: `CancellationError` when the call is over.
  @usableFromInline
  func write(_ frame: ByteBuffer, isCompressed: Bool) throws -> Bool {
    guard eventLoop.inEventLoop else {
      eventLoop.execute { [call] in
        _ = call.value.write(frame, isCompressed: isCompressed)
      }
      return true
    }
    guard let mustWait = call.value.write(frame, isCompressed: isCompressed) else {
      throw CancellationError()
    }
    return mustWait
  }

  /// Waits while more than ``ServerCall/outboxBytesMax`` bytes wait to be sent, and then until half
  /// of that is left.
  ///
  /// - Throws: `CancellationError` when the call is over.
  @usableFromInline
  func waitToWrite() async throws {
    try await withCheckedThrowingContinuation { continuation in
      onLoop { $0.waitToWrite(continuation) }
    }
  }

  /// An empty buffer for the next message.
  @usableFromInline
  func takeFrameBuffer() -> ByteBuffer {
    eventLoop.inEventLoop ? call.value.takeFrameBuffer() : MessageFrame.makeBuffer()
  }

  /// The caller has been verified and may send more than a window.
  func admit() { onLoop { $0.admit() } }

  /// Changes what goes along with the answer.
  func updateResponse(_ body: @escaping @Sendable (inout ServerCallResponse) -> Void) {
    onLoop { $0.updateResponse(body) }
  }

  /// Sends the header list of the answer now.
  func sendInitialMetadata() { onLoop { $0.sendInitialMetadata() } }

  func handlerEnded(_ result: Result<ByteBuffer?, any Error>) {
    if eventLoop.inEventLoop {
      call.value.handlerEnded(result)
    } else {
      eventLoop.execute { [call] in call.value.handlerEnded(result) }
    }
  }

  private func onLoop(_ body: @escaping @Sendable (ServerCall) -> Void) {
    if eventLoop.inEventLoop {
      body(call.value)
    } else {
      eventLoop.execute { [call] in body(call.value) }
    }
  }
}
