internal import HTTP2
internal import Logging
internal import NIOCore

/// One connection of a server: feeds the HTTP/2 session from the socket, hands its events to the
/// calls, and writes what it produces once per read or per tick.
final class ServerConnection: ChannelInboundHandler, LoopFlushing {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// When so many bytes have been gathered they go to the socket, in one write.
  private static let writeBytesMax = 256 * 1024
  /// Room that is made for more of them.
  private static let writeBytesStep = 4096

  enum State {
    case open
    case drainAnnounced
    case draining
    case closing
    case closed
  }

  let server: ServerContext
  let executor: LoopExecutor
  let codec: MessageCodec
  let session: HTTP2ServerSession
  private(set) var peer = RPCPeer(address: "")
  let deadlines: DeadlineTimer
  var state = State.open
  var watch: ServerConnectionWatch
  /// Fires when the watch has something to look at.
  let watchTimer: DeadlineTimer
  var drainTimer: Scheduled<Void>?
  /// Told to the peer, for its log.
  var drainReason = ""
  private(set) var context: ChannelHandlerContext?
  private(set) var calls = SlotTable<ServerCall>()
  /// Calls that began, or went on, with what is being read.
  private var readCalls: [ServerCall] = []
  private(set) var hasReceivedSettings = false
  private let onEnd: @Sendable () -> Void
  private var pingPolicy: PingPolicy
  private var floodLimits: FloodLimits
  private var frameLog: FrameLog?
  private var heldByteCount = 0
  private var handlerCount = 0
  /// Where the connection is shown.
  private(set) var shown: ChannelzSocket?
  private var isReading = false
  private var isFlushScheduled = false
  /// The output is being gathered; what is submitted now goes along.
  private var isFlushing = false
  /// When the bytes that are being handled were read.
  private var readTime: MonotonicInstant

  /// Reports with `onEnd`, once, that the socket is closed and all handlers have ended.
  init(server: ServerContext, executor: LoopExecutor, onEnd: @escaping @Sendable () -> Void) {
    self.server = server
    self.executor = executor
    codec = executor.codec
    deadlines = DeadlineTimer(executor.eventLoop)
    watchTimer = DeadlineTimer(executor.eventLoop)
    self.onEnd = onEnd
    let limits = server.configuration
    readTime = .now
    session = HTTP2ServerSession(configuration: server.http2, memory: executor.memory)
    watch = ServerConnectionWatch(limits: limits, now: readTime, jitter: .random(in: -1...1))
    pingPolicy = PingPolicy(
      intervalMin: limits.pingIntervalMin, permitsWithoutCalls: limits.permitsPingsWithoutCalls,
      strikesMax: limits.pingStrikesMax)
    floodLimits = FloodLimits(limits, now: readTime)
  }

  // MARK: - The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if peer.address.isEmpty {
      setPeer(address: context.channel.remoteAddress.map(AddressText.describe) ?? "local")
    }
    if server.configuration.logsFrames {
      frameLog = FrameLog(server.logger, peer: peer.address)
    }
    deadlines.sweep = { now in self.sweep(now) }
    watchTimer.sweep = { now in self.look(now) }
    if context.channel.isActive { start() }
  }

  func channelActive(context: ChannelHandlerContext) {
    start()
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case let proxied as ProxiedAddress:
      setPeer(address: proxied.description)
      frameLog?.peer = proxied.description
    case let established as TLSPeerEstablished:
      peer = RPCPeer(address: peer.address, identity: established.identity)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard state != .closing, state != .closed else { return }
    let bytes = unwrapInboundIn(data)
    isReading = true
    readTime = .now
    shown?.tick()
    do {
      try session.receive(bytes.readableBytesSpan)
    } catch {
      server.logger.debug("connection broke the protocol", metadata: ["reason": "\(error.reason)"])
      processEvents(bytes)
      flush()
      close()
      return
    }
    watch.received(now: readTime, isInsideHeaders: session.isInsideHeaders)
    processEvents(bytes)
    if !floodLimits.allow(session.takeFrameCounts(), now: readTime) {
      calmDown("too_many_frames")
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    for call in readCalls { call.settle() }
    executor.runJobs()
    for call in readCalls {
      call.isBeingRead = false
      call.keepWaitingBytes()
    }
    readCalls.removeAll(keepingCapacity: readCalls.count <= 256)
    isReading = false
    flush()
    if session.outboundFrameCount > server.configuration.outboundFramesMax {
      calmDown("unread_frames")
    }
    if session.isInsideHeaders { lookAgain() }
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    watch.setWritable(context.channel.isWritable, now: .now)
    if context.channel.isWritable { flush() } else { lookAgain() }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    endTimers()
    self.context = nil
    for call in calls.all { call.close() }
    calls = SlotTable()
    readCalls = []
    shown?.close()
    shown = nil
    reportEnd()
    context.fireChannelInactive()
  }

  /// Without having been inactive when the socket was lost before it was registered.
  func handlerRemoved(context: ChannelHandlerContext) {
    discard()
    self.context = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    server.logger.debug("connection failed", metadata: ["error": "\(error)"])
    context.close(promise: nil)
  }

  private func setPeer(address: String) {
    peer = RPCPeer(address: address, identity: peer.identity)
  }

  private func start() {
    if let channel = context?.channel {
      shown = server.shown?.registerSocket(
        local: ChannelzAddress(channel.localAddress),
        remote: ChannelzAddress(channel.remoteAddress))
      shown?.tick()
    }
    flush()
    lookAgain()
  }

  // MARK: - Calls

  func handlerStarted() { handlerCount += 1 }

  func handlerEnded() {
    handlerCount -= 1
    reportEnd()
  }

  /// Counts bytes of requests that calls keep in memory, or give up when negative.
  ///
  /// - Returns: Whether the connection may keep them.
  func hold(bytes: Int) -> Bool {
    heldByteCount += bytes
    return bytes <= 0 || heldByteCount <= server.configuration.connectionBufferBytesMax
  }

  /// Sees to it that a stream is ended whose peer never takes what is left of the answer.
  func watchStalls(of stream: HTTP2StreamID) {
    guard session.waitingBytes(on: stream) > 0 else { return }
    deadlines.include(readTime + server.configuration.slowReaderTimeout, now: readTime)
  }

  func flushLater() {
    guard !isReading, !isFlushScheduled, state != .closed else { return }
    isFlushScheduled = true
    executor.flushLater(self)
  }

  func reportEnd() {
    if state == .closed && handlerCount == 0 { onEnd() }
  }

  /// Ends the calls whose deadline has passed, and those whose answer nobody takes; returns when to
  /// look again.
  private func sweep(_ now: MonotonicInstant) -> MonotonicInstant? {
    var next: MonotonicInstant?
    let slowReaderTimeout = server.configuration.slowReaderTimeout
    for call in calls.all {
      var time: MonotonicInstant?
      if call.isFinished {
        if call.checkStall(now: now, timeout: slowReaderTimeout) {
          time = now + slowReaderTimeout / 4
        }
      } else if call.deadline <= now {
        call.expire()
      } else {
        time = call.deadline
      }
      if let time { next = next.map { min($0, time) } ?? time }
    }
    return next
  }

  // MARK: - The session

  /// - Returns: Whether there were any.
  @discardableResult
  private func processEvents(_ bytes: ByteBuffer) -> Bool {
    if let frameLog { frameLog.write(session.takeFrames()) }
    // Taken as a whole, and each by itself, so that nothing is copied; what is brought about here
    // may come back to this function.
    var events = session.takeEvents()
    defer { session.giveBack(events: &events) }
    guard !events.isEmpty else { return false }
    for index in events.indices {
      var event = HTTP2Event.ping
      swap(&event, &events[index])
      switch event {
      case .headers(let stream, let headers, let endOfStream):
        receive(headers, on: stream, endOfStream: endOfStream)
      case .headersTooLarge(let stream): refuseHeaders(on: stream)
      case .data(let stream, let range):
        guard let call = calls[stream.slot],
          let slice = bytes.getSlice(
            at: bytes.readerIndex + range.lowerBound, length: range.count)
        else { continue }
        noteRead(call)
        call.receive(slice)
      case .endOfStream(let stream): calls[stream.slot]?.endRequest()
      case .drained(let stream): calls[stream.slot]?.wakeWriters()
      case .closed(let stream, let code): closed(stream, code)
      case .settings: hasReceivedSettings = true
      case .ping: receivedPing()
      case .pong(let payload):
        if payload == ServerConnection.drainPing { finishDrainAnnouncement() }
      case .goAway(_, let code, _): shown?.goAwayReceived(errorCode: code.rawValue)
      }
    }
    return true
  }

  private func noteRead(_ call: ServerCall) {
    guard !call.isBeingRead else { return }
    call.isBeingRead = true
    readCalls.append(call)
  }

  private func closed(_ stream: HTTP2StreamID, _ code: HTTP2ErrorCode) {
    if let call = calls[stream.slot] {
      call.close()
      shown?.streamEnded(ok: code == .noError, callSucceeded: call.code == .ok)
    }
    calls[stream.slot] = nil
    guard calls.isEmpty else { return }
    watch.lastCallEnded(now: readTime)
    lookAgain()
  }

  private func receivedPing() {
    if session.takeHasSentContent() { pingPolicy.sentContent() }
    guard !pingPolicy.received(now: readTime, hasCalls: !calls.isEmpty) else { return }
    calmDown("too_many_pings")
  }

  private func receive(_ headers: HTTP2Headers, on stream: HTTP2StreamID, endOfStream: Bool) {
    if let call = calls[stream.slot] {
      // Trailers of a request say nothing in gRPC, but they end it.
      if endOfStream { call.endRequest() }
      return
    }
    // The peer has been told that calls behind what closed the connection are not processed.
    guard state != .closing, state != .closed else { return }
    // Calls that were cancelled no longer count as streams; their handlers may still run.
    guard handlerCount < 2 * server.configuration.concurrentStreamsMax else {
      session.reset(stream, .refusedStream)
      return
    }
    let head: RequestHead
    do {
      head = try RequestHead(headers, routes: server.routes)
    } catch {
      return refuse(
        stream, httpStatus: error.httpStatus, error.status,
        isUnsupportedEncoding: error.isUnsupportedEncoding)
    }
    let call = ServerCall(
      stream: stream, head: head, metadata: RPCMetadata(received: headers), now: readTime,
      connection: self)
    if calls.isEmpty { watch.callStarted() }
    calls[stream.slot] = call
    shown?.streamStarted()
    guard call.deadline > call.started else { return call.expire() }
    call.begin()
    if endOfStream { call.endRequest() } else { noteRead(call) }
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
      httpStatus: httpStatus, status, errorDomain: server.configuration.errorDomain)
    if isUnsupportedEncoding {
      headers.append("grpc-accept-encoding", MessageCodec.acceptedEncodings)
    }
    session.respond(to: stream, headers, endOfStream: true)
    server.logger.info(
      "rpc finished", metadata: ["rpc.method": "other", "rpc.code": "\(status.code)"])
  }

  func flush() {
    isFlushScheduled = false
    guard !isFlushing, state != .closing, let context, context.channel.isActive,
      context.channel.isWritable
    else { return }
    isFlushing = true
    var output = executor.takeOutputBuffer()
    var hasMore = true
    while hasMore && output.readableBytes < ServerConnection.writeBytesMax {
      let room = ServerConnection.writeBytesMax - output.readableBytes
      output.writeWithOutputRawSpan(
        minimumWritableBytes: min(room, ServerConnection.writeBytesStep)
      ) { hasMore = session.writeOutput(into: &$0) }
      // What the events bring about is written in the next round.
      if processEvents(ByteBuffer()) { hasMore = true }
    }
    isFlushing = false
    shown?.setFlowControlWindows(
      local: session.localWindowBytes, remote: session.remoteWindowBytes)
    if output.readableBytes > 0 {
      context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }
    executor.giveBack(outputBuffer: output)
    if hasMore {
      flushLater()
    } else if session.isFinished {
      close()
    }
  }
}
