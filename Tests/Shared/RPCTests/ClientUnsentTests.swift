import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import WellKnownMessages

@testable import RPC

@Suite("Calls that never left") struct ClientUnsentTests {
  @Test("a call whose connection dies before its request is written is made again without a policy")
  func unsent() async throws {
    try await withServers { servers in
      let connector = CloggingConnector()
      let watch = AttemptWatch()
      let target = try RPCTarget.servers(servers)
      let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
      let client = RPCClient(
        ClientParts(
          target: target, tls: nil, connector: connector,
          resolver: target.makeResolver(threadPool: .singleton, eventLoop: eventLoop)),
        credentials: nil, interceptors: [watch], channelz: nil,
        configuration: RPCClientConfiguration(), logger: Logger(label: "test"),
        eventLoop: eventLoop)
      client.connect()
      for await state in client.connectivityStates where state == .ready { break }
      let connection = try #require(connector.channels.first)
      try await connection.eventLoop.submit {
        try connection.pipeline.syncOperations.handler(type: ClogHandler.self).clog()
      }.get()
      let report = CallReport()
      async let response: Bytes = client.unary(
        TestService.echo, Bytes(value: [1]), CallOptions(report: report))
      await watch.events.wait(for: "started")
      try await connection.close()
      #expect(try await response.value == [1])
      #expect(report.attemptCount == 2)
      #expect(connector.channels.count == 2)
      await client.close()
    }
  }
}

/// Opens sockets that can be made to take nothing more.
private final class CloggingConnector: ClientConnector {
  private let sockets = SocketConnector(userTimeout: nil)
  private let opened = Mutex<[any Channel]>([])

  var channels: [any Channel] { opened.withLock { $0 } }

  func connect(
    to address: SocketEndpoint, on eventLoop: any EventLoop, timeout: TimeAmount,
    initialize: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    sockets.connect(to: address, on: eventLoop, timeout: timeout) { channel in
      self.opened.withLock { $0.append(channel) }
      try channel.pipeline.syncOperations.addHandler(ClogHandler())
      try initialize(channel)
    }
  }
}

/// Passes everything on until it is clogged; then the channel cannot be written to.
private final class ClogHandler: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var context: ChannelHandlerContext?
  private var isClogged = false

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func clog() throws {
    isClogged = true
    try context?.channel.syncOptions?.setOption(
      .writeBufferWaterMark, value: ChannelOptions.Types.WriteBufferWaterMark(low: 1, high: 1))
    context?.write(wrapOutboundOut(ByteBuffer(bytes: [0, 0, 0])), promise: nil)
  }

  func flush(context: ChannelHandlerContext) {
    if !isClogged { context.flush() }
  }
}

/// Tells when calls are about to be sent.
private struct AttemptWatch: ClientInterceptor, ClientCallObserver {
  let events = EventLog()

  func observe(
    _ method: MethodDescriptor, _ options: CallOptions
  ) -> (any ClientCallObserver)? { self }

  func attemptStarted(_ number: Int) { events.add("started") }
  func sent(_ message: MessageSize) {}
  func received(_ message: MessageSize) {}
  func finished(_ code: RPCCode) {}
}
