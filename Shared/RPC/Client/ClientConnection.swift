internal import HTTP2
internal import NIOCore

/// One connection of a client: feeds the HTTP/2 session from the socket, hands its events to the
/// calls, and writes what it produces once per read or per tick.
final class ClientConnection: ChannelInboundHandler, LoopFlushing {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// What the owner of the connection has to know.
  enum Change {
    /// The server's settings have come; calls may start.
    case ready
    /// A stream has closed; another call may start.
    case hasRoom
    /// No further calls may start here; those that run go on.
    case retired
  }

  /// Bytes that go to the socket in one write.
  private static let writeBytesMax = 256 * 1024

  let session: HTTP2ClientSession
  private let executor: LoopExecutor
  private let onChange: (ClientConnection, Change) -> Void
  private var context: ChannelHandlerContext?
  private var calls = SlotTable<ClientCall>()
  private var events: [HTTP2Event] = []
  private var output = ByteBuffer()
  private var isReading = false
  private var isFlushScheduled = false
  private(set) var isReady = false
  private(set) var isRetired = false

  init(
    configuration: HTTP2Configuration, executor: LoopExecutor,
    onChange: @escaping (ClientConnection, Change) -> Void
  ) {
    session = HTTP2ClientSession(configuration: configuration)
    self.executor = executor
    self.onChange = onChange
  }

  /// Whether another call may start.
  var hasRoom: Bool {
    isReady && !isRetired && calls.count < session.peerConcurrentStreamsMax
  }

  func add(_ call: ClientCall, _ stream: HTTP2StreamID) { calls[stream.slot] = call }

  /// Closes when the calls that run have ended.
  func retire() {
    guard !isRetired else { return }
    setRetired()
    session.refuseNewStreams(.noError)
    flush()
  }

  /// Ends all calls and closes.
  func close() {
    for call in calls.all { call.fail(StatusMapping.connectionLost) }
    flush()
    context?.close(promise: nil)
  }

  // MARK: - The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { flush() }
  }

  func channelActive(context: ChannelHandlerContext) {
    flush()
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    isReading = true
    do {
      try session.receive(bytes.readableBytesSpan)
    } catch {
      processEvents(bytes)
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
    self.context = nil
    let calls = calls.all
    self.calls = SlotTable()
    for call in calls { call.fail(StatusMapping.connectionLost) }
    setRetired()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  // MARK: - The session

  func flushLater() {
    guard !isReading, !isFlushScheduled, context != nil else { return }
    isFlushScheduled = true
    executor.flushLater(self)
  }

  private func setRetired() {
    guard !isRetired else { return }
    isRetired = true
    onChange(self, .retired)
  }

  private func processEvents(_ bytes: ByteBuffer) {
    session.takeEvents(into: &events)
    for event in events {
      switch event {
      case .headers(let stream, let headers, let endOfStream):
        calls[stream.slot]?.receive(headers, endOfStream: endOfStream)
      case .headersTooLarge(let stream):
        calls[stream.slot]?.fail(
          RPCStatus(code: .internalError, message: "The metadata of the response is too large."))
      case .data(let stream, let range):
        guard let call = calls[stream.slot],
          let slice = bytes.getSlice(
            at: bytes.readerIndex + range.lowerBound, length: range.count)
        else { continue }
        call.receive(slice)
      case .endOfStream(let stream): calls[stream.slot]?.endResponse()
      case .drained(let stream): calls[stream.slot]?.wakeWriters()
      case .closed(let stream, let code):
        let call = calls[stream.slot]
        calls[stream.slot] = nil
        call?.close(code)
        if hasRoom { onChange(self, .hasRoom) }
      case .settings:
        guard !isReady else { continue }
        isReady = true
        onChange(self, .ready)
      case .goAway: setRetired()
      case .ping, .pong: break
      }
    }
    events.removeAll(keepingCapacity: true)
  }

  func flush() {
    isFlushScheduled = false
    guard let context, context.channel.isActive, context.channel.isWritable else { return }
    output.clear(minimumCapacity: 4096)
    var hasMore = false
    repeat {
      let room = ClientConnection.writeBytesMax - output.readableBytes
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
      context.close(promise: nil)
    }
  }
}
