internal import HTTP2
internal import NIOCore

/// One attempt to make a call: a stream, or the wait for one; lives on the client's event loop.
final class ClientAttempt: ClientStream {
  /// Counted from 0 in the order of their start.
  let number: Int
  /// Attempts that the service may have seen before this one.
  let previousAttempts: Int
  /// Kept by the channel until the attempt is over.
  private unowned let call: ClientCall
  private var machine: ClientAttemptMachine
  /// Where the attempt is under way; `nil` while it waits for a connection and after its end.
  private var placement: (connection: ClientConnection, stream: HTTP2StreamID)?

  init(_ call: ClientCall, number: Int, previousAttempts: Int, machine: ClientAttemptMachine) {
    self.call = call
    self.number = number
    self.previousAttempts = previousAttempts
    self.machine = machine
  }

  /// Whether the outcome is known, or nobody waits for it.
  var isFinished: Bool { machine.isFinished }

  /// Whether the request is on the wire.
  var isPlaced: Bool { placement != nil }

  var waitsForReady: Bool { call.waitsForReady }

  var initialMetadata: HTTP2Headers? { machine.initialMetadata }

  var trailingMetadata: HTTP2Headers? { machine.trailingMetadata }

  /// The outcome, once it is known; `nil` is success.
  var outcome: RPCStatus?? { machine.outcome }

  // MARK: - From the channel

  /// Sends the head of the request and what the caller has written so far.
  ///
  /// - Returns: `false` when the connection takes no further streams.
  func open(on connection: ClientConnection, _ head: CallHead) -> Bool {
    let headers = call.headers(head, previousAttempts: previousAttempts)
    guard let stream = connection.session.request(headers, endOfStream: false) else {
      return false
    }
    connection.add(self, stream)
    placement = (connection, stream)
    call.opened(self)
    connection.flushLater()
    return true
  }

  /// There is no connection for the attempt.
  func fail(_ status: RPCStatus) { perform(machine.fail(status)) }

  // MARK: - From the connection

  func receive(_ headers: HTTP2Headers, endOfStream: Bool) {
    perform(machine.receive(headers, endOfStream: endOfStream))
  }

  func receive(_ bytes: ByteBuffer) {
    var credit = 0
    let responseCount = machine.responseCount
    // Without the attempt the call may be gone already.
    var arrived: [MessageSize]? = !isFinished && call.isObserved ? [] : nil
    let action = machine.receive(bytes, credit: &credit, arrived: &arrived)
    for message in arrived ?? [] { call.received(message, by: self) }
    if machine.responseCount > responseCount {
      placement?.connection.shown?.messagesReceived(machine.responseCount - responseCount)
    }
    give(credit)
    perform(action)
  }

  func keepWaitingBytes() { machine.keepWaitingBytes() }

  func lose(_ status: RPCStatus) {
    if let (connection, stream) = placement, !connection.session.hasSentHead(of: stream) {
      perform(machine.failUnsent(status))
    } else {
      fail(status)
    }
  }

  func endResponse() { perform(machine.endResponse()) }

  /// The stream is over.
  func close(_ error: HTTP2ErrorCode) {
    placement = nil
    // The call is there while the attempt is not over.
    let isPastDeadline = error == .cancel && !isFinished && call.isPastDeadline
    perform(machine.close(error, isPastDeadline: isPastDeadline))
  }

  func wakeWriters() {
    if !isFinished { call.wakeWriters() }
  }

  // MARK: - From the call

  /// Queues a message with its prefix.
  ///
  /// - Returns: The bytes that wait to be sent on the stream.
  func send(_ frame: ByteBuffer) -> Int {
    guard let (connection, stream) = placement else { return 0 }
    defer { connection.flushLater() }
    connection.shown?.messageSent()
    return connection.session.send(frame.readableBytesSpan, on: stream)
  }

  /// No further messages follow.
  func endRequest() {
    guard let (connection, stream) = placement else { return }
    connection.session.finish(stream)
    connection.flushLater()
  }

  func read(credit: inout Int) -> ClientAttemptMachine.Reading { machine.read(credit: &credit) }

  func onlyResponse() throws(RPCStatus) -> InboundMessage { try machine.onlyResponse() }

  /// Lets the server send this many more bytes.
  func give(_ credit: Int) {
    guard credit > 0, let (connection, stream) = placement else { return }
    connection.session.credit(stream, bytes: credit)
    connection.flushLater()
  }

  /// Ends the attempt without telling the call.
  func cancel(_ status: RPCStatus) {
    guard case .finish(_, let reset) = machine.fail(status) else { return }
    leave(reset)
  }

  // MARK: - The end

  private func perform(_ action: ClientAttemptMachine.Action) {
    switch action {
    case .nothing: break
    case .commit: call.responseStarted(self, from: placement?.connection.peerAddress)
    case .wakeReader: call.responsesArrived(self)
    case .finish(let outcome, let reset):
      leave(reset)
      call.attemptEnded(self, outcome)
    }
  }

  private func leave(_ reset: HTTP2ErrorCode?) {
    guard let (connection, stream) = placement else { return }
    placement = nil
    if let reset {
      connection.session.reset(stream, reset)
    } else if !call.hasRequestEnded {
      // The server has answered without waiting for the rest of the request.
      connection.session.reset(stream, .noError)
    }
    connection.flushLater()
  }
}
