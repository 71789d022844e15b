internal import HTTP2
internal import Protobuf

// What only methods with many responses need.

extension ServerCall {
  /// Bytes that may wait to be sent on a call before its writers wait.
  static let outboxBytesMax = 64 * 1024

  /// Queues a message, which is encoded where it waits unless it is to be compressed.
  ///
  /// - Returns: Whether the writer has to wait; `nil` when the call is over.
  func write(_ message: some Message, isCompressed: Bool) -> Bool? {
    guard isWritable else { return nil }
    guard !isCompressed || response?.wantedEncoding == nil else {
      return write(
        MessageFrame.encode(message, into: takeFrameBuffer()), isCompressed: isCompressed)
    }
    var output = StreamOutput(
      session: connection.session, stream: stream,
      messageBytesMax: connection.server.configuration.responseBytesMax)
    // First, because a message that is too large may have the call fail without a header list
    // before the trailers.
    message.serialize(into: &output)
    guard let sent = output.sent else {
      fail(ServerCall.responseTooLarge)
      return nil
    }
    sendInitialMetadata()
    return queued(sent.message, waitingBytes: sent.waitingBytes)
  }

  func waitToWrite(_ continuation: CheckedContinuation<Void, any Error>) {
    if !isWritable {
      continuation.resume(throwing: CancellationError())
    } else if connection.session.waitingBytes(on: stream) > ServerCall.outboxBytesMax {
      writers.append(continuation)
    } else {
      continuation.resume()
    }
  }

  func wakeWriters() {
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume() }
  }

  /// Nobody takes any more what waits to be sent.
  func cancelWriters() {
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume(throwing: CancellationError()) }
  }
}
