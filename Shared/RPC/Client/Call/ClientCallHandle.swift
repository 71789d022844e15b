public import NIOCore

/// A call as its caller reaches it, from whatever thread.
@usableFromInline
struct ClientCallHandle: Sendable {
  private let channel: NIOLoopBoundBox<ClientChannel>
  private let call: NIOLoopBoundBox<ClientCall>

  init(_ call: sending ClientCall, _ channel: NIOLoopBoundBox<ClientChannel>) {
    self.channel = channel
    self.call = .makeBoxSendingValue(call, eventLoop: channel.eventLoop)
  }

  /// Whether a writer was told that the call is over; why is told to whoever reads.
  @usableFromInline
  static func isEnd(_ error: any Error) -> Bool { error as? RPCStatus == ClientCall.ended }

  /// The bytes of the next response without its prefix; `nil` after the last.
  ///
  /// - Throws: The status of a call that failed.
  @usableFromInline
  func nextMessage() async throws -> InboundMessage? {
    try await withTaskCancellationHandler {
      try await waitForValue(run: onLoop) { $0.read($1) }
    } onCancel: {
      cancel()
    }
  }

  /// Waits while the server reads slower than the caller writes.
  @usableFromInline
  func write(_ frame: ByteBuffer, isCompressed: Bool) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        onLoop { $0.write(frame, isCompressed: isCompressed, continuation) }
      }
    } onCancel: {
      cancel()
    }
  }

  /// No further messages follow.
  ///
  /// Cancels the call if the task has been cancelled: what wrote the messages may have stopped
  /// early because of that, and the server must not take them for all.
  @usableFromInline
  func endRequest() {
    if Task.isCancelled { return cancel() }
    onLoop { $0.endRequest() }
  }

  /// Does nothing when the call is over.
  @usableFromInline
  func cancel() { onLoop { $0.fail(StatusMapping.cancelled) } }

  /// Starts the call.
  @usableFromInline
  func start() { onLoop { [channel] in channel.value.start($0) } }

  /// Starts the call, unless it has been started, and waits for the only response.
  ///
  /// - Throws: The status of a call that failed.
  @usableFromInline
  func onlyResponse(isStarted: Bool) async throws -> InboundMessage {
    try await withTaskCancellationHandler {
      try await waitForValue(run: onLoop) { [channel] call, waiter in
        if !isStarted { channel.value.start(call) }
        call.readOnly(waiter)
      }
    } onCancel: {
      cancel()
    }
  }

  @inline(__always)
  private func onLoop(_ body: @escaping @Sendable (ClientCall) -> Void) {
    let eventLoop = channel.eventLoop
    if eventLoop.inEventLoop {
      body(call.value)
    } else {
      eventLoop.execute { [call] in body(call.value) }
    }
  }
}
