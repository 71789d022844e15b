import NIOCore
import NIOPosix
import NIOSSL

/// The first bytes of a TLS client.
enum ClientGreeting {
  /// Takes them from a client that connects to a listener of its own.
  static func record() async throws -> [UInt8] {
    let group = MultiThreadedEventLoopGroup.singleton
    let greeting = group.next().makePromise(of: [UInt8].self)
    let listener = try await ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(FirstBytes(greeting))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.applicationProtocols = ["h2"]
    let context = try NIOSSLContext(configuration: configuration)
    let client = try await ClientBootstrap(group: group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(context: context, serverHostname: "localhost"))
        }
      }
      .connect(host: "127.0.0.1", port: listener.localAddress?.port ?? 0).get()
    let bytes = try await greeting.futureResult.get()
    try? await client.close()
    try await listener.close()
    return bytes
  }
}

/// Keeps what arrives first, and closes.
private final class FirstBytes: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let bytes: EventLoopPromise<[UInt8]>

  init(_ bytes: EventLoopPromise<[UInt8]>) { self.bytes = bytes }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bytes.succeed(Array(unwrapInboundIn(data).readableBytesView))
    context.close(promise: nil)
  }
}
