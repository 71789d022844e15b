internal import NIOCore

/// A call as its handler reaches it, from whatever thread.
///
/// On the connection's loop, where handlers run unless they leave it, everything is a plain
/// function call.
struct ServerCallHandle: MessageSource, MessageSink {
  private let eventLoop: any EventLoop
  private let call: NIOLoopBound<ServerCall>

  /// On the loop only.
  init(_ call: ServerCall, eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.call = NIOLoopBound(call, eventLoop: eventLoop)
  }

  func nextMessage() async throws -> ByteBuffer? {
    if eventLoop.inEventLoop {
      switch call.value.read() {
      case .message(let message): return message
      case .end: return nil
      case .cancelled: throw CancellationError()
      case .wait: break
      }
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        onLoop { $0.read(continuation) }
      }
    } onCancel: {
      eventLoop.execute { call.value.cancelRead() }
    }
  }

  func write(_ frame: ByteBuffer) async throws {
    if eventLoop.inEventLoop {
      guard let mustWait = call.value.write(frame) else { throw CancellationError() }
      if !mustWait { return }
      return try await withCheckedThrowingContinuation { continuation in
        onLoop { $0.waitToWrite(continuation) }
      }
    }
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Void, any Error>) in
      onLoop { call in
        switch call.write(frame) {
        case nil: continuation.resume(throwing: CancellationError())
        case true?: call.waitToWrite(continuation)
        case false?: continuation.resume()
        }
      }
    }
  }

  func handlerEnded(_ result: Result<ByteBuffer?, any Error>) {
    onLoop { $0.handlerEnded(result) }
  }

  private func onLoop(_ body: @escaping @Sendable (ServerCall) -> Void) {
    if eventLoop.inEventLoop {
      body(call.value)
    } else {
      eventLoop.execute { body(call.value) }
    }
  }
}
