internal import Compression
internal import HTTP2
internal import NIOCore

/// One call of a client, over all attempts to make it; lives on the client's event loop.
final class ClientCall {
  /// Bytes that may wait to be sent on a call before its writers wait.
  static let outboxBytesMax = 64 * 1024

  let method: MethodDescriptor
  private let metadata: RPCMetadata
  private let compression: CompressionAlgorithm?
  private let report: CallReport?
  private let waitsForReadyByRequest: Bool?
  /// The only request, with its prefix, if the method takes one, until the call begins.
  private var onlyRequest: ByteBuffer?
  /// While the call runs.
  private var channel: ClientChannel?
  private var deadline: MonotonicInstant?
  private(set) var waitsForReady: Bool
  private var requestBytesMax = Int.max
  private var responseBytesMax: Int
  /// Which further attempts may be made, unless the call is hedged.
  private var retries = RetryState(policy: nil)
  private var hedging: HedgingState?
  /// Those that run; one, unless the call is hedged.
  private var attempts = Few<ClientAttempt>()
  private var attemptCount = 0
  /// When the next attempt begins that is no hedge.
  private var retryAt: (time: MonotonicInstant, number: Int)?
  /// The attempt whose response is that of the call.
  private var committed: ClientAttempt?
  /// Why the call has failed without such an attempt.
  private var failure: RPCStatus?
  private var buffer = RetryBuffer()
  private(set) var hasRequestEnded = false
  /// The outcome is known, or nobody waits for it.
  private(set) var isFinished = false
  /// The hedge that has failed last.
  private var lastFailed: ClientAttempt?
  private var reader: Waiter<InboundMessage?>?
  private var onlyReader: Waiter<InboundMessage>?
  private var writers: [CheckedContinuation<Void, any Error>] = []
  private var observers: [any ClientCallObserver]
  /// The place of the call in the channel's table.
  var slot: Int?

  /// Makes a call that is not under way.
  ///
  /// A method that takes one request gets it here, with its prefix. The metadata takes the place of
  /// that of the options.
  init(
    _ method: MethodDescriptor, _ onlyRequest: ByteBuffer?, metadata: RPCMetadata,
    options: CallOptions, responseBytesMax: Int, observers: [any ClientCallObserver]
  ) {
    self.method = method
    self.metadata = metadata
    self.onlyRequest = onlyRequest
    self.responseBytesMax = responseBytesMax
    self.observers = observers
    compression = options.compression
    report = options.report
    waitsForReadyByRequest = options.waitForReady
    waitsForReady = options.waitForReady ?? false
    deadline = MonotonicInstant.deadline(timeout: options.timeout, now: .now)
  }

  /// When ``wakeUp(now:)`` is due; `nil` for no time.
  var wakeUpAt: MonotonicInstant? {
    var next = deadline
    if let retryAt { next = next.map { min($0, retryAt.time) } ?? retryAt.time }
    if let time = hedging?.wakeUpAt {
      next = next.map { min($0, time) } ?? time
    }
    return next
  }

  var isPastDeadline: Bool { deadline.map { $0 <= .now } ?? false }

  // MARK: - Attempts

  /// The call now belongs to `channel`.
  func enter(_ channel: ClientChannel) { self.channel = channel }

  /// Begins, with what the service config says about the method.
  func begin(_ config: MethodConfig?, now: MonotonicInstant) {
    guard !isFinished else { return }
    if let config { adopt(config, now: now) }
    if let deadline, deadline <= now { return fail(StatusMapping.deadlineExceeded) }
    if let message = onlyRequest.take() {
      guard accept(message) != nil else { return }
      hasRequestEnded = true
    }
    if let actions = hedging?.start(now: now, throttle: channel?.throttle) {
      perform(actions)
    } else {
      startAttempt(attemptCount, previousAttempts: 0)
    }
  }

  private func adopt(_ config: MethodConfig, now: MonotonicInstant) {
    if let timeout = config.timeout {
      deadline = deadline.map { min($0, now + timeout) } ?? now + timeout
    }
    waitsForReady = waitsForReadyByRequest ?? config.waitForReady ?? false
    requestBytesMax = config.maxRequestMessageBytes ?? .max
    responseBytesMax = min(responseBytesMax, config.maxResponseMessageBytes ?? .max)
    switch config.attempts {
    case .one: break
    case .retries(let policy): retries = RetryState(policy: policy)
    case .hedges(let policy): hedging = HedgingState(policy: policy)
    }
  }

  private func startAttempt(_ number: Int, previousAttempts: Int) {
    guard let channel, !isFinished else { return }
    attemptCount = max(attemptCount, number + 1)
    report?.attemptStarted()
    for observer in observers { observer.attemptStarted(attemptCount) }
    let attempt = ClientAttempt(
      self, number: number, previousAttempts: previousAttempts,
      machine: ClientAttemptMachine(
        kind: method.kind, messageBytesMax: responseBytesMax,
        codec: channel.executor.codec))
    attempts.append(attempt)
    channel.place(attempt)
  }

  /// The header list of an attempt.
  func headers(_ head: CallHead, previousAttempts: Int) -> HTTP2Headers {
    var headers = head.headers(method, metadata, compression)
    if let deadline {
      let remaining = MonotonicInstant.now.duration(to: deadline)
      headers.append("grpc-timeout", TimeoutHeader.format(remaining), isUnindexed: true)
    }
    if previousAttempts > 0 {
      headers.append("grpc-previous-rpc-attempts", String(previousAttempts))
    }
    return headers
  }

  /// An attempt has a stream.
  func opened(_ attempt: ClientAttempt) {
    for frame in buffer.frames { _ = attempt.send(frame) }
    if hasRequestEnded { attempt.endRequest() }
    if buffer.byteCount > RetryBuffer.bytesMax { commit(to: attempt) }
    wakeWriters()
  }

  /// The server has begun to answer an attempt.
  func responseStarted(_ attempt: ClientAttempt, from peerAddress: String?) {
    guard !isFinished else { return }
    commit(to: attempt)
    if let report = report, let headers = attempt.initialMetadata {
      report.received(initialMetadata: headers, from: peerAddress)
    }
  }

  /// Whether anybody wants to know of messages.
  var isObserved: Bool { !observers.isEmpty }

  /// A response has arrived; the caller may read it later, or never.
  func received(_ response: MessageSize, by attempt: ClientAttempt) {
    guard attempt === committed else { return }
    for observer in observers { observer.received(response) }
  }

  func responsesArrived(_ attempt: ClientAttempt) {
    if attempt === committed { wakeReader() }
  }

  /// An attempt is over.
  func attemptEnded(_ attempt: ClientAttempt, _ outcome: AttemptOutcome) {
    guard !isFinished, let channel else { return }
    guard hedging == nil else { return hedgeEnded(attempt, outcome, channel) }
    var generator = SystemRandomNumberGenerator()
    switch retries.decide(after: outcome, throttle: &channel.throttle, using: &generator) {
    case .giveUp:
      committed = attempt
      end()
    case .retry(let pause):
      attempts.removeAll { $0 === attempt }
      if pause == .zero {
        startAttempt(attemptCount, previousAttempts: retries.previousAttempts)
      } else {
        retryAt = (.now + pause, retries.previousAttempts)
        channel.wakeUpCalls(at: wakeUpAt)
      }
    }
  }

  private func hedgeEnded(
    _ attempt: ClientAttempt, _ outcome: AttemptOutcome, _ channel: ClientChannel
  ) {
    let actions = hedging?.end(
      attempt.number, with: outcome, now: .now, throttle: &channel.throttle)
    attempts.removeAll { $0 === attempt && $0 !== committed }
    lastFailed = attempt
    perform(actions ?? [])
    if attempt === committed { end() }
  }

  /// There will be no other attempt.
  private func commit(to attempt: ClientAttempt) {
    guard committed == nil else { return }
    if let actions = hedging?.receiveHeaders(of: attempt.number) {
      perform(actions)
    } else {
      retries.commit()
    }
    committed = attempt
    buffer.commit()
  }

  private func perform(_ actions: [HedgingState.Action]) {
    for action in actions where !isFinished {
      switch action {
      case .start(let number, let previous), .restart(let number, let previous):
        startAttempt(number, previousAttempts: previous)
      case .cancel(let number):
        for attempt in attempts where attempt.number == number {
          attempt.cancel(StatusMapping.cancelled)
        }
        attempts.removeAll { $0.number == number }
      case .commit(let number):
        committed = attempts.first { $0.number == number } ?? lastFailed
        buffer.commit()
        if committed?.isFinished == true { end() }
      }
    }
    if !isFinished { channel?.wakeUpCalls(at: wakeUpAt) }
  }

  /// Something that was due later may be due now.
  func wakeUp(now: MonotonicInstant) {
    if let deadline, deadline <= now { return fail(StatusMapping.deadlineExceeded) }
    if let retryAt, retryAt.time <= now {
      self.retryAt = nil
      startAttempt(attemptCount, previousAttempts: retryAt.number)
    }
    if let actions = hedging?.wakeUp(now: now, throttle: channel?.throttle) { perform(actions) }
  }

  /// Ends the call from this side.
  func fail(_ status: RPCStatus) {
    guard !isFinished else { return }
    if let committed {
      committed.cancel(status)
    } else {
      failure = status
      for attempt in attempts { attempt.cancel(status) }
    }
    end()
  }

  private func end() {
    guard !isFinished else { return }
    isFinished = true
    attempts.removeAll()
    lastFailed = nil
    retryAt = nil
    buffer.commit()
    if let report = report, let headers = committed?.trailingMetadata {
      report.received(trailingMetadata: headers)
    }
    wakeReader()
    wakeOnlyReader()
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume(throwing: ClientCall.ended) }
    let code = failure?.code ?? (committed?.outcome ?? nil)?.code ?? .ok
    for observer in observers { observer.finished(code) }
    observers = []
    channel?.ended(self, code)
    channel = nil
  }

  // MARK: - The caller

  func read(_ waiter: consuming Waiter<InboundMessage?>) {
    precondition(reader == nil, "the responses of a call are read by one task at a time")
    reader = consume waiter
    wakeReader()
  }

  /// Reads the response of a call that has just one, when the call has finished.
  func readOnly(_ waiter: consuming Waiter<InboundMessage>) {
    precondition(onlyReader == nil, "the response of a call is read once")
    onlyReader = consume waiter
    wakeOnlyReader()
  }

  /// Queues a message; the continuation goes on when there is room for another.
  func write(
    _ frame: ByteBuffer, isCompressed: Bool, _ continuation: CheckedContinuation<Void, any Error>
  ) {
    guard !isFinished, !hasRequestEnded,
      let wire = accept(frame, isCompressed: isCompressed)
    else {
      continuation.resume(throwing: ClientCall.ended)
      return
    }
    var waitingBytes = Int.max
    for attempt in attempts where attempt.isPlaced {
      waitingBytes = min(waitingBytes, attempt.send(wire))
    }
    if waitingBytes <= ClientCall.outboxBytesMax {
      continuation.resume()
    } else {
      writers.append(continuation)
    }
    if buffer.byteCount > RetryBuffer.bytesMax, let attempt = attempts.first(where: \.isPlaced) {
      commit(to: attempt)
    }
  }

  /// Checks a message, compresses it and keeps it for attempts to come.
  ///
  /// - Returns: The frame for the wire; `nil` when the call has failed because of it.
  private func accept(_ frame: ByteBuffer, isCompressed: Bool = true) -> ByteBuffer? {
    guard frame.readableBytes - MessageFrame.prefixBytes <= requestBytesMax else {
      fail(
        RPCStatus(
          code: .resourceExhausted,
          message: "The request is larger than the \(requestBytesMax) bytes allowed."))
      return nil
    }
    var wire = frame
    if isCompressed, let compression, let channel {
      wire = channel.executor.codec.compress(frame, compression)
    }
    for observer in observers { observer.sent(MessageSize(frame: frame, wire: wire)) }
    _ = buffer.append(wire)
    return wire
  }

  func wakeWriters() {
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume() }
  }

  /// No further messages follow.
  func endRequest() {
    guard !isFinished, !hasRequestEnded else { return }
    hasRequestEnded = true
    for attempt in attempts { attempt.endRequest() }
  }

  private func wakeOnlyReader() {
    guard isFinished, let waiter = onlyReader.take() else { return }
    switch Result(catching: onlyResponse) {
    case .success(let message): waiter.resume(returning: message)
    case .failure(let status): waiter.resume(throwing: status)
    }
  }

  private func onlyResponse() throws(RPCStatus) -> InboundMessage {
    guard let committed else { throw failure ?? StatusMapping.cancelled }
    let message = try committed.onlyResponse()
    report?.received(isResponseCompressed: message.isCompressed)
    return message
  }

  private func wakeReader() {
    guard reader != nil else { return }
    guard let committed else {
      if isFinished { reader.take()?.resume(throwing: failure ?? StatusMapping.cancelled) }
      return
    }
    var credit = 0
    switch committed.read(credit: &credit) {
    case .wait: return
    case .message(let message):
      report?.received(isResponseCompressed: message.isCompressed)
      reader.take()?.resume(returning: message)
    case .end(nil): reader.take()?.resume(returning: nil)
    case .end(let status?): reader.take()?.resume(throwing: status)
    }
    committed.give(credit)
  }

  /// For writers of a call that is over; its outcome is told by the read side.
  static let ended = RPCStatus(code: .cancelled, message: "The call is over.")
}
