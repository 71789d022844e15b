internal import HTTP2
internal import Logging
internal import NIOCore

/// What the connections of a server have in common.
struct ServerContext: Sendable {
  let routes: RouteTable
  let authorizer: Authorizer
  let logger: Logger
  let errorDomain: String
  let messageBytesMax: Int
  let http2: HTTP2Configuration
  let handshakeTimeout: Duration
  let idleTimeout: Duration
}

/// One connection of a server: feeds the HTTP/2 session from the socket, hands its events to the
/// calls, and writes what it produces once per read or per tick.
final class ServerConnection: ChannelInboundHandler, LoopFlushing {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Bytes that go to the socket in one write.
  private static let writeBytesMax = 256 * 1024
  /// How long the peer may take to confirm that it knows of the shutdown.
  private static let shutdownNoticeMax = TimeAmount.seconds(1)
  /// How long the peer may take to close after we have.
  private static let closeMax = TimeAmount.seconds(1)

  let server: ServerContext
  let executor: LoopExecutor
  let session: HTTP2ServerSession
  private(set) var peer = ""
  private(set) lazy var deadlines = DeadlineTimer(executor.eventLoop)
  private let onEnd: @Sendable () -> Void

  private enum State {
    case open
    case drainAnnounced
    case draining
    case closing
    case closed
  }

  private enum Timer {
    case handshake
    case idle
    case shutdownNotice
    case close
  }

  private var state = State.open
  private var timers: [Timer: Scheduled<Void>] = [:]
  private var context: ChannelHandlerContext?
  private var calls = SlotTable<ServerCall>()
  private var handlerCount = 0
  private var events: [HTTP2Event] = []
  private var output = ByteBuffer()
  private var isReading = false
  private var isFlushScheduled = false
  private var hasReceivedSettings = false
  private var lastCallEnd = ContinuousClock.now

  /// Reports with `onEnd`, once, that the socket is closed and all handlers have ended.
  init(server: ServerContext, executor: LoopExecutor, onEnd: @escaping @Sendable () -> Void) {
    self.server = server
    self.executor = executor
    self.onEnd = onEnd
    session = HTTP2ServerSession(configuration: server.http2)
  }

  // MARK: - The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    peer = context.channel.remoteAddress.map(ServerConnection.describe) ?? ""
    deadlines.sweep = { [weak self] now in self?.sweep(now) }
    if context.channel.isActive { start() }
  }

  func channelActive(context: ChannelHandlerContext) {
    start()
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard state != .closing, state != .closed else { return }
    let bytes = unwrapInboundIn(data)
    isReading = true
    do {
      try session.receive(bytes.readableBytesSpan)
    } catch {
      server.logger.debug("connection broke the protocol", metadata: ["reason": "\(error.reason)"])
      processEvents(bytes)
      flush()
      close()
      return
    }
    processEvents(bytes)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    executor.runJobs()
    isReading = false
    flush()
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { flush() }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    deadlines.cancel()
    for timer in timers.values { timer.cancel() }
    self.context = nil
    for call in calls.all { call.close() }
    calls = SlotTable()
    reportEnd()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    server.logger.debug("connection failed", metadata: ["error": "\(error)"])
    context.close(promise: nil)
  }

  private func start() {
    flush()
    schedule(.handshake, in: TimeAmount(server.handshakeTimeout)) {
      if !$0.hasReceivedSettings { $0.close() }
    }
    scheduleIdleCheck(in: server.idleTimeout)
  }

  // MARK: - Calls

  func handlerStarted() { handlerCount += 1 }

  func handlerEnded() {
    handlerCount -= 1
    reportEnd()
  }

  func flushLater() {
    guard !isReading, !isFlushScheduled, state != .closed else { return }
    isFlushScheduled = true
    executor.flushLater(self)
  }

  private func reportEnd() {
    if state == .closed && handlerCount == 0 { onEnd() }
  }

  /// Ends the calls whose deadline has passed; returns the next deadline.
  private func sweep(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    var next: ContinuousClock.Instant?
    for call in calls.all where !call.isFinished {
      if call.deadline <= now {
        call.expire()
      } else {
        next = next.map { min($0, call.deadline) } ?? call.deadline
      }
    }
    return next
  }

  // MARK: - The session

  private func processEvents(_ bytes: ByteBuffer) {
    session.takeEvents(into: &events)
    for event in events {
      switch event {
      case .headers(let stream, let headers, let endOfStream):
        receive(headers, on: stream, endOfStream: endOfStream)
      case .headersTooLarge(let stream): refuseHeaders(on: stream)
      case .data(let stream, let range):
        guard let call = calls[stream.slot],
          let slice = bytes.getSlice(
            at: bytes.readerIndex + range.lowerBound, length: range.count)
        else { continue }
        call.receive(slice)
      case .endOfStream(let stream): calls[stream.slot]?.endRequest()
      case .drained(let stream): calls[stream.slot]?.wakeWriters()
      case .closed(let stream, _):
        calls[stream.slot]?.close()
        calls[stream.slot] = nil
        lastCallEnd = .now
      case .settings: hasReceivedSettings = true
      case .pong: finishDrainAnnouncement()
      case .goAway: break
      }
    }
    events.removeAll(keepingCapacity: true)
  }

  private func receive(_ headers: HTTP2Headers, on stream: HTTP2StreamID, endOfStream: Bool) {
    if let call = calls[stream.slot] {
      // Trailers of a request say nothing in gRPC, but they end it.
      if endOfStream { call.endRequest() }
      return
    }
    switch RequestHead.check(headers, routes: server.routes) {
    case .refused(let httpStatus, let status, let isUnsupportedEncoding):
      refuse(
        stream, httpStatus: httpStatus, status, isUnsupportedEncoding: isUnsupportedEncoding)
    case .accepted(let route, let timeout):
      let call = ServerCall(
        route: route, stream: stream, metadata: RPCMetadata(received: headers), timeout: timeout,
        connection: self)
      calls[stream.slot] = call
      guard call.deadline > call.started else { return call.expire() }
      call.begin()
      if endOfStream { call.endRequest() }
    }
  }

  private func refuseHeaders(on stream: HTTP2StreamID) {
    let status = RPCStatus(
      code: .resourceExhausted, message: "The metadata of the call is too large.")
    if let call = calls[stream.slot] {
      call.fail(status)
    } else {
      refuse(stream, httpStatus: "431", status)
    }
  }

  private func refuse(
    _ stream: HTTP2StreamID, httpStatus: String, _ status: RPCStatus,
    isUnsupportedEncoding: Bool = false
  ) {
    var headers = ResponseHead.trailersOnly(
      httpStatus: httpStatus, status, errorDomain: server.errorDomain)
    if isUnsupportedEncoding { headers.append("grpc-accept-encoding", "identity") }
    session.respond(to: stream, headers, endOfStream: true)
    server.logger.info(
      "rpc finished", metadata: ["rpc.method": "other", "rpc.code": "\(status.code)"])
  }

  func flush() {
    isFlushScheduled = false
    guard state != .closing, let context, context.channel.isActive, context.channel.isWritable
    else { return }
    output.clear(minimumCapacity: 4096)
    var hasMore = false
    repeat {
      let room = ServerConnection.writeBytesMax - output.readableBytes
      hasMore = room <= 0
      guard !hasMore else { break }
      let count = session.writeOutput(bytesMax: room) { output.writeBytes($0) }
      processEvents(ByteBuffer())
      if count == 0 { break }
    } while true
    if output.readableBytes > 0 {
      context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }
    if hasMore {
      flushLater()
    } else if session.isFinished {
      close()
    }
  }
}

// MARK: - Draining and closing

extension ServerConnection {
  /// Tells the peer that no further calls are taken; those that run go on.
  func drain() {
    guard state == .open else { return }
    state = .drainAnnounced
    session.announceShutdown()
    // The answer to the ping shows that calls sent before the announcement have arrived.
    session.ping(0)
    flush()
    schedule(.shutdownNotice, in: ServerConnection.shutdownNoticeMax) {
      $0.finishDrainAnnouncement()
    }
  }

  private func finishDrainAnnouncement() {
    guard state == .drainAnnounced else { return }
    state = .draining
    session.refuseNewStreams(.noError)
    flushLater()
  }

  /// Ends the calls that still run, then closes.
  func stop() {
    for call in calls.all where !call.isFinished { call.fail(StatusMapping.stopping) }
    session.refuseNewStreams(.noError)
    flush()
    close()
  }

  /// Closes after what has been written.
  private func close() {
    guard let context, state != .closing, state != .closed else { return }
    state = .closing
    context.close(mode: .output, promise: nil)
    schedule(.close, in: ServerConnection.closeMax) { $0.context?.close(promise: nil) }
  }

  /// Runs `body` later, unless the connection has closed by then.
  private func schedule(
    _ timer: Timer, in delay: TimeAmount, _ body: @escaping (ServerConnection) -> Void
  ) {
    timers[timer] = executor.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
      guard let self else { return }
      body(self)
    }
  }

  private func scheduleIdleCheck(in delay: Duration) {
    schedule(.idle, in: TimeAmount(delay)) { connection in
      let timeout = connection.server.idleTimeout
      let idle = connection.calls.isEmpty ? connection.lastCallEnd.duration(to: .now) : .zero
      if idle >= timeout {
        connection.drain()
      } else {
        connection.scheduleIdleCheck(in: timeout - idle)
      }
    }
  }

  private static func describe(_ address: SocketAddress) -> String {
    guard let host = address.ipAddress, let port = address.port else { return "local" }
    return RPCAddress(host: host, port: port).description
  }
}
