import Kernel
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Testing

@testable import RPC

/// A server that greets a caller with its identity and then sends back what it receives.
struct GreetingServer {
  let port: Int
  /// The reasons why connections were refused.
  let refusals: AsyncStream<String>

  /// Listens with the handlers of the runtime while `body` runs.
  @discardableResult
  static func with<R>(
    _ source: TLSContextSource, _ body: (GreetingServer) async throws -> R
  ) async throws -> R {
    try await with(
      addHandlers: { try $0.addTLSServerHandlers(source, logger: $1) }, body)
  }

  /// Listens with what `addHandlers` adds while `body` runs.
  @discardableResult
  static func with<R>(
    addHandlers: @escaping @Sendable (ChannelPipeline.SynchronousOperations, Logger) throws -> Void,
    _ body: (GreetingServer) async throws -> R
  ) async throws -> R {
    let (refusals, continuation) = AsyncStream<String>.makeStream()
    let logger = Logger(label: "test", factory: { _ in RefusalRecorder(refusals: continuation) })
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try addHandlers(channel.pipeline.syncOperations, logger)
          try channel.pipeline.syncOperations.addHandler(Greeter())
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    let result: Result<R, any Error>
    do {
      result = .success(try await body(GreetingServer(port: port, refusals: refusals)))
    } catch {
      result = .failure(error)
    }
    try await listener.close()
    return try result.get()
  }

  /// The reason of the first refusal.
  func refusal() async -> String? { await refusals.first { _ in true } }
}

private final class Greeter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  private var source = ""

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let address = event as? ProxiedAddress { source = "\(address.description) " }
    guard let peer = event as? TLSPeerEstablished else { return }
    let names = peer.identity.map { $0.subjectAlternativeNames + [$0.commonName ?? ""] }
    let greeting = source + (names?.joined(separator: " ") ?? "nobody")
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: greeting)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.writeAndFlush(wrapOutboundOut(unwrapInboundIn(data)), promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

private struct RefusalRecorder: LogHandler {
  let refusals: AsyncStream<String>.Continuation
  var metadata = Logger.Metadata()
  var logLevel = Logger.Level.debug

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { refusals.yield("\(event.metadata?["reason"] ?? "")") }
}

/// The client's end of a connection.
struct GreetedClient {
  private let channel: any Channel
  private let texts: AsyncThrowingStream<String, any Error>

  /// Connects with the handlers of the runtime.
  static func connect(
    _ server: GreetingServer, _ source: TLSContextSource, hostname: String = "localhost"
  ) async throws -> GreetedClient {
    try await connect(server) { pipeline in
      try pipeline.addTLSClientHandlers(source, serverHostname: hostname)
    }
  }

  /// Connects with what `addHandlers` adds.
  static func connect(
    _ server: GreetingServer,
    addHandlers: @escaping @Sendable (ChannelPipeline.SynchronousOperations) throws -> Void
  ) async throws -> GreetedClient {
    let (texts, continuation) = AsyncThrowingStream<String, any Error>.makeStream()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try addHandlers(channel.pipeline.syncOperations)
          try channel.pipeline.syncOperations.addHandler(TextCollector(texts: continuation))
        }
      }
      .connect(host: "127.0.0.1", port: server.port).get()
    return GreetedClient(channel: channel, texts: texts)
  }

  /// The next text; `nil` when the connection has closed without an error.
  func text() async throws -> String? {
    for try await text in texts { return text }
    return nil
  }

  func send(_ text: String) async throws {
    try await channel.writeAndFlush(ByteBuffer(string: text))
  }

  func serverSerialNumber() async throws -> [UInt8]? {
    try await channel.nioSSL_peerCertificate().map { $0?.serialNumber }.get()
  }

  func tlsVersion() async throws -> TLSVersion? { try await channel.nioSSL_tlsVersion().get() }

  func close() async throws { try await channel.close() }
}

private final class TextCollector: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  let texts: AsyncThrowingStream<String, any Error>.Continuation

  init(texts: AsyncThrowingStream<String, any Error>.Continuation) { self.texts = texts }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    texts.yield(String(buffer: unwrapInboundIn(data)))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    texts.finish(throwing: error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { texts.finish() }
}

/// Sends a header as a balancer does, before anything else.
final class HeaderSender: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  private let header: [UInt8]

  init(_ header: [UInt8]) { self.header = header }

  func channelActive(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: header)), promise: nil)
    context.fireChannelActive()
  }
}
