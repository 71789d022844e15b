import FuzzServer
import FuzzSupport

/// Calls of a client to a whole connection of a server, with every mistake that can be made.
///
/// Each step is described by a few bytes, so that inputs get further than random bytes do.
@main enum FuzzServerCalls {
  static func main() {
    let server = ServerHarness.Server()
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      var client = Client(ServerHarness(server))
      while !input.isEmpty { client.step(&input) }
      client.end()
    }
    precondition(status == 0, "libFuzzer could not run")
  }
}

private struct Client {
  private static let paths = ["/f.S/E", "/f.S/N", "/f.S/C", "/f.S/X", "/f.S/B", "/f.S/none"]
  private static let fields: [(String, String)] = [
    ("grpc-timeout", "1S"), ("grpc-timeout", "1n"), ("grpc-timeout", "x"),
    ("grpc-encoding", "gzip"), ("grpc-encoding", "deflate"), ("grpc-encoding", "zstd"),
    ("grpc-accept-encoding", "gzip,deflate"), ("te", "gzip"), ("host", "b"),
    ("x-key", " value "), ("x-bin", "AAEC,AA"), ("x-bin", "A"), ("content-length", "7"),
    ("connection", "close"),
  ]

  private let harness: ServerHarness
  private var stream: UInt32 = 1
  /// What is to be sent together.
  private var pending = FrameWriter.greeting

  init(_ harness: ServerHarness) { self.harness = harness }

  mutating func step(_ input: inout FuzzInput) {
    let choice = input.byte()
    let target = target(choice >> 4)
    let flag = choice >> 7
    switch choice & 15 {
    case 0, 1: start(&input)
    case 2, 3: send(0, flag, target, message(&input))
    case 4: send(0, flag, target, input.bytes(Int(input.byte())))
    case 5: send(0, flag | 8, target, [input.byte()] + input.bytes(Int(input.byte())))
    case 6: send(3, 0, target, FrameWriter.number(UInt32(input.byte())))
    case 7: send(8, 0, flag == 0 ? target : 0, FrameWriter.number(UInt32(input.number())))
    case 8: send(8, 0, flag == 0 ? target : 0, FrameWriter.number(0x7FFF_FFFF))
    case 9: settings(&input)
    case 10: send(6, flag, 0, [UInt8](repeating: input.byte(), count: 8))
    case 11: send(1, 4 | 1, target, FrameWriter.block([("x-trailer", "1")]))
    case 12: send(input.byte(), input.byte(), target, input.bytes(Int(input.byte())))
    case 13: harness.setWritable(flag == 0)
    case 14: send(7, 0, 0, FrameWriter.number(UInt32(input.byte())) + FrameWriter.number(0))
    default: flush()
    }
  }

  mutating func end() {
    flush()
    harness.close()
  }

  private mutating func start(_ input: inout FuzzInput) {
    let path = Client.paths[Int(input.byte()) % Client.paths.count]
    var fields = [
      (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "a"),
      ("te", "trailers"), ("content-type", "application/grpc"),
    ]
    let more = input.byte()
    if more & 0x80 != 0 { fields.append(Client.fields[Int(more & 0x7F) % Client.fields.count]) }
    if more & 0x40 != 0 { fields.remove(at: Int(more & 7) % fields.count) }
    send(1, 4 | (more >> 5 & 1), stream, FrameWriter.block(fields))
    stream += 2
  }

  private func message(_ input: inout FuzzInput) -> [UInt8] {
    let content = input.bytes(Int(input.byte()))
    let flags = input.byte()
    let length = UInt32(content.count) &+ UInt32(flags >> 4)
    return [flags & 1] + FrameWriter.number(length) + content
  }

  private mutating func settings(_ input: inout FuzzInput) {
    let values: [UInt32] = [0, 1, 100, 16_384, 65_535, 1_000_000, 0x7FFF_FFFF, 0xFFFF_FFFF]
    let choice = input.byte()
    let value = FrameWriter.number(values[Int(choice & 7)])
    send(4, 0, 0, [0, choice >> 3 & 7] + value)
  }

  /// One of the newest streams.
  private func target(_ back: UInt8) -> UInt32 {
    let distance = 2 * UInt32(back & 7)
    return stream > distance + 2 ? stream - 2 - distance : stream
  }

  private mutating func send(
    _ kind: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]
  ) {
    pending += FrameWriter.frame(kind, flags, stream, payload)
    if pending.count > 2000 { flush() }
  }

  private mutating func flush() {
    harness.receive(pending)
    pending = []
  }
}
