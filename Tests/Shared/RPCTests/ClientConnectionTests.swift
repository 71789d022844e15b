import Logging
import NIOCore
import NIOPosix
import Testing
import WellKnownMessages
import X509

@testable import RPC

@Suite("Connections of clients") struct ClientConnectionTests {
  private static let roundRobin = #"{"loadBalancingConfig": [{"round_robin": {}}]}"#

  private func echo(_ client: RPCClient, _ options: CallOptions = CallOptions()) async throws {
    let response: Bytes = try await client.unary(TestService.echo, Bytes(value: [1]), options)
    #expect(response.value == [1])
  }

  @Test("a name is looked up")
  func name() async throws {
    try await withServers { servers in
      let port = try #require(servers[0].address).port
      try await withClient(RPCTarget(parsing: "dns:///localhost:\(port)")) { try await echo($0) }
    }
  }

  @Test("a name that does not exist fails calls with UNAVAILABLE and says why")
  func unknownName() async throws {
    try await withClient(RPCTarget(parsing: "no-such-host.invalid:1")) { client in
      let status = try await status { try await echo(client) }
      #expect(status.code == .unavailable)
      #expect(status.message.contains("no-such-host.invalid"))
    }
  }

  @Test("pick_first uses one server, and the next when that is gone")
  func pickFirst() async throws {
    try await withServers(2) { servers in
      try await withClient(.servers(servers)) { client in
        for _ in 0..<10 { try await echo(client) }
        #expect(servers.map(\.connectionCount) == [1, 0])
        servers[0].drain()
        while servers[0].connectionCount > 0 { await Task.yield() }
        try await echo(client, CallOptions(waitForReady: true))
        #expect(servers[1].connectionCount == 1)
      }
    }
  }

  @Test("round_robin spreads calls evenly over the servers", .timeLimit(.minutes(1)))
  func roundRobin() async throws {
    try await withServers(3) { servers in
      try await withClient(.servers(servers), serviceConfig: Self.roundRobin) { client in
        // A server that has a connection may not have told the client its settings yet.
        var answering: Set<String> = []
        while answering.count < 3 {
          let report = CallReport()
          try await echo(client, CallOptions(report: report))
          answering.insert(report.peerAddress ?? "")
        }
        var counts: [String: Int] = [:]
        for _ in 0..<30 {
          let report = CallReport()
          try await echo(client, CallOptions(report: report))
          counts[report.peerAddress ?? "", default: 0] += 1
        }
        #expect(counts.count == 3)
        #expect(counts.values.allSatisfy { (8...12).contains($0) })
      }
    }
  }

  @Test("clients of the same servers do not all begin with the first")
  func roundRobinStart() async throws {
    try await withServers(3) { servers in
      var first: Set<String> = []
      for _ in 0..<12 {
        try await withClient(.servers(servers), serviceConfig: Self.roundRobin) { client in
          client.connect()
          while servers.contains(where: { $0.connectionCount == 0 }) { await Task.yield() }
          // The settings of the last may still be under way.
          try await Task.sleep(for: .milliseconds(20))
          let report = CallReport()
          try await echo(client, CallOptions(report: report))
          first.insert(report.peerAddress ?? "")
        }
        while servers.contains(where: { $0.connectionCount > 0 }) { await Task.yield() }
      }
      #expect(first.count > 1)
    }
  }

  @Test("a connection is replaced before its stream numbers run out, and no call fails")
  func streamNumbers() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), configure: { $0.streamNumberMax = 7 }) { client in
        var addresses: Set<String> = []
        for _ in 0..<12 {
          let response: Text = try await client.unary(
            TestService.caller, Text(), CallOptions(waitForReady: true))
          addresses.insert(response.value)
        }
        // Four calls have the numbers 1 to 7.
        #expect(addresses.count == 3)
        while servers[0].connectionCount > 1 { await Task.yield() }
      }
    }
  }

  @Test("round_robin goes on without a server that stops, and no call fails")
  func roundRobinDrain() async throws {
    try await withServers(2) { servers in
      try await withClient(.servers(servers), serviceConfig: Self.roundRobin) { client in
        try await withThrowingTaskGroup { group in
          for _ in 0..<4 {
            group.addTask { for _ in 0..<100 { try await echo(client) } }
          }
          servers[0].drain()
          try await group.waitForAll()
        }
      }
    }
  }

  @Test("no call fails when the server limits the age of connections")
  func connectionAge() async throws {
    try await withServers(configure: { $0.connectionAgeMax = .milliseconds(20) }) { servers in
      try await withClient(.servers(servers)) { client in
        let end = ContinuousClock.now + .milliseconds(500)
        try await withThrowingTaskGroup { group in
          for _ in 0..<4 {
            group.addTask { while ContinuousClock.now < end { try await echo(client) } }
          }
          try await group.waitForAll()
        }
      }
    }
  }

  @Test("calls beyond the streams that the server allows wait for their turn")
  func streamsMax() async throws {
    try await withServers(configure: { $0.concurrentStreamsMax = 2 }) { servers in
      try await withClient(.servers(servers)) { client in
        try await withThrowingTaskGroup { group in
          for _ in 0..<100 { group.addTask { try await echo(client) } }
          try await group.waitForAll()
        }
        #expect(servers[0].connectionCount == 1)
      }
    }
  }

  @Test("calls that wait for a stream fail when their deadline has passed")
  func waitingDeadline() async throws {
    let service = TestService()
    try await withServers(
      services: [service], configure: { $0.concurrentStreamsMax = 1 }
    ) { servers in
      try await withClient(.servers(servers)) { client in
        try await withThrowingTaskGroup { group in
          group.addTask {
            _ = try? await client.unary(TestService.wait, Text()) as Text
          }
          await service.events.wait(for: "started")
          let status = try await status {
            try await echo(client, CallOptions(timeout: .milliseconds(50)))
          }
          #expect(status.code == .deadlineExceeded)
          group.cancelAll()
        }
        try await echo(client)
      }
    }
  }

  @Test("a call that waits for readiness is answered when the server comes")
  func waitForReady() async throws {
    let port = try await freePort()
    try await withClient(RPCTarget(parsing: "127.0.0.1:\(port)")) { client in
      let failed = try await status { try await echo(client) }
      #expect(failed.code == .unavailable)
      try await withThrowingTaskGroup { group in
        group.addTask {
          try await echo(client, CallOptions(timeout: .seconds(20), waitForReady: true))
        }
        for await state in client.connectivityStates where state == .transientFailure { break }
        try await withServers(configure: {
          $0.listeners = [
            RPCListener(address: .inet(RPCAddress(host: "127.0.0.1", port: port)))
          ]
        }) { _ in try await group.waitForAll() }
      }
    }
  }

  /// A port that is free, below those that the system gives to whoever asks for any.
  private func freePort() async throws -> Int {
    while true {
      let port = Int.random(in: 20_000..<30_000)
      let listener = try? await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(host: "127.0.0.1", port: port).get()
      if let listener {
        try await listener.close()
        return port
      }
    }
  }

  @Test("a Unix socket is a target like any other")
  func unixSocket() async throws {
    let folder = try TestFolder()
    let path = folder.path("socket")
    try await withServers(configure: {
      $0.listeners = [RPCListener(address: .unix(path: path))]
    }) { _ in
      try await withClient(RPCTarget(parsing: "unix:\(path)")) { client in
        let report = CallReport()
        try await echo(client, CallOptions(report: report))
        #expect(report.peerAddress == "local")
      }
    }
  }

  @Test("TLS with certificates on both sides tells the handler who calls")
  func mutualTLS() async throws {
    let folder = try TestFolder()
    let authority = try TestAuthority()
    let roots = try authority.write(to: folder, "roots.pem")
    let server = try authority.issueServer(to: folder)
    let caller = try authority.issue("quality", [.dnsName("quality")], to: folder, "client")
    try await withServers(configure: {
      var tls = RPCServerTLS(certificate: server.files)
      tls.clientCertificates = .required(trustRootsFile: roots)
      $0.listeners = [
        RPCListener(address: .inet(RPCAddress(host: "127.0.0.1", port: 0)), tls: tls)
      ]
    }) { servers in
      var tls = RPCClientTLS(trustRootsFile: roots)
      tls.certificate = caller.files
      try await withClient(.servers(servers), tls: TLSContextSource(client: tls)) { client in
        let response: Text = try await client.unary(AttemptService.describe, Text())
        #expect(response.value == "false quality")
      }
      let stranger = TLSContextSource.self
      let untrusted = try stranger.init(client: RPCClientTLS(trustRootsFile: server.files.chain))
      try await withClient(.servers(servers), tls: untrusted) { client in
        let status = try await status { try await echo(client) }
        #expect(status.code == .unavailable)
        #expect(status.message.contains("trusted authority"))
      }
    }
  }

  @Test("a client in clear text is refused by a server with TLS, with UNAVAILABLE")
  func clearTextToTLS() async throws {
    let folder = try TestFolder()
    let server = try TestAuthority().issueServer(to: folder)
    try await withServers(configure: {
      $0.listeners = [
        RPCListener(
          address: .inet(RPCAddress(host: "127.0.0.1", port: 0)),
          tls: RPCServerTLS(certificate: server.files))
      ]
    }) { servers in
      try await withClient(.servers(servers)) { client in
        let status = try await status { try await echo(client) }
        #expect(status.code == .unavailable)
      }
    }
  }

  @Test("the states go from IDLE over CONNECTING and READY back to IDLE, and end with SHUTDOWN")
  func states() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers)) { client in
        #expect(client.connectivityState == .idle)
        var states = client.connectivityStates.makeAsyncIterator()
        client.connect()
        var seen: [ConnectivityState] = []
        for _ in 0..<3 { seen.append(try #require(await states.next())) }
        servers[0].drain()
        seen.append(try #require(await states.next()))
        #expect(seen == [.idle, .connecting, .ready, .idle])
        await client.close()
        #expect(await states.next() == .shutdown)
        #expect(await states.next() == nil)
      }
    }
  }

  @Test(
    "a client without calls gives its connection up after a while, and makes it anew",
    .timeLimit(.minutes(1)))
  func idle() async throws {
    try await withServers { servers in
      try await withClient(
        .servers(servers), configure: { $0.idleTimeout = .milliseconds(30) }
      ) { client in
        try await echo(client)
        while servers[0].connectionCount > 0 { await Task.yield() }
        // The server may know of the end before the client has noted it.
        while client.connectivityState != .idle { await Task.yield() }
        try await echo(client)
      }
    }
  }

  @Test(
    "a client that was told to connect and is never called gives its connection up, too",
    .timeLimit(.minutes(1)))
  func idleWithoutCalls() async throws {
    try await withServers { servers in
      try await withClient(
        .servers(servers), configure: { $0.idleTimeout = .milliseconds(200) }
      ) { client in
        var states = client.connectivityStates.makeAsyncIterator()
        #expect(await states.next() == .idle)
        client.connect()
        while let state = await states.next(), state != .idle {}
        #expect(client.connectivityState == .idle)
        while servers[0].connectionCount > 0 { await Task.yield() }
      }
    }
  }

  @Test("a call fails with UNAVAILABLE when the server has stopped answering pings")
  func keepalive() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(SilentHandler())
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    try await withClient(
      RPCTarget(parsing: "127.0.0.1:\(port)"),
      configure: {
        $0.keepaliveTimeMin = .milliseconds(20)
        $0.keepaliveTime = .milliseconds(20)
        $0.keepaliveTimeout = .milliseconds(50)
      }
    ) { client in
      let status = try await status {
        try await echo(client, CallOptions(timeout: .seconds(20)))
      }
      #expect(status.code == .unavailable)
    }
    try await listener.close()
  }

  @Test("a server in the same process is called without an address", arguments: [1, 2])
  func inProcess(_ threads: Int) async throws {
    try await withServers(configure: {
      $0.listeners = []
      $0.threads = threads
    }) { servers in
      let client = RPCClient(inProcess: servers[0])
      for _ in 0..<10 { try await echo(client) }
      #expect(servers[0].connectionCount == 1)
      await client.close()
    }
  }
}

/// Greets as HTTP/2 does, then reads and says nothing.
private final class SilentHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func channelActive(context: ChannelHandlerContext) {
    let emptySettings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: emptySettings)), promise: nil)
  }
}
