import Kernel
import Testing
import WellKnownMessages

@testable import RPC

@Suite("ChannelzService") struct ChannelzServiceTests {
  typealias Wire = GRPCChannelzV1

  static let noon = Timestamp(microseconds: 1_700_000_000_000_000)

  private let registry = ChannelzRegistry(clock: FixedWallClock(noon))

  private func method(_ name: String) -> MethodDescriptor {
    MethodDescriptor(service: "grpc.channelz.v1.Channelz", name: name, kind: .unary)
  }

  private func withChannelz(_ body: (RPCClient) async throws -> Void) async throws {
    let service = ChannelzService(
      registry: registry, policy: MethodPolicy(access: .anybody, deadlineMax: .seconds(5)))
    try await withServer(offering: [service], body)
  }

  private func server(_ id: Int64, _ client: RPCClient) async throws -> Wire.Server {
    let response: Wire.GetServerResponse = try await client.unary(
      method("GetServer"), Wire.GetServerRequest(serverID: id))
    return try #require(response.server)
  }

  private func socket(_ id: Int64, _ client: RPCClient) async throws -> Wire.Socket {
    let response: Wire.GetSocketResponse = try await client.unary(
      method("GetSocket"), Wire.GetSocketRequest(socketID: id))
    return try #require(response.socket)
  }

  @Test("pages through servers in the order of their ids")
  func servers() async throws {
    for name in ["a", "b", "c"] { _ = registry.registerServer(name) }
    try await withChannelz { client in
      let first: Wire.GetServersResponse = try await client.unary(
        method("GetServers"), Wire.GetServersRequest(maxResults: 2))
      #expect(first.server.map(\.ref?.name) == ["a", "b"])
      #expect(first.server.map(\.ref?.serverID) == [1, 2])
      #expect(!first.end)
      let second: Wire.GetServersResponse = try await client.unary(
        method("GetServers"), Wire.GetServersRequest(startServerID: 3, maxResults: 2))
      #expect(second.server.map(\.ref?.name) == ["c"])
      #expect(second.end)
    }
  }

  @Test("a page has 100 sockets even when more are asked for", arguments: [0, 1_000] as [Int64])
  func pageLimit(wanted: Int64) async throws {
    let server = registry.registerServer("a")
    for port in 1...101 {
      _ = server.registerSocket(
        local: nil, remote: .internet(bytes: [127, 0, 0, 1], port: port))
    }
    try await withChannelz { client in
      let page: Wire.GetServerSocketsResponse = try await client.unary(
        method("GetServerSockets"),
        Wire.GetServerSocketsRequest(serverID: server.id, maxResults: wanted))
      #expect(page.socketRef.count == 100)
      #expect(page.socketRef.first?.name == "127.0.0.1:1")
      #expect(!page.end)
      let last = try #require(page.socketRef.last).socketID
      let rest: Wire.GetServerSocketsResponse = try await client.unary(
        method("GetServerSockets"),
        Wire.GetServerSocketsRequest(serverID: server.id, startSocketID: last + 1))
      #expect(rest.socketRef.map(\.name) == ["127.0.0.1:101"])
      #expect(rest.end)
    }
  }

  @Test("a server counts the calls of open and of closed connections")
  func serverCalls() async throws {
    let server = registry.registerServer("a")
    let listener = server.registerListenSocket(.unix(path: "/run/a"))
    let closed = server.registerSocket(local: nil, remote: nil)
    let open = server.registerSocket(local: nil, remote: nil)
    for socket in [closed, open, open] { socket.streamStarted() }
    closed.streamEnded(ok: true, callSucceeded: true)
    open.streamEnded(ok: true, callSucceeded: false)
    server.addTrace("listens")
    closed.close()
    try await withChannelz { client in
      let shown = try await self.server(server.id, client)
      let data = try #require(shown.data)
      #expect((data.callsStarted, data.callsSucceeded, data.callsFailed) == (3, 1, 1))
      #expect(data.lastCallStartedTimestamp == GoogleProtobuf.Timestamp(Self.noon))
      #expect(data.trace?.events.map(\.description) == ["listens"])
      #expect(shown.listenSocket.map(\.socketID) == [listener.id])
      let shownListener = try await socket(listener.id, client)
      #expect(shownListener.local?.address == .udsAddress(.init(filename: "/run/a")))
      #expect(shownListener.data == nil)
      server.close()
      let status = try await status { try await self.server(server.id, client) }
      #expect(status.code == .notFound)
      let gone = try await RPCTests.status { try await socket(listener.id, client) }
      #expect(gone.code == .notFound)
    }
  }

  @Test("a connection shows its counters, times, windows, addresses and protection")
  func socketData() async throws {
    let socket = registry.registerServer("a").registerSocket(
      local: .internet(bytes: [127, 0, 0, 1], port: 80),
      remote: .internet(bytes: [UInt8](repeating: 0, count: 15) + [1], port: 65_535),
      security: .tls(
        cipherSuite: "TLS_AES_128_GCM_SHA256", localCertificate: [1], remoteCertificate: []))
    try await withChannelz { client in
      let fresh = try #require(try await self.socket(socket.id, client).data)
      #expect(fresh == Wire.SocketData())
      socket.tick()
      for _ in 0..<3 { socket.streamStarted() }
      socket.streamEnded(ok: true, callSucceeded: true)
      socket.streamEnded(ok: false, callSucceeded: false)
      socket.messageReceived()
      socket.messagesSent(4)
      socket.keepAliveSent()
      socket.setFlowControlWindows(local: 65_535, remote: 0)
      socket.goAwayReceived(errorCode: 11)
      socket.setPeerConcurrentStreamsMax(UInt32.max)
      let shown = try await self.socket(socket.id, client)
      let noon = GoogleProtobuf.Timestamp(Self.noon)
      #expect(
        shown.data
          == Wire.SocketData(
            streamsStarted: 3, streamsSucceeded: 1, streamsFailed: 1, messagesSent: 4,
            messagesReceived: 1, keepAlivesSent: 1, lastRemoteStreamCreatedTimestamp: noon,
            lastMessageSentTimestamp: noon, lastMessageReceivedTimestamp: noon,
            localFlowControlWindow: .init(value: 65_535),
            remoteFlowControlWindow: .init(value: 0), receivedGoawayError: .init(value: 11),
            peerMaxConcurrentStreams: UInt32.max))
      #expect(
        shown.local?.address == .tcpipAddress(.init(ipAddress: [127, 0, 0, 1], port: 80)))
      #expect(shown.ref?.name == "[0:0:0:0:0:0:0:1]:65535")
      #expect(
        shown.security?.model
          == .tls(
            .init(cipherSuite: .standardName("TLS_AES_128_GCM_SHA256"), localCertificate: [1])))
    }
  }

  @Test("a channel shows its calls and state, and leads to its subchannels and connections")
  func channels() async throws {
    let channel = registry.registerChannel("dns:///localhost:80")
    let subchannel = channel.registerSubchannel("127.0.0.1:80")
    let connection = subchannel.registerSocket(local: nil, remote: .other("pipe"))
    channel.callStarted()
    channel.callEnded(ok: true)
    subchannel.callStarted()
    subchannel.callEnded(ok: false)
    subchannel.setState(.connecting)
    subchannel.setState(.connecting)
    subchannel.setState(.transientFailure)
    connection.streamStarted()
    try await withChannelz { client in
      let page: Wire.GetTopChannelsResponse = try await client.unary(
        method("GetTopChannels"), Wire.GetTopChannelsRequest())
      #expect(page.channel.map(\.ref?.channelID) == [channel.id])
      let shown: Wire.GetChannelResponse = try await client.unary(
        method("GetChannel"), Wire.GetChannelRequest(channelID: channel.id))
      #expect(shown.channel == page.channel.first)
      #expect(shown.channel?.subchannelRef.map(\.subchannelID) == [subchannel.id])
      #expect(shown.channel?.data?.state?.state == .idle)
      #expect(shown.channel?.data?.callsSucceeded == 1)
      let below: Wire.GetSubchannelResponse = try await client.unary(
        method("GetSubchannel"), Wire.GetSubchannelRequest(subchannelID: subchannel.id))
      let data = try #require(below.subchannel?.data)
      #expect((data.callsStarted, data.callsSucceeded, data.callsFailed) == (1, 0, 1))
      #expect(data.state?.state == .transientFailure)
      #expect(data.trace?.events.map(\.severity) == [.ctInfo, .ctWarning])
      #expect(below.subchannel?.socketRef == [.init(socketID: connection.id, name: "pipe")])
      let socket = try await socket(connection.id, client)
      #expect(socket.data?.lastLocalStreamCreatedTimestamp != nil)
      connection.close()
      subchannel.close()
      let after: Wire.GetChannelResponse = try await client.unary(
        method("GetChannel"), Wire.GetChannelRequest(channelID: channel.id))
      #expect(after.channel?.subchannelRef == [])
      #expect(after.channel?.data?.trace?.numEventsLogged == 2)
      channel.close()
      let empty: Wire.GetTopChannelsResponse = try await client.unary(
        method("GetTopChannels"), Wire.GetTopChannelsRequest())
      #expect(empty == .init(end: true))
    }
  }

  @Test("a trace keeps the newest 32 events and counts all")
  func trace() async throws {
    let channel = registry.registerChannel("t")
    for number in 1...40 { channel.addTrace("\(number)", severity: .error) }
    try await withChannelz { client in
      let shown: Wire.GetChannelResponse = try await client.unary(
        method("GetChannel"), Wire.GetChannelRequest(channelID: channel.id))
      let trace = try #require(shown.channel?.data?.trace)
      #expect(trace.numEventsLogged == 40)
      #expect(trace.events.map(\.description) == (9...40).map(String.init))
      #expect(trace.creationTimestamp == GoogleProtobuf.Timestamp(Self.noon))
    }
  }

  @Test("refuses what no page can be", arguments: [(-1, 0), (0, -1)] as [(Int64, Int64)])
  func badPage(start: Int64, count: Int64) async throws {
    try await withChannelz { client in
      let status = try await status {
        try await client.unary(
          method("GetServers"), Wire.GetServersRequest(startServerID: start, maxResults: count))
          as Wire.GetServersResponse
      }
      #expect(status.code == .invalidArgument)
      #expect(
        status.fieldViolations.map(\.field) == [start < 0 ? "start_server_id" : "max_results"])
    }
  }

  @Test("answers NOT_FOUND for ids that are unknown or of another kind")
  func unknown() async throws {
    let server = registry.registerServer("a")
    try await withChannelz { client in
      let codes = [
        try await status {
          try await client.unary(
            method("GetChannel"), Wire.GetChannelRequest(channelID: server.id))
            as Wire.GetChannelResponse
        },
        try await status {
          try await client.unary(
            method("GetSubchannel"), Wire.GetSubchannelRequest(subchannelID: server.id))
            as Wire.GetSubchannelResponse
        },
        try await status { try await socket(server.id, client) },
        try await status {
          try await client.unary(
            method("GetServerSockets"), Wire.GetServerSocketsRequest(serverID: 99))
            as Wire.GetServerSocketsResponse
        },
      ].map(\.code)
      #expect(codes == [.notFound, .notFound, .notFound, .notFound])
    }
  }
}
