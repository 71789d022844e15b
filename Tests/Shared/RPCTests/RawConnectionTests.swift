import HTTP2
import NIOCore
import NIOPosix
import Testing
import WellKnownMessages

@testable import RPC

/// A server that greets as HTTP/2 does and closes when it is asked for something.
private final class HangUpHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var isGreeted = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isGreeted {
      context.close(promise: nil)
    } else {
      isGreeted = true
      let emptySettings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: emptySettings)), promise: nil)
    }
  }
}

/// Sends one request and collects the header lists of the answer.
private final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let session = HTTP2ClientSession(
    configuration: HTTP2Configuration(
      concurrentStreamsMax: 0, headerListBytesMax: 16_384, streamWindowBytes: 65_535,
      connectionWindowBytes: 65_535, streamResetsBurstMax: 100, streamResetsPerSecondMax: 10,
      drainedBytes: 65_536))
  private let headers: HTTP2Headers
  private let body: ByteBuffer
  private let endsRequest: Bool
  private let answer: EventLoopPromise<[String: String]>
  private var seen: [String: String] = [:]

  init(
    _ headers: HTTP2Headers, _ body: ByteBuffer, endsRequest: Bool,
    answer: EventLoopPromise<[String: String]>
  ) {
    self.headers = headers
    self.body = body
    self.endsRequest = endsRequest
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    let body = body
    if let stream = session.request(headers, endOfStream: false) {
      _ = session.send(body.readableBytesSpan, on: stream)
      if endsRequest { session.finish(stream) }
    }
    flush(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    do {
      try session.receive(bytes.readableBytesSpan)
    } catch {
      answer.fail(error)
    }
    flush(context)
  }

  func channelInactive(context: ChannelHandlerContext) { answer.succeed(seen) }

  private func flush(_ context: ChannelHandlerContext) {
    var output = ByteBuffer()
    output.writeWithOutputRawSpan(minimumWritableBytes: 65_536) {
      _ = session.writeOutput(into: &$0)
    }
    let events = session.takeEvents()
    for event in events {
      switch event {
      case .headers(_, let headers, _):
        for place in headers.places { seen[headers.name(at: place)] = headers.value(at: place) }
      case .closed(_, let code):
        seen["closed"] = String(code.rawValue)
        context.close(promise: nil)
      default: break
      }
    }
    if output.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(output), promise: nil) }
  }
}

@Suite("RPC on raw connections") struct RawConnectionTests {
  @Test("a call fails with UNAVAILABLE when the server dies under it")
  func serverDies() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(HangUpHandler())
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    let client = RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: port))
    let status = try await status { try await client.unary(TestService.echo, Bytes()) as Bytes }
    #expect(status.code == .unavailable)
    await client.close()
    try await listener.close()
  }

  /// Sends one request and returns the answer's header fields.
  private func ask(
    _ address: RPCAddress, _ headers: HTTP2Headers, _ body: ByteBuffer = frame([]),
    endsRequest: Bool = true
  ) async throws -> [String: String] {
    try await send(address, headers, body, endsRequest: endsRequest).get()
  }

  /// Connects and sends one request; the future is the answer's header fields.
  private func send(
    _ address: RPCAddress, _ headers: HTTP2Headers, _ body: ByteBuffer = frame([]),
    endsRequest: Bool = true
  ) async throws -> EventLoopFuture<[String: String]> {
    let answer = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: [String: String].self)
    _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            RequestHandler(headers, body, endsRequest: endsRequest, answer: answer))
        }
      }
      .connect(host: address.host, port: address.port).get()
    return answer.futureResult
  }

  private static let call: HTTP2Headers = [
    ":method": "POST", ":scheme": "http", ":path": "/laurel.test.v1.TestService/Echo",
    ":authority": "test", "te": "trailers",
  ]

  @Test("another content type gets HTTP status 415")
  func contentType() async throws {
    try await withServer { _, _, address in
      let answer = try await ask(address, Self.call)
      #expect(answer[":status"] == "415")
      #expect(answer["grpc-status"] == "2")
    }
  }

  @Test("an unknown encoding gets UNIMPLEMENTED and the list of known ones")
  func encoding() async throws {
    try await withServer { _, _, address in
      var headers = Self.call
      headers.append("content-type", "application/grpc")
      headers.append("grpc-encoding", "zstd")
      let answer = try await ask(address, headers)
      #expect(answer["grpc-status"] == "12")
      #expect(answer["grpc-accept-encoding"] == "identity,gzip,deflate")
    }
  }

  @Test("a compressed message without an encoding gets INTERNAL")
  func compressionFlag() async throws {
    try await withServer { _, _, address in
      var headers = Self.call
      headers.append("content-type", "application/grpc")
      let answer = try await ask(address, headers, frame([1], flag: 1), endsRequest: false)
      #expect(answer["grpc-status"] == "13")
      #expect(answer["closed"] == "0")
    }
  }

  @Test("a request that is not completed in time gets DEADLINE_EXCEEDED")
  func slowRequest() async throws {
    try await withServer { _, _, address in
      var headers = Self.call
      headers.append("content-type", "application/grpc")
      headers.append("grpc-timeout", "50m")
      let answer = try await ask(address, headers, ByteBuffer(bytes: [0, 0]), endsRequest: false)
      #expect(answer["grpc-status"] == "4")
    }
  }

  @Test("requests whose end comes together with their cancellation have not ended")
  func cancelledEnd() async throws {
    let service = TestService()
    try await withServer(service) { _, _, address in
      let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: address.host, port: address.port).get()
      let session = HTTP2ClientSession(configuration: RPCClientConfiguration().http2)
      let headers: HTTP2Headers = [
        ":method": "POST", ":scheme": "http", ":path": "/laurel.test.v1.TestService/Collect",
        ":authority": "test", "te": "trailers", "content-type": "application/grpc",
      ]
      let stream = try #require(session.request(headers, endOfStream: false))
      _ = session.send(
        MessageFrame.encode(Bytes(value: [1, 2, 3])).readableBytesSpan, on: stream)
      var output = ByteBuffer()
      output.writeWithOutputRawSpan(minimumWritableBytes: 65_536) {
        _ = session.writeOutput(into: &$0)
      }
      try await connection.writeAndFlush(output)
      #expect(await service.events.next() == "request")
      // As HAProxy forwards a caller that cancels while it sends: an empty DATA frame that ends the
      // stream, then RST_STREAM with CANCEL.
      let end: [UInt8] = [0, 0, 0, 0, 1, 0, 0, 0, 1]
      let reset: [UInt8] = [0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8]
      try await connection.writeAndFlush(ByteBuffer(bytes: end + reset))
      #expect(await service.events.next() == "requests broke off")
      try await connection.close()
    }
  }

  @Test("connections that wait to be taken when the server drains are served")
  func drainWithWaitingConnections() async throws {
    let service = TestService()
    try await withServer(service) { server, client, address in
      async let blocked: Text = client.unary(TestService.block, Text())
      await service.events.wait(for: "started")
      // The operating system makes these connections while the server is busy.
      let headers: HTTP2Headers = [
        ":method": "POST", ":scheme": "http", ":path": "/laurel.test.v1.TestService/Peer",
        ":authority": "test", "te": "trailers", "content-type": "application/grpc",
      ]
      var answers: [EventLoopFuture<[String: String]>] = []
      for _ in 0..<5 { answers.append(try await send(address, headers)) }
      server.drain()
      // By now, the end of listening waits behind the handler.
      try await Task.sleep(for: .milliseconds(100))
      service.gate.open()
      _ = try await blocked
      for answer in answers {
        let fields = try await answer.get()
        #expect(fields["grpc-status"] == "0")
        #expect(fields["peer"]?.hasPrefix("127.0.0.1:") == true)
      }
    }
  }

  @Test("an early answer is followed by a reset without an error")
  func earlyAnswer() async throws {
    try await withServer { _, _, address in
      var headers = Self.call
      headers.append("content-type", "application/grpc")
      headers.append("grpc-timeout", "0n")
      let answer = try await ask(address, headers, endsRequest: false)
      #expect(answer["grpc-status"] == "4")
      #expect(answer["closed"] == "0")
    }
  }
}

@Suite("HealthService") struct HealthServiceTests {
  typealias Request = GRPCHealthV1.HealthCheckRequest
  typealias Response = GRPCHealthV1.HealthCheckResponse

  static let check = MethodDescriptor(
    service: "grpc.health.v1.Health", name: "Check", kind: .unary)
  static let watch = MethodDescriptor(
    service: "grpc.health.v1.Health", name: "Watch", kind: .serverStreaming)

  @Test("tells that the server serves, and does not know other services")
  func check() async throws {
    try await withServer { _, client, _ in
      let response: Response = try await client.unary(Self.check, Request())
      #expect(response.status == .serving)
      let status = try await status {
        try await client.unary(Self.check, Request(service: "missing")) as Response
      }
      #expect(status.code == .notFound)
    }
  }

  @Test("a watcher sees NOT_SERVING when the server drains, then the end")
  func drain() async throws {
    try await withServer { server, client, _ in
      let status = try await status {
        try await client.serverStreaming(Self.watch, Request()) {
          (responses: RPCResponses<Response>) in
          var statuses: [Response.ServingStatus] = []
          for try await response in responses {
            statuses.append(response.status)
            #expect(statuses == [.serving] || statuses == [.serving, .notServing])
            server.drain()
          }
          return statuses
        }
      }
      #expect(status.code == .unavailable)
    }
  }
}
