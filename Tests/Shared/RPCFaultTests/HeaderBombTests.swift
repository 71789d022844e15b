import RPC
import Testing

/// Header blocks that are small on the wire and large in memory, or no header blocks at all.
@Suite("Header bombs", .timeLimit(.minutes(3))) struct HeaderBombTests {
  /// A block that repeats a field of `valueBytes` from the dynamic table.
  private func bomb(_ method: String, valueBytes: Int, repeats: Int) -> [UInt8] {
    let field = RawField("x-bomb", String(repeating: "b", count: valueBytes))
    // Index 62 is the newest entry of the dynamic table.
    return RawHeaderBlock.encode(RawCall.head(method)) + RawHeaderBlock.indexedLiteral(field)
      + [UInt8](repeating: 0x80 | 62, count: repeats)
  }

  private func frames(_ block: [UInt8], on stream: UInt32, ends: Bool = true) -> [RawFrame] {
    var rest = block[...]
    var frames = [
      RawFrame.headers(
        Array(rest.prefix(16_384)), on: stream, ends: ends, isComplete: rest.count <= 16_384)
    ]
    rest = rest.dropFirst(16_384)
    while !rest.isEmpty {
      frames.append(
        .continuation(
          Array(rest.prefix(16_384)), on: stream, isComplete: rest.count <= 16_384))
      rest = rest.dropFirst(16_384)
    }
    return frames
  }

  @Test("a header list larger than announced gets RESOURCE_EXHAUSTED and HTTP status 431")
  func tooLarge() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      #expect(peer.serverSetting(.headerListSizeMax) == 16_384)
      await peer.send(frames(bomb("Echo", valueBytes: 1000, repeats: 20), on: 1, ends: false))
      let answer = await peer.answerWithReset()
      #expect(answer.httpStatus == "431")
      #expect(answer.status == "8")
      #expect(answer.reset == .noError)
      await peer.send(RawCall.unary("Echo", on: 3))
      #expect(await peer.answer(on: 3).status == "0")
      #expect(server.ledger.started >= 1)
      await peer.close()
    }
  }

  @Test("a header list of just the announced size is taken", arguments: [0, 1])
  func exactSize(excess: Int) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let head = RawCall.head("Echo")
      let size = head.reduce(0) { $0 + $1.name.count + $1.value.count + 32 }
      let filling = RawField(
        "x", String(repeating: "f", count: 16_384 - size - 33 + excess))
      await peer.send(
        .headers(RawHeaderBlock.encode(head), on: 1, isComplete: false),
        .continuation(RawHeaderBlock.encode([filling]), on: 1),
        .data(RawCall.frame([]), on: 1, ends: true))
      #expect(await peer.answer().status == (excess == 0 ? "0" : "8"))
      await peer.close()
    }
  }

  @Test("a header list far beyond the limit is given up early, and the loop goes on")
  func bombs() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let start = ContinuousClock.now
      // Each is 130 KB on the wire and would be half a gigabyte.
      for number in UInt32(0)..<10 {
        let stream = 2 * number + 1
        await peer.send(frames(bomb("Echo", valueBytes: 4000, repeats: 130_000), on: stream))
        #expect(await peer.answer(on: stream).reset != nil)
      }
      #expect(start.duration(to: .now) < .seconds(4))
      await peer.send(RawCall.unary("Echo", on: 101))
      #expect(await peer.answer(on: 101).status == "0")
      await peer.close()
    }
  }

  @Test("trailers of a request that are too large fail the call")
  func largeTrailers() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let field = RawField("x-bomb", String(repeating: "b", count: 1000))
      let block =
        RawHeaderBlock.indexedLiteral(field) + [UInt8](repeating: 0x80 | 62, count: 40)
      await peer.send(RawCall.start("Collect"), .headers(block, on: 1, ends: true))
      #expect(await peer.answer().status == "8")
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("many changes of the table's size in one block do no harm")
  func tableSizes() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let changes = (0..<2000).flatMap { RawHeaderBlock.tableSize($0 % 2 == 0 ? 0 : 4096) }
      await peer.send(
        .headers(changes + RawHeaderBlock.encode(RawCall.head("Echo")), on: 1),
        .data(RawCall.frame([]), on: 1, ends: true))
      // The specification allows it, and allows to refuse it.
      let answer = await peer.answer()
      #expect(answer.status == "0" || peer.goAways.last?.code == .compressionError)
      await peer.close()
    }
  }

  /// Blocks that cannot be read.
  struct Broken: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var block: [UInt8]
  }

  static let broken = [
    Broken(testDescription: "index 0", block: [0x80]),
    Broken(testDescription: "an index behind the tables", block: [0xFF, 0x80, 0x01]),
    Broken(testDescription: "a name behind the tables", block: [0x7F, 0x80, 0x01, 0x01, 0x61]),
    Broken(
      testDescription: "a table size beyond what was announced",
      block: RawHeaderBlock.tableSize(4097)),
    Broken(
      testDescription: "a table size that is no number of 32 bits",
      block: [0x3F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
    Broken(
      testDescription: "a table size after a field", block: [0x83] + RawHeaderBlock.tableSize(0)),
    Broken(testDescription: "a length that never ends", block: [0x00, 0x7F] + [0xFF, 0xFF, 0xFF]),
    Broken(
      testDescription: "a length beyond 32 bits",
      block: [0x00, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
    Broken(testDescription: "a name that is cut off", block: [0x00, 0x05, 0x61]),
    Broken(testDescription: "a value that is cut off", block: [0x00, 0x01, 0x61, 0x05, 0x62]),
    Broken(testDescription: "a field that is cut off", block: [0x00]),
    Broken(
      testDescription: "a Huffman code with the end sign",
      block: [0x00, 0x01, 0x61, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]),
    Broken(
      testDescription: "a Huffman code with padding of zeros",
      block: [0x00, 0x01, 0x61, 0x81, 0x00]),
  ]

  @Test("a block that cannot be read is a COMPRESSION_ERROR", arguments: broken)
  func unreadable(broken: Broken) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(.headers(broken.block, on: 1, ends: true))
      #expect(await peer.end()?.code == .compressionError)
    }
  }

  @Test("a block is read in full although its stream was refused: the tables stay the same")
  func tablesStayInStep() async throws {
    try await withFaultServer {
      $0.concurrentStreamsMax = 1
    } _: { server in
      let peer = try await RawPeer.connect(port: server.port)
      // Not acknowledged yet, so that the second stream is refused and not an error.
      await peer.send(bytes: RawFrame.preface + RawFrame.settings().bytes)
      let field = RawField("x-probe", "kept")
      await peer.send(
        RawCall.start("Hold"),
        .headers(
          RawHeaderBlock.encode(RawCall.head("Probe")) + RawHeaderBlock.indexedLiteral(field),
          on: 3, ends: true))
      #expect(await peer.answer(on: 3).reset == .refusedStream)
      await peer.send(
        .reset(1),
        .headers(RawHeaderBlock.encode(RawCall.head("Probe")) + [0x80 | 62], on: 5),
        .data(RawCall.frame([]), on: 5, ends: true))
      #expect(await peer.answer(on: 5).messages == [RawCall.bytesValue(Array("kept".utf8))])
      await peer.close()
    }
  }
}
