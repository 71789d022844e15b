import RPC
import Testing

/// Flow control, played with.
@Suite("Window games", .timeLimit(.minutes(3))) struct WindowTests {
  private let message = RawCall.bytesValue([UInt8](repeating: 7, count: 100))

  @Test("an answer waits for its window and comes in full when it opens")
  func zeroThenOpen() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer([(.initialWindowSize, 0)])
      await peer.send(RawCall.unary("Echo", message))
      await peer.read { $0.answers[1]?.headerLists.isEmpty == false }
      #expect(await peer.isAlive())
      #expect(peer.answers[1]?.data == [])
      await peer.send(.windowUpdate(1000, on: 1))
      let answer = await peer.answer()
      #expect(answer.messages == [message])
      #expect(answer.status == "0")
      await peer.close()
    }
  }

  @Test("an answer comes through a window of one byte")
  func tinyWindow() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer([(.initialWindowSize, 1)])
      await peer.send(RawCall.unary("Echo", message))
      for count in 1..<message.count + 5 {
        await peer.read { ($0.answers[1]?.data.count ?? 0) >= count }
        #expect(peer.answers[1]?.data.count == count)
        await peer.send(.windowUpdate(1, on: 1))
      }
      let answer = await peer.answer()
      #expect(answer.messages == [message])
      #expect(answer.status == "0")
      await peer.close()
    }
  }

  @Test("settings that make a window negative hold the answer until it is made up for")
  func negativeWindow() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer([(.initialWindowSize, 100)])
      await peer.send(RawCall.unary("Expand", RawCall.countValue(2)))
      await peer.read { $0.answers[1]?.data.count == 100 }
      // The window is now 0 - 100.
      await peer.send(.settings([(.initialWindowSize, 0)]))
      await peer.send(.windowUpdate(100, on: 1))
      #expect(await peer.isAlive())
      #expect(peer.answers[1]?.data.count == 100)
      await peer.send(.windowUpdate(1, on: 1))
      await peer.read { $0.answers[1]?.data.count == 101 }
      await peer.send(.settings([(.initialWindowSize, 10_000)]))
      #expect(await peer.answer().messages.count == 2)
      #expect(await peer.answer().status == "0")
      await peer.close()
    }
  }

  @Test("a stream's window beyond 2^31-1 resets the stream with FLOW_CONTROL_ERROR")
  func streamOverflow() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Hold"), .windowUpdate(0x7FFF_FFFF, on: 1))
      #expect(await peer.answer().reset == .flowControlError)
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("the connection's window beyond 2^31-1 ends it with FLOW_CONTROL_ERROR")
  func connectionOverflow() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Hold"), .windowUpdate(0x7FFF_FFFF, on: 0))
      #expect(await peer.end()?.code == .flowControlError)
    }
  }

  @Test("settings that take an open stream's window beyond 2^31-1 are a FLOW_CONTROL_ERROR")
  func settingsOverflow() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(
        RawCall.start("Hold"), .windowUpdate(1, on: 1),
        .settings([(.initialWindowSize, 0x7FFF_FFFF)]))
      let answer = await peer.answer()
      #expect(answer.reset == .flowControlError || peer.goAways.last?.code == .flowControlError)
      await peer.close()
    }
  }

  @Test("an increment of 0 is an error", arguments: [0, 1] as [UInt32])
  func zeroIncrement(stream: UInt32) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Hold"), .windowUpdate(0, on: stream))
      let answer = await peer.answer()
      #expect(answer.reset == .protocolError || peer.goAways.last?.code == .protocolError)
      await peer.close()
    }
  }

  /// Sends `frame` again and again, as far as the server's windows let it.
  private func upload(
    _ bytes: [UInt8], on stream: UInt32, chunkBytes: Int, _ peer: RawPeer
  ) async {
    let start = Int(peer.serverSetting(.initialWindowSize) ?? 65_535)
    var sent = 0
    while sent < bytes.count, !peer.isClosed, peer.answers[stream]?.isOver != true {
      let room = min(
        start + (peer.windowUpdates[stream] ?? 0), 65_535 + (peer.windowUpdates[0] ?? 0))
      let count = min(chunkBytes, room - sent, bytes.count - sent)
      if count > 0 {
        let isLast = sent + count == bytes.count
        await peer.send(.data(Array(bytes[sent..<sent + count]), on: stream, ends: isLast))
        sent += count
      } else {
        let updates = peer.windowUpdates
        await peer.read { $0.windowUpdates != updates || $0.answers[stream]?.isOver == true }
      }
    }
  }

  @Test(
    "a message larger than the stream's window gets through", arguments: ["Collect", "Echo"])
  func largeUpload(method: String) async throws {
    try await withFaultServer {
      $0.streamWindowBytes = 65_535
      $0.connectionWindowBytes = 65_535
    } _: { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start(method), .windowUpdate(10_000_000, on: 0))
      await peer.send(.windowUpdate(10_000_000, on: 1))
      let large = [UInt8](repeating: 3, count: 1_000_000)
      await upload(
        RawCall.frame(RawCall.bytesValue(large)), on: 1, chunkBytes: 10_000, peer)
      let answer = await peer.answer()
      #expect(answer.status == "0")
      #expect(
        answer.messages == [
          method == "Echo" ? RawCall.bytesValue(large) : RawCall.countValue(large.count)
        ])
      await peer.close()
    }
  }

  @Test("padding counts for the windows and is given back")
  func padding() async throws {
    try await withFaultServer {
      $0.streamWindowBytes = 65_535
      $0.connectionWindowBytes = 65_535
      $0.idleFramesPerSecondMax = 10_000
    } _: { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Collect"))
      let message = RawCall.frame(RawCall.bytesValue([1]))
      var sent = 0
      for _ in 0..<2_000 {
        sent += 256 + message.count
        await peer.read {
          65_535 + ($0.windowUpdates[1] ?? 0) >= sent
            && 65_535 + ($0.windowUpdates[0] ?? 0) >= sent || $0.answers[1]?.isOver == true
        }
        await peer.send(.data(message, on: 1, padding: 255))
      }
      await peer.send(.data([], on: 1, ends: true))
      #expect(await peer.answer().messages == [RawCall.countValue(2_000)])
      await peer.close()
    }
  }

  @Test("content beyond the stream's window is a FLOW_CONTROL_ERROR")
  func beyondStreamWindow() async throws {
    try await withFaultServer {
      $0.streamWindowBytes = 65_535
    } _: { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Hold"))
      let message = RawCall.frame(RawCall.bytesValue([UInt8](repeating: 1, count: 16_000)))
      // The handler does not read, so no window is given back.
      await peer.send((0..<5).map { _ in .data(message, on: 1) })
      let answer = await peer.answer()
      #expect(
        answer.reset == .flowControlError || peer.goAways.last?.code == .flowControlError)
      await peer.close()
    }
  }

  /// SETTINGS frames that are wrong.
  struct Wrong: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var frame: RawFrame
    var code: RawErrorCode
  }

  static let wrong = [
    Wrong(
      testDescription: "an initial window beyond 2^31-1",
      frame: .settings([(.initialWindowSize, 0x8000_0000)]), code: .flowControlError),
    Wrong(
      testDescription: "frames smaller than 16,384 bytes",
      frame: .settings([(.frameSizeMax, 16_383)]), code: .protocolError),
    Wrong(
      testDescription: "frames larger than 2^24-1 bytes",
      frame: .settings([(.frameSizeMax, 16_777_216)]), code: .protocolError),
    Wrong(
      testDescription: "push neither on nor off", frame: .settings([(.enablePush, 2)]),
      code: .protocolError),
    Wrong(
      testDescription: "on a stream", frame: RawFrame(kind: RawFrame.Kind.settings, stream: 1),
      code: .protocolError),
    Wrong(
      testDescription: "half an entry",
      frame: RawFrame(kind: RawFrame.Kind.settings, payload: [0, 4, 0]), code: .frameSizeError),
    Wrong(
      testDescription: "an acknowledgement with entries",
      frame: RawFrame(
        kind: RawFrame.Kind.settings, flags: RawFrame.Flag.acknowledged,
        payload: [0, 4, 0, 0, 0, 0]), code: .frameSizeError),
  ]

  @Test(
    "wrong SETTINGS end the connection with the code that the specification asks for",
    arguments: wrong)
  func wrongSettings(wrong: Wrong) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(wrong.frame)
      #expect(await peer.end()?.code == wrong.code)
    }
  }

  @Test("settings that nobody knows, and odd values of known ones, are taken")
  func oddSettings() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer([
        (RawSetting(rawValue: 0xFAFA), 1), (RawSetting(rawValue: 0), 0xFFFF_FFFF),
        (.headerTableSize, 0xFFFF_FFFF), (.concurrentStreamsMax, 0), (.frameSizeMax, 16_777_215),
        (.headerListSizeMax, 0), (.headerTableSize, 0),
      ])
      await peer.send(RawCall.unary("Echo", message))
      #expect(await peer.answer().messages == [message])
      await peer.close()
    }
  }
}
