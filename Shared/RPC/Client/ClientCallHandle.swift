internal import NIOCore

/// A call as its caller reaches it, from whatever thread.
struct ClientCallHandle: Sendable {
  private let eventLoop: any EventLoop
  private let call: NIOLoopBoundBox<ClientCall>

  init(_ call: sending ClientCall, eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.call = .makeBoxSendingValue(call, eventLoop: eventLoop)
  }

  /// The bytes of the next response without its prefix; `nil` after the last.
  ///
  /// - Throws: The status of a call that failed.
  func nextMessage() async throws -> InboundMessage? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        onLoop { $0.read(continuation) }
      }
    } onCancel: {
      cancel()
    }
  }

  /// Waits while the server reads slower than the caller writes.
  func write(_ frame: ByteBuffer) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        onLoop { $0.write(frame, continuation) }
      }
    } onCancel: {
      cancel()
    }
  }

  func endRequest() { onLoop { $0.endRequest() } }

  /// Does nothing when the call is over.
  func cancel() { onLoop { $0.fail(StatusMapping.cancelled) } }

  /// Starts the call.
  func start(_ transport: NIOLoopBoundBox<ClientTransport>) {
    onLoop { transport.value.start($0) }
  }

  /// Starts the call, if it has not been started, and waits for the only response.
  ///
  /// - Throws: The status of a call that failed.
  func onlyResponse(starting transport: NIOLoopBoundBox<ClientTransport>?) async throws
    -> InboundMessage
  {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        onLoop {
          transport?.value.start($0)
          $0.readOnly(continuation)
        }
      }
    } onCancel: {
      cancel()
    }
  }

  private func onLoop(_ body: @escaping @Sendable (ClientCall) -> Void) {
    if eventLoop.inEventLoop {
      body(call.value)
    } else {
      eventLoop.execute { body(call.value) }
    }
  }
}
