internal import HTTP2
internal import NIOCore

/// One call of a client; lives on the client's event loop.
final class ClientCall {
  /// Bytes that may wait to be sent on a call before its writers wait.
  static let outboxBytesMax = 64 * 1024

  /// What opens the call.
  struct Request: Sendable {
    /// Without `grpc-timeout`, which is computed when the call is sent.
    var headers: HTTP2Headers
    var deadline: ContinuousClock.Instant?
    /// The only request, with its prefix, if the method takes one.
    var message: ByteBuffer?
  }

  let request: Request
  private var machine: ClientCallMachine
  /// Where the call is under way; `nil` while it waits for a connection and after its end.
  private var placement: (connection: ClientConnection, stream: HTTP2StreamID)?
  private var unsent: [ByteBuffer] = []
  private var hasRequestEnded = false
  private var reader: CheckedContinuation<InboundMessage?, any Error>?
  private var onlyReader: CheckedContinuation<InboundMessage, any Error>?
  private var writers: [CheckedContinuation<Void, any Error>] = []
  /// Called once, when the outcome is known.
  var onFinish: (ClientCall) -> Void = { _ in }
  /// The place of the call in the transport's table.
  var slot: Int?

  init(request: Request, kind: MethodDescriptor.Kind, messageBytesMax: Int, codec: MessageCodec) {
    self.request = request
    machine = ClientCallMachine(kind: kind, messageBytesMax: messageBytesMax, codec: codec)
    if let message = request.message {
      unsent = [message]
      hasRequestEnded = true
    }
  }

  var isFinished: Bool { machine.isFinished }

  /// Whether the call is on the wire.
  var isPlaced: Bool { placement != nil }

  // MARK: - The connection

  /// Sends the request.
  ///
  /// - Returns: `false` when the connection takes no further streams.
  func open(on connection: ClientConnection) -> Bool {
    var headers = request.headers
    if let deadline = request.deadline {
      let remaining = ContinuousClock.now.duration(to: deadline)
      headers.append("grpc-timeout", TimeoutHeader.format(remaining), isUnindexed: true)
    }
    guard let stream = connection.session.request(headers, endOfStream: false) else {
      return false
    }
    connection.add(self, stream)
    placement = (connection, stream)
    for frame in unsent { _ = connection.session.send(frame.readableBytesSpan, on: stream) }
    unsent = []
    if hasRequestEnded { connection.session.finish(stream) }
    connection.flushLater()
    wakeWriters()
    return true
  }

  func receive(_ headers: HTTP2Headers, endOfStream: Bool) {
    perform(machine.receive(headers, endOfStream: endOfStream))
  }

  func receive(_ bytes: ByteBuffer) {
    var credit = 0
    let action = machine.receive(bytes, credit: &credit)
    give(credit)
    perform(action)
  }

  func endResponse() { perform(machine.endResponse()) }

  /// The stream is over.
  func close(_ error: HTTP2ErrorCode) {
    placement = nil
    perform(machine.close(error))
  }

  /// Ends the call from this side.
  func fail(_ status: RPCStatus) { perform(machine.fail(status)) }

  private func perform(_ action: ClientCallMachine.Action) {
    switch action {
    case .nothing: break
    case .wakeReader: wakeReader()
    case .finish(let reset): finish(reset)
    }
  }

  private func finish(_ reset: HTTP2ErrorCode?) {
    if let (connection, stream) = placement {
      if let reset {
        connection.session.reset(stream, reset)
      } else if !hasRequestEnded {
        // The server has answered without waiting for the rest of the request.
        connection.session.reset(stream, .noError)
      }
      connection.flushLater()
    }
    placement = nil
    unsent = []
    wakeReader()
    wakeOnlyReader()
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume(throwing: ClientCall.ended) }
    onFinish(self)
  }

  private func give(_ credit: Int) {
    guard credit > 0, let (connection, stream) = placement else { return }
    connection.session.credit(stream, bytes: credit)
    connection.flushLater()
  }

  // MARK: - The caller

  func read(_ continuation: CheckedContinuation<InboundMessage?, any Error>) {
    precondition(reader == nil, "the responses of a call are read by one task at a time")
    reader = continuation
    wakeReader()
  }

  /// Reads the response of a call that has just one, when the call has finished.
  func readOnly(_ continuation: CheckedContinuation<InboundMessage, any Error>) {
    precondition(onlyReader == nil, "the response of a call is read once")
    onlyReader = continuation
    wakeOnlyReader()
  }

  /// Queues a message; the continuation goes on when there is room for another.
  func write(_ frame: ByteBuffer, _ continuation: CheckedContinuation<Void, any Error>) {
    guard !machine.isFinished, !hasRequestEnded else {
      continuation.resume(throwing: ClientCall.ended)
      return
    }
    guard let (connection, stream) = placement else {
      unsent.append(frame)
      writers.append(continuation)
      return
    }
    let waiting = connection.session.send(frame.readableBytesSpan, on: stream)
    connection.flushLater()
    if waiting > ClientCall.outboxBytesMax {
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

  /// No further messages follow.
  func endRequest() {
    guard !machine.isFinished, !hasRequestEnded else { return }
    hasRequestEnded = true
    guard let (connection, stream) = placement else { return }
    connection.session.finish(stream)
    connection.flushLater()
  }

  private func wakeOnlyReader() {
    guard machine.isFinished, let continuation = onlyReader else { return }
    onlyReader = nil
    continuation.resume(with: Result { try machine.onlyResponse() })
  }

  private func wakeReader() {
    guard let continuation = reader else { return }
    var credit = 0
    switch machine.read(credit: &credit) {
    case .wait: return
    case .message(let message): continuation.resume(returning: message)
    case .end(nil): continuation.resume(returning: nil)
    case .end(let status?): continuation.resume(throwing: status)
    }
    reader = nil
    give(credit)
  }

  /// For writers of a call that is over; its outcome is told by the read side.
  static let ended = RPCStatus(code: .cancelled, message: "The call is over.")
}
