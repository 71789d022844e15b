import Kernel
import Logging
import Testing
import WellKnownMessages

@testable import RPC

@Suite("Channelz of running servers and clients") struct ChannelzTrafficTests {
  @Test("servers and clients show their connections, calls, messages and windows")
  func traffic() async throws {
    let registry = ChannelzRegistry(clock: SystemWallClock())
    let server = RPCServer(
      configuration: RPCServerConfiguration(
        host: "127.0.0.1", port: 0, errorDomain: "test.laurel"),
      services: [TestService()], channelz: registry.registerServer("test"),
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "No.") },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let address = try await server.listeningAddress()
      let client = RPCClient(target: RPCTarget(address), channelz: registry)
      for _ in 0..<3 { _ = try await client.unary(TestService.echo, Bytes()) as Bytes }
      _ = try await status {
        try await client.unary(TestService.fail, Text(value: "status")) as Text
      }
      try await client.serverStreaming(TestService.expand, Count(value: 5)) {
        (responses: RPCResponses<Bytes>) in
        for try await _ in responses {}
      }
      let calls = try #require(registry.channels.values.first?.subchannels.first).activity
      // The stream of a call ends a moment after the call.
      while calls.calls.succeeded + calls.calls.failed < 5 { await Task.yield() }
      try expectTraffic(registry)
      await client.close()
      server.drain()
      try await group.waitForAll()
    }
    #expect(registry.servers.isEmpty)
    #expect(registry.channels.isEmpty)
  }

  private func expectTraffic(_ registry: ChannelzRegistry) throws {
    let server = try #require(registry.servers.values.first)
    #expect(server.listenSockets.count == 1)
    let taken = try #require(server.sockets.values.first)
    #expect(taken.streamsStarted.value == 5)
    #expect(taken.messagesReceivedCount.value == 5)
    #expect(taken.messagesSentCount.value == 8)
    #expect(taken.callsFailed.value == 1)
    let channel = try #require(registry.channels.values.first)
    #expect(channel.activity.state == .ready)
    #expect(channel.activity.calls.started == 5)
    #expect(channel.activity.calls.succeeded == 4)
    #expect(channel.activity.calls.failed == 1)
    let subchannel = try #require(channel.subchannels.first)
    #expect(subchannel.activity.calls.started == 5)
    #expect(subchannel.activity.calls.succeeded == 4)
    #expect(subchannel.activity.calls.failed == 1)
    let made = try #require(subchannel.sockets.first)
    #expect(made.remoteWindow.value == taken.localWindow.value)
    #expect(taken.localWindow.value < 1_048_576)
    #expect(taken.remoteWindow.value < 1_048_576)
    #expect(made.streamsStarted.value == 5)
    #expect(made.messagesSentCount.value == 5)
    #expect(made.messagesReceivedCount.value == 8)
    #expect(made.remote == taken.local)
    #expect(made.peerStreamsMax.value == 100)
  }
}
