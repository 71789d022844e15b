import RPC
import Testing

/// Servers that break the rules of HTTP/2, or do not speak it.
@Suite("Hostile connections", .timeLimit(.minutes(3))) struct HostileConnectionTests {
  /// Frames that come when the call has arrived, and the code with which the client leaves.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var frames: [RawFrame]
    var code: RawErrorCode
  }

  private static let head = RawHeaderBlock.encode([
    RawField(":status", "200"), RawField("content-type", "application/grpc"),
  ])

  static let faults = [
    Fault(
      testDescription: "DATA on the stream 0", frames: [.data([1], on: 0)], code: .protocolError),
    Fault(
      testDescription: "HEADERS on a stream that has not begun", frames: [.headers(head, on: 7)],
      code: .protocolError),
    Fault(
      testDescription: "HEADERS on a stream of the server's own", frames: [.headers(head, on: 2)],
      code: .protocolError),
    Fault(
      testDescription: "DATA on a stream that has not begun", frames: [.data([1], on: 7)],
      code: .protocolError),
    Fault(
      testDescription: "DATA before the headers of the answer", frames: [.data([1], on: 1)],
      code: .protocolError),
    Fault(
      testDescription: "PUSH_PROMISE",
      frames: [
        RawFrame(
          kind: RawFrame.Kind.pushPromise, flags: RawFrame.Flag.endHeaders, stream: 1,
          payload: [0, 0, 0, 2] + RawHeaderBlock.encode(RawCall.head("Echo")))
      ], code: .protocolError),
    Fault(
      testDescription: "the window of the connection beyond 2^31-1",
      frames: [.windowUpdate(0x7FFF_FFFF, on: 0)], code: .flowControlError),
    Fault(
      testDescription: "settings that allow push", frames: [.settings([(.enablePush, 1)])],
      code: .protocolError),
    Fault(
      testDescription: "an initial window beyond 2^31-1",
      frames: [.settings([(.initialWindowSize, 0x8000_0000)])], code: .flowControlError),
    Fault(
      testDescription: "a frame larger than 16,384 bytes",
      frames: [.data([UInt8](repeating: 0, count: 16_385), on: 1)], code: .frameSizeError),
    Fault(
      testDescription: "a header block that cannot be read", frames: [.headers([0x80], on: 1)],
      code: .compressionError),
    Fault(
      testDescription: "CONTINUATION without HEADERS", frames: [.continuation(head, on: 1)],
      code: .protocolError),
    Fault(
      testDescription: "a GOAWAY whose last stream is the server's",
      frames: [.goAway(lastStream: 2)], code: .protocolError),
    Fault(
      testDescription: "more entries in SETTINGS than a client takes",
      frames: [
        .settings(
          [(RawSetting, UInt32)](
            repeating: (RawSetting(rawValue: 0xFAFA), UInt32(1)), count: 100))
      ], code: .enhanceYourCalm),
  ]

  @Test("a connection that breaks the rules is left with the right code", arguments: faults)
  func fault(fault: Fault) async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    let seen = SeenCode()
    try await withHostileServer { peer, connection in
      await peer.greetClient()
      await peer.awaitCall()
      guard connection == 0 else { return await peer.complete(1) }
      await peer.send(fault.frames)
      seen.set(await peer.end()?.code)
    } _: { client in
      #expect(await HostileCall.code(client) == .unavailable)
      #expect(await HostileCall.code(client) == .ok)
    }
    #expect(seen.code == fault.code)
  }

  /// First bytes of servers that do not speak HTTP/2.
  static let beginnings: [(name: String, bytes: [UInt8])] = [
    ("HTTP/1.1", Array("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".utf8)),
    ("zeros", [UInt8](repeating: 0, count: 100)), ("noise", (0..<500).map { UInt8($0 % 251) }),
    ("another frame than SETTINGS", RawFrame.ping().bytes),
    ("a TLS alert", [0x15, 3, 1, 0, 2, 2, 70]), ("SMTP", Array("220 localhost ESMTP\r\n".utf8)),
  ]

  @Test("calls to a server that does not speak HTTP/2 fail soon", arguments: beginnings)
  func beginning(name: String, bytes: [UInt8]) async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    try await withHostileServer { peer, _ in
      await peer.send(bytes: bytes)
      _ = await peer.end()
    } _: { client in
      #expect(await HostileCall.code(client, timeout: .seconds(3)) != .ok)
    }
  }

  /// Floods of one frame each.
  static let floods: [(name: String, frame: RawFrame)] = [
    ("SETTINGS", .settings()), ("PING", .ping()), ("PRIORITY", .priority(1)),
    ("WINDOW_UPDATE", .windowUpdate(1, on: 0)), ("unknown frames", RawFrame(kind: 0xFA)),
    ("DATA without content", .data([], on: 1)), ("RST_STREAM", .reset(1)),
    ("interim answers", .headers(RawHeaderBlock.encode([RawField(":status", "103")]), on: 1)),
  ]

  @Test("a flood ends the call or is put up with, and the client goes on", arguments: floods)
  func flood(name: String, frame: RawFrame) async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    try await withHostileServer { peer, connection in
      await peer.greetClient()
      await peer.awaitCall()
      if connection == 0 {
        if frame.kind == RawFrame.Kind.data { await peer.send(.headers(Self.head, on: 1)) }
        for _ in 0..<20 {
          await peer.send([RawFrame](repeating: frame, count: 1_000))
        }
        await peer.close()
      } else {
        await peer.complete(1)
      }
    } _: { client in
      #expect(await HostileCall.code(client) != .ok)
      // The next one may still get the connection that floods.
      var code = await HostileCall.code(client)
      if code == .unavailable { code = await HostileCall.code(client) }
      #expect(code == .ok)
    }
  }

  @Test("a flood of CONTINUATION frames is left with ENHANCE_YOUR_CALM")
  func continuations() async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    let seen = SeenCode()
    try await withHostileServer { peer, _ in
      await peer.greetClient()
      await peer.awaitCall()
      await peer.send(.headers(Self.head, on: 1, isComplete: false))
      await peer.send(
        [RawFrame](repeating: .continuation([], on: 1, isComplete: false), count: 20))
      seen.set(await peer.end()?.code)
    } _: { client in
      #expect(await HostileCall.code(client) == .unavailable)
    }
    #expect(seen.code == .enhanceYourCalm)
  }

  @Test("GOAWAY that does not cover the call sends it again, elsewhere")
  func unprocessed() async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    try await withHostileServer { peer, connection in
      await peer.greetClient()
      await peer.awaitCall()
      guard connection == 0 else { return await peer.complete(1) }
      await peer.send(.goAway(lastStream: 0))
      _ = await peer.end()
    } _: { client in
      #expect(await HostileCall.code(client) == .ok)
    }
  }

  @Test("GOAWAY at any moment of the answer lets a call finish that it covers", arguments: 0...4)
  func processed(position: Int) async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    try await withHostileServer { peer, _ in
      await peer.greetClient()
      await peer.awaitCall()
      var frames = HostileAnswerTests.good[0].frames
      frames.insert(.goAway(lastStream: 1), at: min(position, frames.count))
      if position == 4 { frames.append(.goAway(lastStream: 1)) }
      for frame in frames { await peer.send(frame) }
      _ = await peer.end()
    } _: { client in
      #expect(await HostileCall.code(client) == .ok)
    }
  }

  @Test("a hedged call whose connection is cut off ends: its next attempt takes another one")
  func hedgedCut() async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    let hedges = #"""
      {"methodConfig": [{"name": [{}], "hedgingPolicy": {
        "maxAttempts": 3, "hedgingDelay": "60s", "nonFatalStatusCodes": ["UNAVAILABLE"]}}]}
      """#
    try await withHostileServer(serviceConfig: hedges) { peer, connection in
      await peer.greetClient()
      await peer.awaitCall()
      guard connection == 2 else { return await peer.abort() }
      await peer.complete(1)
    } _: { client in
      #expect(await HostileCall.code(client) == .ok)
    }
  }

  /// Servers that keep a call waiting.
  static let waits: [(name: String, settings: [(RawSetting, UInt32)], frames: [RawFrame])] = [
    ("no answer", [], []), ("no streams", [(.concurrentStreamsMax, 0)], []),
    ("no window", [(.initialWindowSize, 0)], []),
    ("headers without an end", [], [.headers(head, on: 1, isComplete: false)]),
    ("half a message", [], [.headers(head, on: 1), .data([0, 0, 0], on: 1)]),
  ]

  @Test("a call that is kept waiting ends at its deadline", arguments: waits)
  func waiting(
    name: String, settings: [(RawSetting, UInt32)], frames: [RawFrame]
  ) async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    try await withHostileServer { peer, _ in
      await peer.greetClient(settings)
      await peer.read { $0.answers[1] != nil || !settings.isEmpty }
      await peer.send(frames)
      _ = await peer.end()
    } _: { client in
      let code = await HostileCall.code(client, timeout: .milliseconds(300))
      #expect(code == .deadlineExceeded)
    }
  }
}

extension RawPeer {
  /// Answers a call as it should be, and waits for the end of the connection.
  fileprivate func complete(_ stream: UInt32) async {
    await send(
      HostileAnswerTests.good[0].frames.map { frame in
        var frame = frame
        frame.stream = stream
        return frame
      })
    _ = await end()
  }
}
