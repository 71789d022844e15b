import RPC
import Testing

/// Connections that are cut at every byte of a call.
@Suite("Cut connections", .timeLimit(.minutes(3))) struct CutTests {
  enum End: Sendable, CaseIterable {
    case close
    case reset
  }

  /// What a client sends in a call, as it was recorded.
  struct Recording: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var bytes: [UInt8]

    init(_ testDescription: String, _ frames: [RawFrame]) {
      self.testDescription = testDescription
      bytes = RawFrame.preface
      bytes += ([.settings([(.initialWindowSize, 65_535)])] + frames).flatMap(\.bytes)
    }
  }

  static let recordings = [
    Recording("a unary call", RawCall.unary("Echo", RawCall.bytesValue([1, 2, 3]))),
    Recording(
      "a unary call that waits", RawCall.unary("Wait", RawCall.bytesValue([1, 2, 3]))),
    Recording(
      "a stream of messages both ways",
      [RawCall.start("Chat")]
        + ([1, 2, 3] as [UInt8]).map {
          .data(RawCall.frame(RawCall.bytesValue([$0, $0])), on: 1, padding: 1)
        }
        + [.windowUpdate(100, on: 1), .data([], on: 1, ends: true)]),
    Recording(
      "a stream of answers", RawCall.unary("Expand", RawCall.countValue(500)) + [.ping()]),
  ]

  @Test(
    "a connection that is cut at any byte leaves nothing behind", arguments: recordings,
    End.allCases)
  func cut(recording: Recording, end: End) async throws {
    try await withFaultServer {
      $0.connectionsPerSecondMax = 1_000_000
    } _: { server in
      for count in 0...recording.bytes.count {
        let peer = try await RawPeer.connect(port: server.port)
        await peer.send(bytes: Array(recording.bytes.prefix(count)))
        switch end {
        case .close: await peer.close()
        case .reset: await peer.abort()
        }
      }
      await server.expectRecovery()
    }
  }

  @Test("a call works when every byte comes alone", arguments: [recordings[0], recordings[2]])
  func bytewise(recording: Recording) async throws {
    try await withFaultServer { server in
      let peer = try await RawPeer.connect(port: server.port)
      for byte in recording.bytes { await peer.send(bytes: [byte]) }
      #expect(await peer.answer().status == "0")
      await peer.close()
    }
  }

  /// What has been sent when the client says that it will stop.
  static let calls: [[RawFrame]] = [
    [RawCall.start("Chat")]
      + ([1, 2, 3] as [UInt8]).flatMap { number -> [RawFrame] in
        let frame = RawCall.frame(RawCall.bytesValue([number, number, number]))
        return [.data(Array(frame.prefix(4)), on: 1), .data(Array(frame.dropFirst(4)), on: 1)]
      } + [.data([], on: 1, ends: true)],
    RawCall.unary("Echo", RawCall.bytesValue([1])),
  ]

  @Test(
    "GOAWAY from the client at any moment lets its calls finish", arguments: calls, [false, true])
  func goAway(frames: [RawFrame], isSplit: Bool) async throws {
    try await withFaultServer { server in
      for position in 1...frames.count {
        let peer = try await server.peer()
        await peer.send(frames[..<position] + [.goAway(debugData: Array("bye".utf8))])
        // The answer to a ping shows that the server has seen the frames before it.
        if isSplit { _ = await peer.isAlive() }
        await peer.send(Array(frames[position...]))
        #expect(await peer.answer().status == "0")
        await peer.close()
      }
    }
  }

  @Test("GOAWAY before any call ends the connection")
  func earlyGoAway() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(.goAway())
      _ = await peer.end()
      #expect(peer.isClosed)
    }
  }

  @Test("GOAWAY with an error, an odd stream or a long text is taken")
  func oddGoAway() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Collect"))
      await peer.send(
        .goAway(
          lastStream: 0x7FFF_FFFE, RawErrorCode(rawValue: 0xFFFF_FFFF),
          debugData: [UInt8](repeating: 0xFF, count: 16_000)),
        .goAway(lastStream: 2), .data([], on: 1, ends: true))
      #expect(await peer.answer().status == "0")
      await peer.close()
    }
  }

  @Test("a call that comes while the server drains is served or refused, never lost")
  func callsWhileDraining() async throws {
    try await withFaultServer(hasNeighbour: false) { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Chat"))
      #expect(await eventually { server.ledger.running == 1 })
      server.server.drain()
      await peer.read { !$0.goAways.isEmpty }
      #expect(peer.goAways.first?.lastStream == 0x7FFF_FFFF)
      await peer.send(RawCall.unary("Echo", on: 3) + [.ping([0, 0, 0, 0, 0, 0, 0, 9])])
      #expect(await peer.answer(on: 3).status == "0")
      let drainPing = peer.connectionFrames.last {
        $0.kind == RawFrame.Kind.ping && $0.flags == 0
      }
      let pong = RawFrame(
        kind: RawFrame.Kind.ping, flags: RawFrame.Flag.acknowledged,
        payload: drainPing?.payload ?? [])
      await peer.send(pong)
      await peer.read { $0.goAways.count == 2 }
      #expect(peer.goAways.last?.lastStream == 3)
      await peer.send(RawCall.unary("Echo", on: 5))
      await peer.send(.data([], on: 1, ends: true))
      #expect(await peer.answer().status == "0")
      _ = await peer.end()
      #expect(peer.answers[5] == nil)
    }
  }
}
