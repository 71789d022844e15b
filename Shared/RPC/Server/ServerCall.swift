internal import Compression
internal import HTTP2
internal import Kernel
internal import Logging
internal import NIOCore

/// One call on a connection; lives on the connection's event loop.
final class ServerCall {
  let route: Route
  let stream: HTTP2StreamID
  let started: MonotonicInstant
  let deadline: MonotonicInstant
  let metadata: RPCMetadata
  /// The connection lets go of its calls when it closes.
  let connection: ServerConnection
  private var machine: ServerCallMachine
  private var task: Task<Void, Never>?
  private var reader: Waiter<InboundMessage?>?
  private var readTurns = ReadTurns()
  var writers: [CheckedContinuation<Void, any Error>] = []
  private let acceptedEncodings: AcceptedEncodings
  /// `nil` as long as the handler has set nothing.
  private(set) var response: ServerCallResponse?
  private var observers: [any ServerCallObserver] = []
  private var heldByteCount = 0
  /// The connection has it among the calls of what is being read.
  var isBeingRead = false
  /// The outcome, once it is known.
  private(set) var code: RPCCode?
  /// Since when the peer has not taken what waits for it, and how much that is.
  private var stall: (since: MonotonicInstant, waitingBytes: Int)?

  init(
    stream: HTTP2StreamID, head: RequestHead, metadata: RPCMetadata, now: MonotonicInstant,
    connection: ServerConnection
  ) {
    route = head.route
    self.stream = stream
    self.metadata = metadata
    self.connection = connection
    acceptedEncodings = head.acceptedEncodings
    started = now
    deadline = started + min(head.timeout ?? route.deadlineMax, route.deadlineMax)
    machine = ServerCallMachine(
      kind: route.kind,
      messageBytesMax: connection.server.configuration.messageBytesMax,
      encoding: head.encoding, codec: connection.codec)
  }

  var isFinished: Bool { machine.isFinished }

  // MARK: - From the caller

  func begin() {
    for interceptor in connection.server.interceptors {
      if let observer = interceptor.observe(route.method.descriptor, metadata) {
        observers.append(observer)
      }
    }
    connection.deadlines.include(deadline, now: started)
    perform(machine.begin())
  }

  func receive(_ bytes: ByteBuffer) {
    var credit = 0
    let requestCount = machine.requestCount
    var arrived: [MessageSize]? = observers.isEmpty ? nil : []
    let action = machine.receive(bytes, credit: &credit, arrived: &arrived)
    for message in arrived ?? [] {
      for observer in observers { observer.received(message) }
    }
    if machine.requestCount > requestCount {
      connection.shown?.messagesReceived(machine.requestCount - requestCount)
    }
    connection.session.credit(stream, bytes: credit)
    perform(action)
    accountForHeldBytes()
  }

  func endRequest() {
    perform(machine.endRequest())
    accountForHeldBytes()
  }

  /// What waits is to stay without the buffer in which it has arrived.
  func keepWaitingBytes() { machine.keepWaitingBytes() }

  /// All that has come together with the head of the call has been seen.
  func settle() { perform(machine.settle()) }

  /// The stream is over, before or after the answer.
  func close() {
    defer { accountForHeldBytes() }
    guard machine.finish() != .nothing else { return cancelWriters() }
    stop(.cancelled)
  }

  func expire() { fail(StatusMapping.deadlineExceeded) }

  /// Answers with a failure and stops the handler; drops what waits to be sent.
  func fail(_ status: RPCStatus) {
    guard !machine.isFinished else { return }
    if connection.session.waitingBytes(on: stream) > 0 {
      _ = machine.finish()
      connection.session.reset(stream, StatusMapping.reset(for: status.code))
      connection.flushLater()
      finished(status.code)
    } else {
      end(status)
    }
    stop(status.code)
    accountForHeldBytes()
  }

  /// Ends the call when its handler has ended and the peer has long not taken what was sent.
  ///
  /// - Returns: Whether the call has to be looked at again.
  func checkStall(now: MonotonicInstant, timeout: Duration) -> Bool {
    let waiting = connection.session.waitingBytes(on: stream)
    guard waiting > 0, machine.isFinished else {
      stall = nil
      return waiting > 0
    }
    guard let stall, stall.waitingBytes == waiting else {
      stall = (now, waiting)
      return true
    }
    guard stall.since + timeout <= now else { return true }
    connection.session.reset(stream, .cancel)
    connection.flushLater()
    return false
  }

  private func perform(_ action: ServerCallMachine.Action) {
    switch action {
    case .nothing: break
    case .start: startHandler()
    case .wakeReader: wakeReader()
    case .fail(let status): fail(status)
    }
  }

  /// Counts what the call keeps in memory against the connection's limit.
  private func accountForHeldBytes() {
    let held = machine.isFinished ? 0 : machine.heldByteCount
    guard held != heldByteCount else { return }
    let isWithinLimit = connection.hold(bytes: held - heldByteCount)
    heldByteCount = held
    if !isWithinLimit { fail(ServerCall.tooMuchHeld) }
  }

  // MARK: - From the handler

  /// The caller has been verified.
  func admit() {
    var credit = 0
    machine.admit(credit: &credit)
    give(credit)
  }

  /// The next request if it is here, else `wait`.
  func read() -> ServerCallMachine.Reading {
    var credit = 0
    let reading = machine.read(credit: &credit)
    give(credit)
    accountForHeldBytes()
    return reading
  }

  /// Reads the next request for a waiter; reads are counted from 1.
  func read(_ waiter: consuming Waiter<InboundMessage?>, number: Int) {
    precondition(reader == nil, "the requests of a call are read by one task at a time")
    reader = consume waiter
    if readTurns.begin(number) { cancelReader() } else { wakeReader() }
  }

  /// The task that reads was cancelled; the read may be over, or about to begin.
  func cancelRead(number: Int) {
    if readTurns.cancel(number) { cancelReader() }
  }

  private func cancelReader() { reader.take()?.resume(throwing: CancellationError()) }

  func updateResponse(_ body: (inout ServerCallResponse) -> Void) {
    var updated = response ?? ServerCallResponse()
    body(&updated)
    response = updated
  }

  /// Sends the header list of the answer, unless it has been sent.
  func sendInitialMetadata() {
    guard machine.write() == true else { return }
    connection.session.respond(
      to: stream, response?.head(acceptedEncodings: acceptedEncodings) ?? ResponseHead.start,
      endOfStream: false)
    connection.flushLater()
  }

  /// A closed stream takes everything and never fills: its writers would not wait.
  var isWritable: Bool { !machine.isFinished && connection.session.isOpen(stream) }

  /// A message has been queued, and so many bytes wait now.
  ///
  /// - Returns: Whether the writer has to wait.
  func queued(_ message: MessageSize, waitingBytes: Int) -> Bool {
    for observer in observers { observer.sent(message) }
    connection.shown?.messageSent()
    connection.flushLater()
    return waitingBytes > ServerCall.outboxBytesMax
  }

  /// Queues a message with its prefix.
  ///
  /// - Returns: Whether the writer has to wait; `nil` when the call is over.
  func write(_ frame: ByteBuffer, isCompressed: Bool) -> Bool? {
    guard isWritable else { return nil }
    let byteCount = frame.readableBytes - MessageFrame.prefixBytes
    guard byteCount <= connection.server.configuration.responseBytesMax else {
      fail(ServerCall.responseTooLarge)
      return nil
    }
    sendInitialMetadata()
    defer { connection.executor.giveBack(frameBuffer: frame) }
    if isCompressed, let encoding = response?.encoding(acceptedEncodings: acceptedEncodings) {
      let wire = connection.codec.compress(frame, encoding)
      return queued(MessageSize(frame: frame, wire: wire), waitingBytes: send(wire))
    }
    return queued(
      MessageSize(byteCount: byteCount, wireByteCount: byteCount, isCompressed: false),
      waitingBytes: send(frame))
  }

  private func send(_ frame: ByteBuffer) -> Int {
    connection.session.send(frame.readableBytesSpan, on: stream)
  }

  func takeFrameBuffer() -> ByteBuffer { connection.executor.takeFrameBuffer() }

  /// The handler has returned or thrown.
  func handlerEnded(_ result: Result<ByteBuffer?, any Error>) {
    task = nil
    switch result {
    case .success(let response):
      if let response, write(response, isCompressed: true) == nil { break }
      end(nil)
    case .failure(let error): end(status(ofHandlerError: error))
    }
    // A task that the handler has left behind may wait for a request.
    cancelReader()
    accountForHeldBytes()
    connection.handlerEnded()
  }

  private func wakeReader() {
    guard reader != nil else { return }
    switch read() {
    case .wait: break
    case .message(let message): reader.take()?.resume(returning: message)
    case .end: reader.take()?.resume(returning: nil)
    case .cancelled: cancelReader()
    }
  }

  private func give(_ credit: Int) {
    guard credit > 0 else { return }
    connection.session.credit(stream, bytes: credit)
    connection.flushLater()
  }

  private func status(ofHandlerError error: any Error) -> RPCStatus {
    let isPastDeadline = MonotonicInstant.now >= deadline
    let status = StatusMapping.status(ofHandlerError: error, isPastDeadline: isPastDeadline)
    if let status, status.code != .internalError { return status }
    if !machine.isFinished {
      var metadata: Logger.Metadata = ["error.type": "\(type(of: error))"]
      let details = (error as? any RPCStatusConvertible)?.logMetadata ?? [:]
      for (key, value) in details { metadata[key] = "\(value)" }
      route.logger.error("rpc handler failed", metadata: metadata)
      route.logger.debug(
        "rpc handler failure in full", metadata: ["error": "\(String(reflecting: error))"])
    }
    return status ?? StatusMapping.failure
  }

  // MARK: - The end

  /// Sends the outcome, unless it has been sent; `nil` is success.
  private func end(_ status: RPCStatus?) {
    let ending = machine.finish()
    let domain = connection.server.configuration.errorDomain
    switch ending {
    case .nothing: return
    case .trailersOnly:
      // A method that answers with a stream may send no message at all.
      connection.session.respond(
        to: stream,
        response?.trailersOnly(status, errorDomain: domain)
          ?? ResponseHead.trailersOnly(status, errorDomain: domain),
        endOfStream: true)
    case .trailers:
      connection.session.finish(
        stream,
        trailers: response?.trailers(status, errorDomain: domain)
          ?? ResponseHead.trailers(status, errorDomain: domain))
    }
    connection.flushLater()
    connection.watchStalls(of: stream)
    finished(status?.code ?? .ok)
  }

  /// Stops the handler of a call that is over.
  private func stop(_ code: RPCCode) {
    precondition(machine.isFinished, "only calls that are over are stopped")
    if code == .cancelled { finished(code) }
    cancelReader()
    cancelWriters()
    task?.cancel()
    task = nil
  }

  /// Tells observers and the log of the outcome.
  private func finished(_ code: RPCCode) {
    self.code = code
    for observer in observers { observer.finished(code) }
    observers = []
    guard route.logger.logLevel <= .info else { return }
    let milliseconds = started.duration(to: .now) / .milliseconds(1)
    route.logger.info(
      "rpc finished",
      metadata: [
        "rpc.code": "\(code)", "duration.ms": "\((milliseconds * 1000).rounded() / 1000)",
      ])
  }

  private static let tooMuchHeld = RPCStatus(
    code: .resourceExhausted,
    message: "The calls of the connection hold more request bytes than allowed.",
    reason: "CONNECTION_BUFFER_FULL")

  static let responseTooLarge = RPCStatus(
    code: .resourceExhausted, message: "The response is larger than allowed.",
    reason: "RESPONSE_TOO_LARGE")

  // MARK: - The handler's task

  private func startHandler() {
    // The caller may have cancelled in the same read; then the stream's end is the next event.
    guard connection.session.isOpen(stream) else { return }
    let context = CallContext(self)
    connection.handlerStarted()
    // The task takes the deadline along, for the calls that it makes.
    let task = CallDeadline.current.withValue(deadline.callDeadline) {
      Task.immediate(executorPreference: connection.executor) { await context.runHandler() }
    }
    if !machine.isFinished { self.task = task }
  }
}
