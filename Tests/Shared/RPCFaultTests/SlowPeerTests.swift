import RPC
import Testing

/// Peers that take their time.
@Suite("Slow peers", .timeLimit(.minutes(3))) struct SlowPeerTests {
  @Test("a peer that sends nothing is closed after the handshake time")
  func silent() async throws {
    try await withFaultServer {
      $0.handshakeTimeout = .seconds(1)
    } _: { server in
      let peer = try await RawPeer.connect(port: server.port)
      #expect(await peer.end() == nil)
    }
  }

  @Test("a peer that sends the preface byte by byte gets no more time than others")
  func slowPreface() async throws {
    try await withFaultServer {
      $0.handshakeTimeout = .seconds(1)
    } _: { server in
      let peer = try await RawPeer.connect(port: server.port)
      for byte in RawFrame.preface {
        await peer.send(bytes: [byte])
        try await Task.sleep(for: .milliseconds(60))
      }
      #expect(await peer.end() == nil)
    }
  }

  @Test("a preface without the SETTINGS behind it is not enough")
  func noSettings() async throws {
    try await withFaultServer {
      $0.handshakeTimeout = .seconds(1)
    } _: { server in
      let peer = try await RawPeer.connect(port: server.port)
      await peer.send(bytes: RawFrame.preface)
      #expect(await peer.end() == nil)
    }
  }

  @Test("headers that begin and do not end close the connection after the handshake time")
  func headersWithoutEnd() async throws {
    try await withFaultServer {
      $0.handshakeTimeout = .seconds(1)
    } _: { server in
      let peer = try await server.peer()
      let block = RawHeaderBlock.encode(RawCall.head("Echo"))
      await peer.send(.headers(block, on: 1, isComplete: false))
      #expect(await peer.end() == nil)
    }
  }

  @Test("headers that come byte by byte get no more time")
  func slowHeaders() async throws {
    try await withFaultServer {
      $0.handshakeTimeout = .seconds(1)
    } _: { server in
      let peer = try await server.peer()
      let bytes = RawCall.start("Echo").bytes
      for byte in bytes.prefix(40) {
        await peer.send(bytes: [byte])
        try await Task.sleep(for: .milliseconds(40))
      }
      #expect(await peer.end() == nil)
    }
  }

  @Test("a request that does not come ends at the deadline of the method")
  func slowBody() async throws {
    try await withFaultServer(deadlineMax: .milliseconds(150)) { server in
      let peer = try await server.peer()
      await peer.send(
        RawCall.start("Echo"), .data(Array(RawCall.frame([1, 2, 3]).dropLast()), on: 1))
      let answer = await peer.answerWithReset()
      #expect(answer.status == "4")
      #expect(answer.reset == .noError)
      await peer.close()
    }
  }

  @Test("a request that comes byte by byte ends at its deadline, handler and all")
  func dribblingBody() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Collect", [RawField("grpc-timeout", "200m")]))
      let message = RawCall.frame(RawCall.bytesValue([UInt8](repeating: 1, count: 100)))
      for byte in message.prefix(30) {
        await peer.send(.data([byte], on: 1))
        try await Task.sleep(for: .milliseconds(15))
      }
      #expect(await peer.answerWithReset().status == "4")
      await peer.close()
    }
  }

  @Test("a peer without calls is sent away after the idle time")
  func idle() async throws {
    try await withFaultServer {
      $0.idleTimeout = .seconds(1)
    } _: { server in
      let peer = try await server.peer()
      let end = await peer.end()
      #expect(end?.code == .noError)
      #expect(end?.debugData == "max_idle")
    }
  }

  @Test("a peer that does not answer keepalive pings is closed, its calls end")
  func dead() async throws {
    try await withFaultServer {
      $0.keepaliveTime = .seconds(1)
      $0.keepaliveTimeout = .seconds(1)
    } _: { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Hold"))
      _ = await peer.end()
      #expect(peer.connectionFrames.contains { $0.kind == RawFrame.Kind.ping })
    }
  }

  // MARK: - Reading

  @Test("an answer that the peer gives no window for is dropped after the time for slow readers")
  func zeroWindow() async throws {
    try await withFaultServer {
      $0.slowReaderTimeout = .milliseconds(150)
    } _: { server in
      let peer = try await server.peer([(.initialWindowSize, 0)])
      await peer.send(RawCall.unary("Echo", RawCall.bytesValue([1])))
      let answer = await peer.answer()
      #expect(answer.reset == .cancel)
      #expect(answer.data.isEmpty)
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("an answer larger than the connection's window is dropped when it is never enlarged")
  func connectionWindow() async throws {
    try await withFaultServer {
      $0.slowReaderTimeout = .milliseconds(150)
    } _: { server in
      let peer = try await server.peer([(.initialWindowSize, 0x7FFF_FFFF)])
      await peer.send(RawCall.unary("Expand", RawCall.countValue(100)))
      let answer = await peer.answer()
      #expect(answer.reset == .cancel)
      #expect(answer.data.count == 65_535)
      await peer.close()
    }
  }

  @Test("a handler that writes to a peer without window ends at its deadline")
  func blockedWriter() async throws {
    try await withFaultServer(deadlineMax: .milliseconds(200)) { server in
      let peer = try await server.peer([(.initialWindowSize, 0)])
      await peer.send(RawCall.unary("Expand", RawCall.countValue(1_000_000)))
      #expect(await peer.answer().reset == .cancel)
      await peer.close()
    }
  }

  /// What makes a call fail whose caller takes no answer, and the error that stands for the code.
  static let failures: [(name: String, frames: [RawFrame], error: RawErrorCode)] = [
    ("requests that nobody reads", large + large, .enhanceYourCalm),
    ("a flag that does not exist", [.data([2, 0, 0, 0, 0], on: 1)], .internalError),
  ]

  /// A message of 70,000 bytes.
  private static let large: [RawFrame] = {
    let bytes = RawCall.frame(RawCall.bytesValue([UInt8](repeating: 1, count: 69_990)))
    return stride(from: 0, to: bytes.count, by: 10_000).map {
      .data(Array(bytes[$0..<min($0 + 10_000, bytes.count)]), on: 1)
    }
  }()

  @Test("a call that fails behind an answer nobody takes tells its code", arguments: failures)
  func failureBehindAnswer(name: String, frames: [RawFrame], error: RawErrorCode) async throws {
    try await withFaultServer {
      $0.connectionBufferBytesMax = 100_000
    } _: { server in
      let peer = try await server.peer([(.initialWindowSize, 0)])
      await peer.send([RawCall.start("Chat")] + Self.large)
      #expect(await peer.isAlive())
      await peer.send(frames)
      #expect(await peer.answer().reset == error)
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("a peer that reads nothing from its socket is closed, the handler's memory is bounded")
  func unreadSocket() async throws {
    try await withFaultServer {
      $0.slowReaderTimeout = .milliseconds(300)
    } _: { server in
      let peer = try await server.peer([(.initialWindowSize, 0x7FFF_FFFF)], reads: false)
      await peer.send(
        [.windowUpdate(0x7FFF_0000 - 65_535, on: 0)]
          + RawCall.unary("Expand", RawCall.countValue(1_000_000)))
      #expect(await eventually { server.ledger.started > 1 })
      // The neighbour's handlers come and go, so look more than once.
      #expect(await eventually { server.connectionCount == 1 })
      await peer.close()
    }
  }

  @Test("answers to pings of a peer that does not read are not collected for ever")
  func unreadPongs() async throws {
    try await withFaultServer {
      $0.slowReaderTimeout = .seconds(20)
      $0.pingsPerSecondMax = 10_000_000
      $0.permitsPingsWithoutCalls = true
      $0.pingIntervalMin = .zero
      $0.outboundFramesMax = 500
    } _: { server in
      let peer = try await server.peer(reads: false)
      let batch = [RawFrame](repeating: .ping(), count: 10_000)
      var batches = 0
      while server.connectionCount > 1, batches < 2_000 {
        await peer.send(batch)
        batches += 1
      }
      #expect(await eventually { server.connectionCount == 1 })
      await peer.close()
    }
  }
}
