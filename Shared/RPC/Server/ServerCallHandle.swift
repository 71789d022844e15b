internal import NIOCore

/// A call as its handler reaches it, from whatever thread.
///
/// On the connection's loop, where handlers run unless they leave it, everything is a plain
/// function call.
struct ServerCallHandle: MessageSource, MessageSink {
  private let call: NIOLoopBound<ServerCall>

  /// On the loop only.
  init(_ call: ServerCall, eventLoop: any EventLoop) {
    self.call = NIOLoopBound(call, eventLoop: eventLoop)
  }

  private var eventLoop: any EventLoop { call.eventLoop }

  /// The next message, if the caller is on the loop and the message is there.
  func arrivedMessage() -> InboundMessage? {
    guard eventLoop.inEventLoop, case .message(let message) = call.value.read() else { return nil }
    return message
  }

  func nextMessage() async throws -> InboundMessage? {
    if eventLoop.inEventLoop {
      switch call.value.read() {
      case .message(let message): return message
      case .end: return nil
      case .cancelled: throw CancellationError()
      case .wait: break
      }
    }
    let message = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        onLoop { $0.read(continuation) }
      }
    } onCancel: {
      eventLoop.execute { call.value.cancelRead() }
    }
    // Some balancers end the requests of a caller that cancels, and cancel the call right after:
    // what came before is not all that the caller wanted to send.
    if message == nil { try Task.checkCancellation() }
    return message
  }

  func write(_ frame: ByteBuffer, isCompressed: Bool) async throws {
    if eventLoop.inEventLoop {
      guard let mustWait = call.value.write(frame, isCompressed: isCompressed) else {
        throw CancellationError()
      }
      if !mustWait { return }
      return try await withCheckedThrowingContinuation { continuation in
        onLoop { $0.waitToWrite(continuation) }
      }
    }
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Void, any Error>) in
      onLoop { call in
        switch call.write(frame, isCompressed: isCompressed) {
        case nil: continuation.resume(throwing: CancellationError())
        case true?: call.waitToWrite(continuation)
        case false?: continuation.resume()
        }
      }
    }
  }

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
      eventLoop.execute { call.value.handlerEnded(result) }
    }
  }

  private func onLoop(_ body: @escaping @Sendable (ServerCall) -> Void) {
    if eventLoop.inEventLoop {
      body(call.value)
    } else {
      eventLoop.execute { body(call.value) }
    }
  }
}
