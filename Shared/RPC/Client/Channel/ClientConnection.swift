internal import HTTP2
internal import NIOCore

/// What takes part in a stream of a connection; on the client's event loop.
protocol ClientStream: AnyObject {
  /// The outcome, once it is known; `nil` is success.
  var outcome: RPCStatus?? { get }

  func receive(_ headers: HTTP2Headers, endOfStream: Bool)
  func receive(_ bytes: ByteBuffer)
  /// What waits is to stay without the buffer in which it has arrived.
  func keepWaitingBytes()
  func endResponse()
  /// What was queued has gone to the connection.
  func wakeWriters()
  /// The stream fails on this side.
  func fail(_ status: RPCStatus)
  /// The connection is lost.
  func lose(_ status: RPCStatus)
  /// The stream is over.
  func close(_ error: HTTP2ErrorCode)
}

/// One connection of a client: feeds the HTTP/2 session from the socket, hands its events to the
/// calls, and writes what it produces once per read or per tick.
final class ClientConnection: ChannelInboundHandler, LoopFlushing {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// What the owner of the connection has to know.
  enum Change {
    /// The server's settings have come; calls may start.
    case ready
    /// There was no room for another call, and now there is.
    case hasRoom
    /// No further calls may start here; those that run go on.
    case retired(String)
    /// The server finds that it is asked too often whether it is still there.
    case tooManyPings
  }

  /// When so many bytes have been gathered they go to the socket, in one write.
  private static let writeBytesMax = 256 * 1024
  /// Room that is made for more of them.
  private static let writeBytesStep = 4096
  /// Marks pings that ask whether the server is still there.
  private static let keepalivePing: UInt64 = 2

  let session: HTTP2ClientSession
  private let executor: LoopExecutor
  /// The address that the connection is shown below.
  private let shownSubchannel: ChannelzSubchannel?
  /// Where the connection is shown.
  private(set) var shown: ChannelzSocket?
  private let onChange: (ClientConnection, Change) -> Void
  private var context: ChannelHandlerContext?
  private var streams = SlotTable<any ClientStream>()
  /// Those that got content from what is being read.
  private var readStreams: [any ClientStream] = []
  private var keepalive: Keepalive
  private lazy var keepaliveTimer = DeadlineTimer(executor.eventLoop) { [self] in
    checkKeepalive($0)
  }
  private var isReading = false
  private var isFlushScheduled = false
  /// The output is being gathered; what is submitted now goes along.
  private var isFlushing = false
  private(set) var isReady = false
  private(set) var isRetired = false
  /// The number of the stream that was opened last; 0 before the first.
  private(set) var newestStreamNumber = 0
  private var isClosed = false
  /// Why the connection is lost, if it is known.
  private var failure: (any Error)?
  private let frameLog: FrameLog?

  init(
    configuration: HTTP2Configuration, keepalive: Keepalive, frameLog: FrameLog?,
    shown: ChannelzSubchannel?, executor: LoopExecutor,
    onChange: @escaping (ClientConnection, Change) -> Void
  ) {
    session = HTTP2ClientSession(configuration: configuration, memory: executor.memory)
    self.keepalive = keepalive
    self.frameLog = frameLog
    self.executor = executor
    shownSubchannel = shown
    self.onChange = onChange
  }

  /// Whether calls may start, now or when others have ended.
  ///
  /// The session knows of a GOAWAY before its event is handled here.
  /// While the streams of a lost connection fail, its owner does not know of the loss yet.
  var takesCalls: Bool { isReady && !isRetired && !isClosed && session.allowsRequests }

  /// Whether another call may start now.
  var hasRoom: Bool { takesCalls && streams.count < session.peerConcurrentStreamsMax }

  /// The server's address; `nil` before the connection is open.
  private(set) var peerAddress: String?

  /// What arrives on the stream goes to `receiver`.
  func add(_ receiver: any ClientStream, _ stream: HTTP2StreamID) {
    streams[stream.slot] = receiver
    newestStreamNumber = Int(stream.number)
    shown?.tick()
    shown?.streamStarted()
    shownSubchannel?.callStarted()
    if keepalive.time != nil, streams.count == 1 { lookAgain() }
  }

  /// Closes when the calls that run have ended.
  func retire() {
    guard !isRetired else { return }
    guard isReady else { return close(StatusMapping.connectionLost) }
    setRetired("the client has no further use for the connection")
    session.refuseNewStreams(.noError)
    flush()
  }

  /// Ends all calls and closes.
  func close(_ status: RPCStatus) {
    guard !isClosed else { return }
    isClosed = true
    keepaliveTimer.end()
    for stream in streams.all { stream.lose(status) }
    flush()
    context?.close(promise: nil)
    setRetired(status.message)
  }

  // MARK: - The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { start() }
  }

  func channelActive(context: ChannelHandlerContext) {
    start()
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    isReading = true
    shown?.tick()
    if keepalive.time != nil { keepalive.received(now: .now) }
    do {
      try session.receive(bytes.readableBytesSpan)
    } catch {
      failure = error
      processEvents(bytes)
      close(StatusMapping.connectionLost)
      return
    }
    processEvents(bytes)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    executor.runJobs()
    for stream in readStreams { stream.keepWaitingBytes() }
    readStreams.removeAll(keepingCapacity: readStreams.count <= 256)
    isReading = false
    flush()
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { flush() }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    isClosed = true
    keepaliveTimer.end()
    let streams = streams.all
    self.streams = SlotTable()
    readStreams = []
    shown?.close()
    shown = nil
    for stream in streams {
      stream.lose(StatusMapping.connectionLost)
      shownSubchannel?.callEnded(ok: stream.outcome == .some(nil))
    }
    setRetired(failure.map(NetworkErrorText.describe) ?? "the connection was closed")
    context.fireChannelInactive()
  }

  /// Without having been active when the connection could not be made.
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    failure = failure ?? error
    context.close(promise: nil)
  }

  private func start() {
    guard !isClosed else {
      context?.close(promise: nil)
      return
    }
    if let channel = context?.channel {
      peerAddress = channel.remoteAddress.map(AddressText.describe)
      shown = shownSubchannel?.registerSocket(
        local: ChannelzAddress(channel.localAddress),
        remote: ChannelzAddress(channel.remoteAddress))
      shown?.tick()
    }
    flush()
    lookAgain()
  }

  // MARK: - Keepalive

  private func lookAgain() {
    let now = MonotonicInstant.now
    if let next = checkKeepalive(now) { keepaliveTimer.include(next, now: now) }
  }

  /// Pings a server that is silent; returns when to look again.
  private func checkKeepalive(_ now: MonotonicInstant) -> MonotonicInstant? {
    guard !isClosed else { return nil }
    switch keepalive.check(now: now, hasCalls: !streams.isEmpty) {
    case .ping:
      shown?.keepAliveSent()
      session.ping(ClientConnection.keepalivePing)
      flush()
      return now + keepalive.timeout
    case .dead:
      close(StatusMapping.keepaliveFailed)
      return nil
    case .wait(let time): return time
    case .sleep: return nil
    }
  }

  // MARK: - The session

  func flushLater() {
    guard !isReading, !isFlushScheduled, context != nil else { return }
    isFlushScheduled = true
    executor.flushLater(self)
  }

  private func setRetired(_ reason: String) {
    guard !isRetired else { return }
    isRetired = true
    onChange(self, .retired(reason))
  }

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
        streams[stream.slot]?.receive(headers, endOfStream: endOfStream)
      case .headersTooLarge(let stream):
        streams[stream.slot]?.fail(
          RPCStatus(code: .internalError, message: "The metadata of the response is too large."))
      case .data(let stream, let range):
        guard let receiver = streams[stream.slot],
          let slice = bytes.getSlice(
            at: bytes.readerIndex + range.lowerBound, length: range.count)
        else { continue }
        if readStreams.last !== receiver { readStreams.append(receiver) }
        receiver.receive(slice)
      case .endOfStream(let stream): streams[stream.slot]?.endResponse()
      case .drained(let stream): streams[stream.slot]?.wakeWriters()
      case .closed(let stream, let code):
        let hadRoom = hasRoom
        if let receiver = streams[stream.slot] {
          streams[stream.slot] = nil
          receiver.close(code)
          let isSuccess = receiver.outcome == .some(nil)
          shown?.streamEnded(ok: code == .noError, callSucceeded: isSuccess)
          shownSubchannel?.callEnded(ok: isSuccess)
        }
        // Nobody waits while there is room.
        if !hadRoom, hasRoom { onChange(self, .hasRoom) }
      case .settings:
        shown?.setPeerConcurrentStreamsMax(UInt32(clamping: session.peerConcurrentStreamsMax))
        guard !isReady else {
          if hasRoom { onChange(self, .hasRoom) }
          continue
        }
        isReady = true
        onChange(self, .ready)
      case .goAway(_, let code, let debugData): receivedGoAway(code, debugData)
      case .ping, .pong: break
      }
    }
    return true
  }

  private func receivedGoAway(_ code: HTTP2ErrorCode, _ debugData: [UInt8]) {
    shown?.goAwayReceived(errorCode: code.rawValue)
    let reason = String(decoding: debugData.prefix(256), as: UTF8.self)
    if code == .enhanceYourCalm, reason == "too_many_pings" { onChange(self, .tooManyPings) }
    setRetired("the server takes no further calls (\(code.rawValue) \(reason))")
  }

  func flush() {
    isFlushScheduled = false
    guard !isFlushing, let context, context.channel.isActive, context.channel.isWritable else {
      return
    }
    isFlushing = true
    var output = executor.takeOutputBuffer()
    var hasMore = true
    while hasMore && output.readableBytes < ClientConnection.writeBytesMax {
      let room = ClientConnection.writeBytesMax - output.readableBytes
      output.writeWithOutputRawSpan(
        minimumWritableBytes: min(room, ClientConnection.writeBytesStep)
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
      context.close(promise: nil)
    }
  }
}
