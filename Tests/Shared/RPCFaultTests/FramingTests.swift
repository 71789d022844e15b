import RPC
import Testing

/// Requests whose gRPC messages are not what they should be.
@Suite("gRPC framing faults", .timeLimit(.minutes(3))) struct FramingTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var method = "Echo"
    var fields: [RawField] = []
    var content: [UInt8]
    /// Whether the request ends; otherwise the answer has to come without its end.
    var ends = true
    var status: String
  }

  private static let gzip = RawField("grpc-encoding", "gzip")
  private static let message = RawCall.bytesValue([1, 2, 3])
  /// `message` as gzip makes it.
  private static let zipped: [UInt8] = [
    0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 2, 0x03, 0xE3, 0x62, 0x66, 0x64, 0x62, 0x06, 0x00, 0x5D,
    0x19, 0xDA, 0x34, 0x05, 0, 0, 0,
  ]

  static let faults = [
    Fault(
      testDescription: "a length beyond the limit, before anything of it has come",
      content: RawCall.frame([], length: 1_000_001), ends: false, status: "8"),
    Fault(
      testDescription: "a length of 4 GiB", content: RawCall.frame([], length: 0xFFFF_FFFF),
      ends: false, status: "8"),
    Fault(
      testDescription: "a length beyond the limit on a stream of messages", method: "Chat",
      content: RawCall.frame(message) + RawCall.frame([], length: 1_000_001), ends: false,
      status: "8"),
    Fault(
      testDescription: "the flag 2", content: RawCall.frame(message, flag: 2), ends: false,
      status: "13"),
    Fault(
      testDescription: "the flag 255 alone", content: [255], ends: false, status: "13"),
    Fault(
      testDescription: "compressed without an encoding",
      content: RawCall.frame(zipped, flag: 1), ends: false, status: "13"),
    Fault(
      testDescription: "compressed with the encoding identity",
      fields: [RawField("grpc-encoding", "identity")], content: RawCall.frame(zipped, flag: 1),
      ends: false, status: "13"),
    Fault(testDescription: "no message", content: [], status: "13"),
    Fault(testDescription: "an end after the flag", content: [0], status: "13"),
    Fault(testDescription: "an end inside the length", content: [0, 0, 0], status: "13"),
    Fault(testDescription: "an end behind the prefix", content: [0, 0, 0, 0, 5], status: "13"),
    Fault(
      testDescription: "an end inside the message", content: RawCall.frame([1, 2], length: 3),
      status: "13"),
    Fault(
      testDescription: "an end inside the message of a stream", method: "Collect",
      content: RawCall.frame(message) + RawCall.frame([1, 2], length: 3), status: "13"),
    Fault(
      testDescription: "two messages where one is due",
      content: RawCall.frame(message) + RawCall.frame(message), status: "13"),
    Fault(
      testDescription: "a message and the beginning of another",
      content: RawCall.frame(message) + [0], status: "13"),
    Fault(
      testDescription: "bytes that are no message of the method",
      content: RawCall.frame([0xFF, 0xFF]), status: "3"),
    Fault(
      testDescription: "gzip that is cut off", fields: [gzip],
      content: RawCall.frame(Array(zipped.dropLast(4)), flag: 1), status: "13"),
    Fault(
      testDescription: "gzip with a wrong checksum", fields: [gzip],
      content: RawCall.frame(
        zipped.enumerated().map { $0 == 18 ? $1 ^ 1 : $1 }, flag: 1), status: "13"),
    Fault(
      testDescription: "gzip with bytes behind it", fields: [gzip],
      content: RawCall.frame(zipped + [1], flag: 1), status: "13"),
    Fault(
      testDescription: "no byte of gzip", fields: [gzip], content: RawCall.frame([], flag: 1),
      status: "13"),
    Fault(
      testDescription: "anything but gzip", fields: [gzip],
      content: RawCall.frame(message, flag: 1), status: "13"),
    Fault(
      testDescription: "gzip said to be deflate", fields: [RawField("grpc-encoding", "deflate")],
      content: RawCall.frame(zipped, flag: 1), status: "13"),
    Fault(
      testDescription: "an encoding that nobody knows",
      fields: [RawField("grpc-encoding", "snappy")], content: RawCall.frame(zipped, flag: 1),
      status: "12"),
  ]

  @Test("a fault in the messages fails the call with its status", arguments: faults)
  func fault(fault: Fault) async throws {
    try await withFaultServer {
      $0.messageBytesMax = 1_000_000
    } _: { server in
      let peer = try await server.peer()
      await peer.send(
        RawCall.start(fault.method, fault.fields), .data(fault.content, on: 1, ends: fault.ends))
      let answer = fault.ends ? await peer.answer() : await peer.answerWithReset()
      #expect(answer.status == fault.status)
      #expect(answer.reset == (fault.ends ? nil : .noError))
      await peer.send(RawCall.unary("Echo", FramingTests.message, on: 3))
      #expect(await peer.answer(on: 3).messages == [FramingTests.message])
      await peer.close()
    }
  }

  @Test("the examples are right: what is compressed well is taken")
  func compressed() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(
        RawCall.start("Echo", [FramingTests.gzip]),
        .data(RawCall.frame(FramingTests.zipped, flag: 1), on: 1, ends: true))
      #expect(await peer.answer().messages == [FramingTests.message])
      await peer.close()
    }
  }

  @Test("messages may be cut into frames anywhere", arguments: [1, 2, 3, 4, 5, 6, 7])
  func pieces(bytes: Int) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      var rest = ([] + RawCall.frame(FramingTests.message) + RawCall.frame([]))[...]
      await peer.send(RawCall.start("Chat"))
      while !rest.isEmpty {
        await peer.send(.data(Array(rest.prefix(bytes)), on: 1, padding: rest.count % 3))
        rest = rest.dropFirst(bytes)
      }
      await peer.send(.data([], on: 1, ends: true))
      #expect(await peer.answer().messages == [FramingTests.message, []])
      await peer.close()
    }
  }

  @Test("an unknown encoding is answered with those that are known")
  func knownEncodings() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Echo", [RawField("grpc-encoding", "snappy")], ends: true))
      let answer = await peer.answer()
      #expect(
        answer.headerLists.last?.contains(
          RawField("grpc-accept-encoding", "identity,gzip,deflate")) == true)
      await peer.close()
    }
  }

  @Test("a decompression bomb is refused at the limit, again and again")
  func bomb() async throws {
    try await withFaultServer {
      $0.messageBytesMax = 1_000_000
    } _: { server in
      let peer = try await server.peer()
      let bomb = GzipBomb.zeros(mebibytes: 128)
      #expect(bomb.count < 1_000_000)
      let start = ContinuousClock.now
      for number in UInt32(0)..<5 {
        let stream = 2 * number + 1
        await peer.send(RawCall.start("Echo", on: stream, [FramingTests.gzip]))
        var rest = RawCall.frame(bomb, flag: 1)[...]
        while !rest.isEmpty, peer.answers[stream]?.isOver != true {
          let piece = Array(rest.prefix(16_000))
          rest = rest.dropFirst(piece.count)
          await peer.send(.data(piece, on: stream, ends: rest.isEmpty))
        }
        #expect(await peer.answer(on: stream).status == "8")
      }
      #expect(start.duration(to: .now) < .seconds(5))
      await peer.close()
    }
  }
}
