internal import HTTP2
internal import Kernel
internal import Logging
internal import NIOCore

/// One call on a connection; lives on the connection's event loop.
final class ServerCall {
  /// Bytes that may wait to be sent on a call before its writers wait.
  static let outboxBytesMax = 64 * 1024

  let route: Route
  let stream: HTTP2StreamID
  let started: ContinuousClock.Instant
  let deadline: ContinuousClock.Instant
  /// The connection lets go of its calls when it closes.
  private let connection: ServerConnection
  private var machine: ServerCallMachine
  private var task: Task<Void, Never>?
  private var reader: CheckedContinuation<ByteBuffer?, any Error>?
  private var writers: [CheckedContinuation<Void, any Error>] = []
  private let metadata: RPCMetadata

  init(
    route: Route, stream: HTTP2StreamID, metadata: RPCMetadata, timeout: Duration?,
    connection: ServerConnection
  ) {
    self.route = route
    self.stream = stream
    self.metadata = metadata
    self.connection = connection
    started = .now
    deadline = started + min(timeout ?? .seconds(Int64.max), route.method.policy.deadlineMax)
    machine = ServerCallMachine(
      kind: route.method.descriptor.kind, messageBytesMax: connection.server.messageBytesMax)
  }

  var isFinished: Bool { machine.isFinished }

  // MARK: - From the caller

  func begin() {
    connection.deadlines.include(deadline, now: started)
    perform(machine.begin())
  }

  func receive(_ bytes: ByteBuffer) {
    var credit = 0
    let action = machine.receive(bytes, credit: &credit)
    connection.session.credit(stream, bytes: credit)
    perform(action)
  }

  func endRequest() { perform(machine.endRequest()) }

  /// The stream is over, before or after the answer.
  func close() {
    guard machine.finish() != .nothing else { return }
    stop(.cancelled)
  }

  func expire() { fail(StatusMapping.deadlineExceeded) }

  /// Answers with a failure and stops the handler.
  func fail(_ status: RPCStatus) {
    end(status)
    stop(status.code)
  }

  private func perform(_ action: ServerCallMachine.Action) {
    switch action {
    case .nothing: break
    case .start(let request): startHandler(request)
    case .wakeReader: wakeReader()
    case .fail(let status): fail(status)
    }
  }

  // MARK: - From the handler

  /// The next request if it is here, else `wait`.
  func read() -> ServerCallMachine.Reading {
    var credit = 0
    let reading = machine.read(credit: &credit)
    if credit > 0 {
      connection.session.credit(stream, bytes: credit)
      connection.flushLater()
    }
    return reading
  }

  func read(_ continuation: CheckedContinuation<ByteBuffer?, any Error>) {
    precondition(reader == nil, "the requests of a call are read by one task at a time")
    reader = continuation
    wakeReader()
  }

  func cancelRead() {
    reader?.resume(throwing: CancellationError())
    reader = nil
  }

  /// Queues a message.
  ///
  /// - Returns: Whether the writer has to wait; `nil` when the call is over.
  func write(_ frame: ByteBuffer) -> Bool? {
    guard let isFirst = machine.write() else { return nil }
    if isFirst {
      connection.session.respond(to: stream, ResponseHead.start, endOfStream: false)
    }
    let waiting = connection.session.send(frame.readableBytesSpan, on: stream)
    connection.flushLater()
    return waiting > ServerCall.outboxBytesMax
  }

  func waitToWrite(_ continuation: CheckedContinuation<Void, any Error>) {
    if machine.isFinished {
      continuation.resume(throwing: CancellationError())
    } else {
      writers.append(continuation)
    }
  }

  func wakeWriters() {
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume() }
  }

  /// The handler has returned or thrown.
  func handlerEnded(_ result: Result<ByteBuffer?, any Error>) {
    task = nil
    switch result {
    case .success(let response):
      if let response, write(response) == nil { break }
      end(nil)
    case .failure(let error): end(status(ofHandlerError: error))
    }
    connection.handlerEnded()
  }

  private func wakeReader() {
    guard let continuation = reader else { return }
    switch read() {
    case .wait: return
    case .message(let message): continuation.resume(returning: message)
    case .end: continuation.resume(returning: nil)
    case .cancelled: continuation.resume(throwing: CancellationError())
    }
    reader = nil
  }

  private func status(ofHandlerError error: any Error) -> RPCStatus {
    let isPastDeadline = ContinuousClock.now >= deadline
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
    let domain = connection.server.errorDomain
    switch ending {
    case .nothing: return
    case .trailersOnly:
      // A method that answers with a stream may send no message at all.
      connection.session.respond(
        to: stream, ResponseHead.trailersOnly(status, errorDomain: domain), endOfStream: true)
    case .trailers:
      connection.session.finish(
        stream, trailers: ResponseHead.trailers(status, errorDomain: domain))
    }
    connection.flushLater()
    logEnd(status?.code ?? .ok)
  }

  /// Stops the handler of a call that is over.
  private func stop(_ code: RPCCode) {
    precondition(machine.isFinished, "only calls that are over are stopped")
    if code == .cancelled { logEnd(code) }
    cancelRead()
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume(throwing: CancellationError()) }
    task?.cancel()
    task = nil
  }

  private func logEnd(_ code: RPCCode) {
    guard route.logger.logLevel <= .info else { return }
    let milliseconds = started.duration(to: .now) / .milliseconds(1)
    route.logger.info(
      "rpc finished",
      metadata: [
        "rpc.code": "\(code)", "duration.ms": "\((milliseconds * 1000).rounded() / 1000)",
      ])
  }

  // MARK: - The handler's task

  private func startHandler(_ request: ByteBuffer?) {
    let handle = ServerCallHandle(self, eventLoop: connection.executor.eventLoop)
    let run = HandlerRun(
      route: route, metadata: metadata, deadline: deadline, peer: connection.peer,
      authorizer: connection.server.authorizer, handle: handle, request: request)
    connection.handlerStarted()
    let task = Task.immediate(executorPreference: connection.executor) { await run() }
    if !machine.isFinished { self.task = task }
  }
}

/// What the task of a handler does.
private struct HandlerRun: Sendable {
  let route: Route
  let metadata: RPCMetadata
  let deadline: ContinuousClock.Instant
  let peer: String
  let authorizer: Authorizer
  let handle: ServerCallHandle
  let request: ByteBuffer?

  func callAsFunction() async {
    let result: Result<ByteBuffer?, any Error>
    do {
      result = .success(
        try await CallDeadline.current.withValue(deadline) { try await respond() })
    } catch {
      result = .failure(error)
    }
    handle.handlerEnded(result)
  }

  /// - Returns: The only response with its prefix, if the method has just one.
  private func respond() async throws -> ByteBuffer? {
    let method = route.method
    var caller: Caller?
    if method.policy.access != .anybody {
      caller = try await authorizer(metadata, method.descriptor, method.policy)
    }
    let context = CallContext(
      method: method.descriptor, policy: method.policy, metadata: metadata, deadline: deadline,
      peer: peer, logger: route.logger, caller: caller)
    switch method.handler {
    case .unary(let handler): return try await handler(request ?? ByteBuffer(), context)
    case .clientStreaming(let handler): return try await handler(handle, context)
    case .serverStreaming(let handler):
      try await handler(request ?? ByteBuffer(), handle, context)
    case .bidirectionalStreaming(let handler): try await handler(handle, handle, context)
    }
    return nil
  }
}
