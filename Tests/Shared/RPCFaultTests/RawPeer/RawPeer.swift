import NIOCore
import NIOPosix

/// What a peer has received on one stream.
struct RawAnswer: Sendable {
  var headerLists: [[RawField]] = []
  var data: [UInt8] = []
  /// The peer has finished sending on the stream.
  var isEnded = false
  var reset: RawErrorCode?

  var isOver: Bool { isEnded || reset != nil }
  var httpStatus: String? { text(":status", in: headerLists.first) }
  var status: String? { text("grpc-status", in: headerLists.last) }
  var statusMessage: String? { text("grpc-message", in: headerLists.last) }

  /// The messages, without their prefixes.
  var messages: [[UInt8]] {
    var rest = data[...]
    var messages: [[UInt8]] = []
    while rest.count >= 5 {
      let count = rest.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
      messages.append(Array(rest.dropFirst(5).prefix(count)))
      rest = rest.dropFirst(5 + count)
    }
    return messages
  }

  private func text(_ name: String, in list: [RawField]?) -> String? {
    list?.first { $0.name.elementsEqual(name.utf8) }
      .map { String(decoding: $0.value, as: UTF8.self) }
  }
}

/// Why the other end gives up a connection.
struct RawGoAway: Hashable, Sendable {
  var lastStream: UInt32
  var code: RawErrorCode
  var debugData: String
}

/// The client's end of a connection that sends whatever it is told to.
///
/// It answers nothing by itself, not even pings. After a while it closes, so that a test that
/// waits for something that does not come fails instead of waiting for ever.
final class RawPeer {
  private let channel: any Channel
  private var frames: AsyncStream<RawFrame>.AsyncIterator
  private var headerReader = RawHeaderReader()
  private(set) var answers: [UInt32: RawAnswer] = [:]
  private(set) var goAways: [RawGoAway] = []
  /// Frames on the stream 0 other than GOAWAY.
  private(set) var connectionFrames: [RawFrame] = []
  /// What the other end lets this one send, beyond what the settings say, by stream.
  private(set) var windowUpdates: [UInt32: Int] = [:]
  private(set) var isClosed = false

  fileprivate init(_ channel: any Channel, _ frames: AsyncStream<RawFrame>) {
    self.channel = channel
    self.frames = frames.makeAsyncIterator()
  }

  /// Connects, and sends nothing yet.
  ///
  /// `lifeMax` is how long the connection may stay open, `reads` whether it takes from
  /// the socket what arrives; `handlers` stand next to the socket.
  static func connect(
    port: Int, lifeMax: TimeAmount = .seconds(15), reads: Bool = true,
    handlers: @escaping @Sendable () throws -> [any ChannelHandler] = { [] }
  ) async throws -> RawPeer {
    let (frames, continuation) = AsyncStream<RawFrame>.makeStream()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.autoRead, value: reads)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandlers(try handlers())
          try pipeline.addHandler(RawFrameReceiver(continuation))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    limitLife(of: channel, to: lifeMax, continuation)
    return RawPeer(channel, frames)
  }

  /// Closes the channel in time, and ends its frames however it is closed: one that was never
  /// active does not become inactive.
  fileprivate static func limitLife(
    of channel: any Channel, to lifeMax: TimeAmount,
    _ frames: AsyncStream<RawFrame>.Continuation
  ) {
    let end = channel.eventLoop.scheduleTask(in: lifeMax) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in
      end.cancel()
      frames.finish()
    }
  }

  // MARK: - Sending

  /// Sends bytes; when the connection has gone, that is found out by reading.
  func send(bytes: [UInt8]) async {
    do {
      try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    } catch {
      channel.close(promise: nil)
    }
  }

  func send(_ frames: [RawFrame]) async { await send(bytes: frames.flatMap(\.bytes)) }
  func send(_ frames: RawFrame...) async { await send(frames) }

  /// Greets as a client does and waits for the server's greeting.
  func greet(_ settings: [(RawSetting, UInt32)] = []) async {
    await send(bytes: RawFrame.preface + RawFrame.settings(settings).bytes)
    await read { $0.hasServerSettings }
    await send(.settingsAcknowledgement)
  }

  // MARK: - Receiving

  var hasServerSettings: Bool {
    connectionFrames.contains { $0.kind == RawFrame.Kind.settings && $0.flags == 0 }
  }

  /// What the server has announced.
  func serverSetting(_ setting: RawSetting) -> UInt32? {
    for frame in connectionFrames where frame.kind == RawFrame.Kind.settings {
      for index in stride(from: 0, to: frame.payload.count, by: 6) {
        let name = UInt16(frame.payload[index]) << 8 | UInt16(frame.payload[index + 1])
        if name == setting.rawValue { return frame.number(at: index + 2) }
      }
    }
    return nil
  }

  /// Takes frames until the condition holds or the connection is closed.
  func read(until condition: (RawPeer) -> Bool) async {
    while !isClosed, !condition(self) {
      guard let frame = await frames.next(isolation: #isolation) else {
        isClosed = true
        return
      }
      take(frame)
    }
  }

  /// The answer on a stream, when it is over.
  func answer(on stream: UInt32 = 1) async -> RawAnswer {
    await read { $0.answers[stream]?.isOver == true }
    return answers[stream] ?? RawAnswer()
  }

  /// The answer on a stream with the reset that follows it.
  func answerWithReset(on stream: UInt32 = 1) async -> RawAnswer {
    await read { $0.answers[stream]?.reset != nil }
    return answers[stream] ?? RawAnswer()
  }

  /// Waits until the server closes the connection.
  ///
  /// - Returns: What it said last about the reason.
  func end() async -> RawGoAway? {
    await read { _ in false }
    return goAways.last
  }

  /// Whether the connection works: a ping is answered.
  func isAlive() async -> Bool {
    let count = pongCount
    await send(.ping(Array("is alive".utf8)))
    await read { $0.pongCount > count }
    return pongCount > count
  }

  private var pongCount: Int {
    connectionFrames.count {
      $0.kind == RawFrame.Kind.ping && $0.flags == RawFrame.Flag.acknowledged
    }
  }

  private func take(_ frame: RawFrame) {
    let ends = frame.flags & RawFrame.Flag.endStream != 0
    switch frame.kind {
    case RawFrame.Kind.headers:
      let fields = try? headerReader.read(frame.payload)
      answers[frame.stream, default: RawAnswer()].headerLists.append(fields ?? [])
      if ends { answers[frame.stream]?.isEnded = true }
    case RawFrame.Kind.data:
      answers[frame.stream, default: RawAnswer()].data += frame.payload
      if ends { answers[frame.stream]?.isEnded = true }
    case RawFrame.Kind.reset:
      answers[frame.stream, default: RawAnswer()].reset =
        RawErrorCode(rawValue: frame.number(at: 0))
    case RawFrame.Kind.windowUpdate:
      windowUpdates[frame.stream, default: 0] += Int(frame.number(at: 0))
    case RawFrame.Kind.goAway:
      goAways.append(
        RawGoAway(
          lastStream: frame.number(at: 0), code: RawErrorCode(rawValue: frame.number(at: 4)),
          debugData: String(decoding: frame.payload.dropFirst(8), as: UTF8.self)))
    default: connectionFrames.append(frame)
    }
  }

  // MARK: - The end

  /// Closes in the usual way.
  func close() async { try? await channel.close() }

  /// Closes so that the server gets a reset instead of an end.
  func abort() async {
    if let options = channel as? any SocketOptionProvider {
      try? await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }
    try? await channel.close()
  }
}

/// Cuts what arrives into frames.
private final class RawFrameReceiver: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let frames: AsyncStream<RawFrame>.Continuation
  /// Bytes before the first frame.
  private var prefaceBytes: Int
  private var received = ByteBuffer()

  init(_ frames: AsyncStream<RawFrame>.Continuation, prefaceBytes: Int = 0) {
    self.frames = frames
    self.prefaceBytes = prefaceBytes
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received.writeImmutableBuffer(unwrapInboundIn(data))
    guard received.readableBytes >= prefaceBytes else { return }
    received.moveReaderIndex(forwardBy: prefaceBytes)
    prefaceBytes = 0
    while let frame = RawFrame.take(from: &received) { frames.yield(frame) }
  }

  func channelInactive(context: ChannelHandlerContext) { frames.finish() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// Listens for clients; each of their connections is a ``RawPeer`` at the server's end.
struct RawListener: Sendable {
  private let channel: any Channel
  private let accepted: AsyncStream<Accepted>

  private struct Accepted: Sendable {
    let channel: any Channel
    let frames: AsyncStream<RawFrame>
  }

  static func open() async throws -> RawListener {
    let (accepted, continuation) = AsyncStream<Accepted>.makeStream()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let (frames, frameContinuation) = AsyncStream<RawFrame>.makeStream()
          try channel.pipeline.syncOperations.addHandler(
            RawFrameReceiver(frameContinuation, prefaceBytes: RawFrame.preface.count))
          RawPeer.limitLife(of: channel, to: .seconds(15), frameContinuation)
          continuation.yield(Accepted(channel: channel, frames: frames))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    channel.closeFuture.whenComplete { _ in continuation.finish() }
    return RawListener(channel: channel, accepted: accepted)
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  /// Runs `body` for each connection, one after the other, until the listener is closed.
  func serve(_ body: (RawPeer) async -> Void) async {
    for await connection in accepted {
      let peer = RawPeer(connection.channel, connection.frames)
      await body(peer)
      await peer.close()
    }
  }

  func close() async { try? await channel.close() }
}
