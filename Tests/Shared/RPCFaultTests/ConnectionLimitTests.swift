import RPC
import Testing

/// More connections than allowed, and more of what one may hold.
@Suite("Connection limits", .timeLimit(.minutes(3))) struct ConnectionLimitTests {
  @Test("connections beyond the limit are closed, those within it go on")
  func tooMany() async throws {
    try await withFaultServer {
      $0.connectionsMax = 4
    } _: { server in
      var peers: [RawPeer] = []
      for _ in 0..<3 { peers.append(try await server.peer()) }
      for _ in 0..<20 {
        let refused = try await RawPeer.connect(port: server.port)
        await refused.send(bytes: RawFrame.preface + RawFrame.settings().bytes)
        _ = await refused.end()
        #expect(!refused.hasServerSettings)
      }
      #expect(server.connectionCount == 4)
      for peer in peers {
        #expect(await peer.isAlive())
        await peer.close()
      }
      #expect(await eventually { server.connectionCount == 1 })
      let late = try await server.peer()
      #expect(await late.isAlive())
      await late.close()
    }
  }

  @Test("empty messages that no handler reads fill the connection's buffer by their prefixes")
  func emptyMessages() async throws {
    try await withFaultServer {
      $0.connectionBufferBytesMax = 4_096
    } _: { server in
      let peer = try await server.peer()
      let messages = (0..<500).flatMap { _ in RawCall.frame([]) }
      await peer.send(RawCall.start("HoldChat"), .data(messages, on: 1))
      #expect(await peer.isAlive())
      #expect(peer.answers[1] == nil)
      await peer.send(.data(messages, on: 1))
      #expect(await peer.answerWithReset().status == "8")
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("more connections per second than allowed are closed, later ones are served again")
  func tooFast() async throws {
    try await withFaultServer {
      $0.connectionsPerSecondMax = 5
    } _: { server in
      var servedCount = 0
      var refusedCount = 0
      for _ in 0..<60 {
        let peer = try await RawPeer.connect(port: server.port)
        await peer.send(bytes: RawFrame.preface + RawFrame.settings().bytes)
        await peer.read { $0.hasServerSettings }
        if peer.hasServerSettings { servedCount += 1 } else { refusedCount += 1 }
        await peer.close()
      }
      // The neighbour was one of the first five.
      #expect(servedCount >= 4)
      #expect(refusedCount > 0)
      // A second's worth comes back within a second.
      try await Task.sleep(for: .milliseconds(1100))
      let late = try await server.peer()
      #expect(await late.isAlive())
      await late.close()
    }
  }

  @Test("connections that are opened and cut at once leave nothing behind")
  func openedAndCut() async throws {
    try await withFaultServer { server in
      for number in 0..<300 {
        let peer = try await RawPeer.connect(port: server.port)
        if number.isMultiple(of: 2) { await peer.abort() } else { await peer.close() }
      }
    }
  }
}
