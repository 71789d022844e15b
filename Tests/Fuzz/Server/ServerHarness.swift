import HTTP2
import Logging
import NIOCore
import NIOEmbedded

@testable import RPC

/// A server's connection without a socket, and without other threads.
package final class ServerHarness {
  /// What the connections of all inputs have in common.
  package struct Server: Sendable {
    let context: ServerContext

    package init() {
      var configuration = RPCServerConfiguration(host: "", port: 0, errorDomain: "fuzz")
      configuration.messageBytesMax = 100_000
      configuration.streamWindowBytes = 65_535
      configuration.connectionWindowBytes = 100_000
      configuration.concurrentStreamsMax = 10
      configuration.streamResetsBurstMax = 50
      var logger = Logger(label: "fuzz")
      logger.logLevel = .critical
      let routes = FuzzService().methods.map { Route($0, logger: logger) }
      context = ServerContext(
        routes: RouteTable(routes),
        authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "No.") },
        interceptors: [], logger: logger, configuration: configuration)
    }
  }

  private final class EndCount {
    var count = 0
  }

  private let loop = EmbeddedEventLoop()
  private let channel: EmbeddedChannel
  private let ends: NIOLoopBound<EndCount>
  private var output = ByteBuffer()

  package init(_ server: Server) {
    let ends = NIOLoopBound(EndCount(), eventLoop: loop)
    self.ends = ends
    let connection = ServerConnection(
      server: server.context, executor: LoopExecutor(loop), onEnd: { ends.value.count += 1 })
    channel = EmbeddedChannel(handler: connection, loop: loop)
    channel.connect(to: ServerHarness.address, promise: nil)
    settle()
  }

  private static let address: SocketAddress = {
    do {
      return try SocketAddress(ipAddress: "127.0.0.1", port: 1)
    } catch {
      preconditionFailure("an address is an address")
    }
  }()

  /// Hands over bytes as if they had been read from the socket together.
  package func receive(_ bytes: [UInt8]) {
    guard channel.isActive else { return }
    channel.pipeline.fireChannelRead(ByteBuffer(bytes: bytes))
    channel.pipeline.fireChannelReadComplete()
    settle()
  }

  /// Says whether the socket takes bytes.
  package func setWritable(_ isWritable: Bool) {
    channel.isWritable = isWritable
    channel.pipeline.fireChannelWritabilityChanged()
    settle()
  }

  /// Closes the connection and checks what is left of it.
  package func close() {
    channel.close(promise: nil)
    settle()
    precondition(
      ends.value.count == 1, "the end was reported \(ends.value.count) times, once is right")
    precondition(output.readableBytes == 0, "a frame was written in part")
  }

  /// Runs everything that is ready, and takes what was written.
  private func settle() {
    loop.run()
    do {
      while let written = try channel.readOutbound(as: ByteBuffer.self) {
        output.writeImmutableBuffer(written)
      }
    } catch {
      preconditionFailure("a connection writes bytes")
    }
    // The answers have to be whole frames of the sizes that every peer takes.
    while output.readableBytes >= 9,
      let head = output.getInteger(at: output.readerIndex, as: UInt32.self)
    {
      let length = Int(head >> 8)
      precondition(length <= 16_384, "a frame is larger than the peer takes")
      guard output.readableBytes >= 9 + length else { break }
      output.moveReaderIndex(forwardBy: 9 + length)
    }
    output.discardReadBytes()
  }
}
