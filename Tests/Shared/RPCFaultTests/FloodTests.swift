import RPC
import Testing

/// Frames that cost the sender little, in large numbers.
@Suite("Floods", .timeLimit(.minutes(3))) struct FloodTests {
  @Test("calls that are reset within the budget do no harm")
  func fewResets() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      for number in UInt32(0)..<500 {
        let stream = 2 * number + 1
        await peer.send([RawCall.start("Wait", on: stream, ends: false), .reset(stream)])
      }
      await peer.send(RawCall.unary("Echo", on: 1001))
      #expect(await peer.answer(on: 1001).status == "0")
      await peer.close()
    }
  }

  @Test("a handler without end does not begin when its call was reset in the same read")
  func resetBeforeTheHandler() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let endless = RawCall.countValue(.max)
      await peer.send(RawCall.unary("Expand", endless) + [.reset(1)])
      await peer.send(RawCall.unary("Echo", on: 3))
      #expect(await peer.answer(on: 3).status == "0")
      await peer.close()
    }
  }

  @Test("rapid reset: more resets than the budget close the connection with ENHANCE_YOUR_CALM")
  func manyResets() async throws {
    try await withFaultServer {
      $0.streamResetsBurstMax = 100
      $0.streamResetsPerSecondMax = 10
    } _: { server in
      let peer = try await server.peer()
      let message = RawCall.bytesValue([1])
      await peer.send(
        (0..<1000).flatMap { number -> [RawFrame] in
          let stream = UInt32(2 * number + 1)
          return RawCall.unary("Wait", message, on: stream) + [.reset(stream)]
        })
      #expect(await peer.end()?.code == .enhanceYourCalm)
    }
  }

  /// Has the server reset streams, some at a time, so that few are open.
  private func provoke(_ peer: RawPeer, _ frames: (UInt32) -> [RawFrame]) async {
    for batch in UInt32(0)..<20 {
      let streams = (0..<50).map { 2 * (50 * batch + $0) + 1 }
      await peer.send(streams.flatMap(frames))
      await peer.read { $0.answers[streams[49]]?.reset != nil }
    }
  }

  @Test("streams that the server has to reset count as resets")
  func provokedResets() async throws {
    try await withFaultServer {
      $0.streamResetsBurstMax = 100
      $0.streamResetsPerSecondMax = 10
    } _: { server in
      let peer = try await server.peer()
      await provoke(peer) { stream in
        [RawCall.start("Wait", on: stream), .windowUpdate(0x7FFF_FFFF, on: stream)]
      }
      #expect(await peer.end()?.code == .enhanceYourCalm)
    }
  }

  @Test("requests that the server has to refuse count as resets")
  func malformedRequests() async throws {
    try await withFaultServer {
      $0.streamResetsBurstMax = 100
      $0.streamResetsPerSecondMax = 10
    } _: { server in
      let peer = try await server.peer()
      let head = RawHeaderBlock.encode(RawCall.head("Echo", replacing: ":path", by: nil))
      await provoke(peer) { [.headers(head, on: $0, ends: true)] }
      #expect(await peer.end()?.code == .enhanceYourCalm)
    }
  }

  @Test("handlers of calls that were reset do not pile up beyond twice the number of streams")
  func slowToCancel() async throws {
    try await withFaultServer {
      $0.concurrentStreamsMax = 10
    } _: { server in
      let peer = try await server.peer()
      let message = RawCall.bytesValue([1])
      await peer.send(
        (0..<500).flatMap { number -> [RawFrame] in
          let stream = UInt32(2 * number + 1)
          return RawCall.unary("Stubborn", message, on: stream) + [.reset(stream)]
        })
      #expect(await peer.isAlive())
      // One more is the neighbour's.
      #expect(server.ledger.runningMost <= 21)
      server.ledger.release()
      await peer.close()
    }
  }

  @Test("a flood of CONTINUATION frames ends the connection", arguments: [0, 10, 16_000])
  func continuations(bytes: Int) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let head = RawHeaderBlock.encode(RawCall.head("Echo"))
      let filling = RawHeaderBlock.literal(RawField("x", String(repeating: "a", count: bytes)))
      await peer.send(.headers(head, on: 1, ends: true, isComplete: false))
      for _ in 0..<20 {
        await peer.send(.continuation(bytes == 0 ? [] : filling, on: 1, isComplete: false))
      }
      #expect(await peer.end()?.code == .enhanceYourCalm)
    }
  }

  /// Floods of one frame each.
  struct Flood: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Whether a stream is open on which the frames are sent.
    var needsCall = false
    var frame: RawFrame
  }

  static let floods = [
    Flood(testDescription: "empty SETTINGS", frame: .settings()),
    Flood(
      testDescription: "SETTINGS that change a window",
      frame: .settings([(.initialWindowSize, 65_535)])),
    Flood(testDescription: "PING", frame: .ping()),
    Flood(testDescription: "PRIORITY", frame: .priority(3)),
    Flood(testDescription: "PRIORITY of an open stream", needsCall: true, frame: .priority(1)),
    Flood(testDescription: "DATA without content", needsCall: true, frame: .data([], on: 1)),
    Flood(
      testDescription: "DATA with nothing but padding", needsCall: true,
      frame: .data([], on: 1, padding: 10)),
    Flood(
      testDescription: "WINDOW_UPDATE of the connection", frame: .windowUpdate(1, on: 0)),
    Flood(
      testDescription: "WINDOW_UPDATE of a stream", needsCall: true,
      frame: .windowUpdate(1, on: 1)),
    Flood(testDescription: "RST_STREAM of a stream that is over", frame: .reset(1)),
    Flood(testDescription: "GOAWAY", needsCall: true, frame: .goAway()),
  ]

  @Test("a flood of frames that carry nothing ends in ENHANCE_YOUR_CALM", arguments: floods)
  func idleFrames(flood: Flood) async throws {
    try await withFaultServer {
      $0.settingsPerSecondMax = 50
      $0.pingsPerSecondMax = 50
      $0.idleFramesPerSecondMax = 100
      $0.streamResetsBurstMax = 100
      $0.streamResetsPerSecondMax = 10
    } _: { server in
      let peer = try await server.peer()
      await peer.send(
        flood.needsCall ? [RawCall.start("Hold")] : RawCall.unary("Echo"))
      if !flood.needsCall { _ = await peer.answer() }
      let batch = [RawFrame](repeating: flood.frame, count: 500)
      for _ in 0..<4 { await peer.send(batch) }
      #expect(await peer.end()?.code == .enhanceYourCalm)
    }
  }

  @Test("many frames of unknown types do no harm")
  func unknownFrames() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let batch = [RawFrame](repeating: RawFrame(kind: 0xFA, payload: [1, 2]), count: 10_000)
      for _ in 0..<5 { await peer.send(batch) }
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("window updates that follow what the server sends are no flood")
  func fairWindowUpdates() async throws {
    try await withFaultServer {
      $0.idleFramesPerSecondMax = 10
    } _: { server in
      let peer = try await server.peer()
      await peer.send(RawCall.unary("Expand", RawCall.countValue(2000)))
      var credited = 0
      // As libraries do: both windows at every frame or so.
      while peer.answers[1]?.isOver != true, !peer.isClosed {
        let received = peer.answers[1]?.data.count ?? 0
        if received > credited {
          let increment = UInt32(received - credited)
          credited = received
          await peer.send(.windowUpdate(increment, on: 0), .windowUpdate(increment, on: 1))
        }
        await peer.read {
          ($0.answers[1]?.data.count ?? 0) > credited || $0.answers[1]?.isOver == true
        }
      }
      #expect(await peer.answer().status == "0")
      #expect(peer.answers[1]?.messages.count == 2000)
      await peer.close()
    }
  }

  @Test("a SETTINGS frame with more than 32 entries ends in ENHANCE_YOUR_CALM")
  func largeSettings() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let entry = (RawSetting.initialWindowSize, UInt32(65_535))
      await peer.send(.settings([(RawSetting, UInt32)](repeating: entry, count: 33)))
      #expect(await peer.end()?.code == .enhanceYourCalm)
    }
  }

  @Test("a SETTINGS frame with 32 entries is fine")
  func longSettings() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let entry = (RawSetting.initialWindowSize, UInt32(65_535))
      await peer.send(.settings([(RawSetting, UInt32)](repeating: entry, count: 32)))
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("pings more frequent than allowed are forgiven twice, then too_many_pings")
  func frequentPings() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      for _ in 0..<3 { #expect(await peer.isAlive()) }
      await peer.send(.ping())
      let end = await peer.end()
      #expect(end?.code == .enhanceYourCalm)
      #expect(end?.debugData == "too_many_pings")
    }
  }

  @Test("a call behind the ping that ends the connection is not started")
  func callBehindTheEnd() async throws {
    try await withFaultServer(hasNeighbour: false) { server in
      let peer = try await server.peer()
      await peer.send([RawFrame](repeating: .ping(), count: 4) + RawCall.unary("Echo"))
      let end = await peer.end()
      #expect(end?.code == .enhanceYourCalm)
      #expect(server.ledger.started == 0)
    }
  }

  @Test("acknowledgements that nobody asked for are no reason to answer")
  func unaskedAcknowledgements() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let pong = RawFrame(
        kind: RawFrame.Kind.ping, flags: RawFrame.Flag.acknowledged,
        payload: [UInt8](repeating: 0, count: 8))
      await peer.send([RawFrame](repeating: pong, count: 5))
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("a SETTINGS acknowledgement that nobody asked for is a PROTOCOL_ERROR")
  func unaskedSettingsAcknowledgement() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(.settingsAcknowledgement, .settingsAcknowledgement)
      #expect(await peer.end()?.code == .protocolError)
    }
  }
}
