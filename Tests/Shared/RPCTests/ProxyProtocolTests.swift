import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import RPC

@Suite("ProxyProtocolHeader.read")
struct ProxyProtocolHeaderTests {
  static let signature: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8)

  /// A header: command or version byte, kind, addresses with further fields.
  static func bytes(_ versionAndCommand: UInt8, _ kind: UInt8, _ variable: [UInt8]) -> [UInt8] {
    signature + [
      versionAndCommand, kind, UInt8(variable.count >> 8), UInt8(variable.count & 0xFF),
    ] + variable
  }

  static let ports: [UInt8] = [0xDC, 0x04, 0x01, 0xBB]
  static let tcp4: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 1] + ports
  static let tcp6: [UInt8] =
    [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [9]
    + [UInt8](repeating: 1, count: 16) + ports
  static let unix: [UInt8] =
    Array("/run/client".utf8) + [UInt8](repeating: 0, count: 97)
    + Array("/run/server".utf8) + [UInt8](repeating: 0, count: 97)
  /// PP2_TYPE_NOOP of three bytes.
  static let field: [UInt8] = [0x04, 0x00, 0x03, 1, 2, 3]

  struct Vector: CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let source: String?
  }

  static let vectors = [
    Vector(
      testDescription: "TCP over IPv4", bytes: bytes(0x21, 0x11, tcp4),
      source: "192.0.2.7:56324"),
    Vector(
      testDescription: "TCP over IPv4 with a field", bytes: bytes(0x21, 0x11, tcp4 + field),
      source: "192.0.2.7:56324"),
    Vector(
      testDescription: "TCP over IPv6", bytes: bytes(0x21, 0x21, tcp6),
      source: "[2001:db8::9]:56324"),
    Vector(
      testDescription: "a Unix socket", bytes: bytes(0x21, 0x31, unix),
      source: "unix:/run/client"),
    Vector(
      testDescription: "a kind that the balancer does not know", bytes: bytes(0x21, 0x00, field),
      source: nil),
    Vector(testDescription: "a health check", bytes: bytes(0x20, 0x00, []), source: nil),
    Vector(
      testDescription: "a health check with addresses", bytes: bytes(0x20, 0x11, tcp4),
      source: nil),
    Vector(
      testDescription: "the longest header",
      bytes: bytes(0x21, 0x11, tcp4 + [UInt8](repeating: 4, count: 524)),
      source: "192.0.2.7:56324"),
  ]

  @Test("a header gives the source and its length", arguments: vectors)
  func header(vector: Vector) {
    let reading = ProxyProtocolHeader.read(ByteBuffer(bytes: vector.bytes + [0x50, 0x52]))
    #expect(
      reading
        == .header(ProxyProtocolHeader(source: vector.source), byteCount: vector.bytes.count))
  }

  @Test("a header that is cut off anywhere needs more bytes", arguments: vectors)
  func truncation(vector: Vector) {
    for count in 0..<vector.bytes.count {
      #expect(
        ProxyProtocolHeader.read(ByteBuffer(bytes: vector.bytes.prefix(count))) == .incomplete)
    }
  }

  @Test(
    "what is no header of version 2 for a stream is refused",
    arguments: [
      (Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), ProxyProtocolError.noSignature),
      ([0x16, 0x03, 0x01], .noSignature),
      ([0x0D, 0x0A, 0x0D, 0x0B], .noSignature),
      (Array("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\r\n".utf8), .unsupportedVersion(1)),
      (bytes(0x11, 0x11, tcp4), .unsupportedVersion(1)),
      (bytes(0x22, 0x11, tcp4), .unsupportedCommand(2)),
      (bytes(0x21, 0x12, tcp4), .unsupportedAddress(0x12)),
      (bytes(0x21, 0x41, tcp4), .unsupportedAddress(0x41)),
      (bytes(0x21, 0x11, Array(tcp4.prefix(11))), .truncatedAddress(bytes: 27)),
      (bytes(0x21, 0x21, tcp4), .truncatedAddress(bytes: 28)),
      (bytes(0x21, 0x31, tcp6), .truncatedAddress(bytes: 52)),
      (
        Array(bytes(0x21, 0x11, [UInt8](repeating: 0, count: 537)).prefix(16)),
        .headerTooLarge(bytes: 553, bytesMax: 552)
      ),
    ] as [([UInt8], ProxyProtocolError)])
  func refusals(bytes: [UInt8], error: ProxyProtocolError) {
    #expect(ProxyProtocolHeader.read(ByteBuffer(bytes: bytes)) == .invalid(error))
  }

  @Test("a signature with one wrong byte is refused at that byte", arguments: 0..<12)
  func wrongSignature(index: Int) {
    var bytes = Array(Self.signature.prefix(index + 1))
    bytes[index] ^= 0xFF
    #expect(ProxyProtocolHeader.read(ByteBuffer(bytes: bytes)) == .invalid(.noSignature))
  }
}

@Suite("ProxyProtocolHandler")
struct ProxyProtocolHandlerTests {
  /// Keeps the sources that it is told of.
  final class Recorder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var sources: [String] = []
    var received: [UInt8] = []

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if let address = event as? ProxiedAddress { sources.append(address.description) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      received += unwrapInboundIn(data).readableBytesView
    }
  }

  let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private func makeChannel() throws -> (EmbeddedChannel, Recorder) {
    let channel = EmbeddedChannel()
    let recorder = Recorder()
    try channel.pipeline.syncOperations.addHandlers([
      ProxyProtocolHandler(logger: logger), recorder,
    ])
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    return (channel, recorder)
  }

  private func hasHandler(_ channel: EmbeddedChannel) -> Bool {
    (try? channel.pipeline.syncOperations.handler(type: ProxyProtocolHandler.self)) != nil
  }

  @Test(
    "the source is told once and the bytes behind the header pass, wherever they are split",
    arguments: ProxyProtocolHeaderTests.vectors)
  func splits(vector: ProxyProtocolHeaderTests.Vector) throws {
    let bytes = vector.bytes + Array("PRI * HTTP/2.0".utf8)
    for count in 0...bytes.count {
      let (channel, recorder) = try makeChannel()
      try channel.writeInbound(ByteBuffer(bytes: bytes.prefix(count)))
      try channel.writeInbound(ByteBuffer(bytes: bytes.dropFirst(count)))
      try channel.writeInbound(ByteBuffer(string: "!"))
      #expect(recorder.sources == (vector.source.map { [$0] } ?? []))
      #expect(recorder.received == Array("PRI * HTTP/2.0!".utf8))
      #expect(!hasHandler(channel))
      #expect(try channel.finish().isClean)
    }
  }

  @Test("a header that comes byte by byte is understood")
  func singleBytes() throws {
    let (channel, recorder) = try makeChannel()
    for byte in ProxyProtocolHeaderTests.vectors[0].bytes {
      try channel.writeInbound(ByteBuffer(bytes: [byte]))
    }
    #expect(recorder.sources == ["192.0.2.7:56324"])
    #expect(recorder.received.isEmpty)
    #expect(try channel.finish().isClean)
  }

  @Test(
    "a connection that begins otherwise is closed and nothing of it passes",
    arguments: ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "\0"])
  func garbage(text: String) throws {
    let (channel, recorder) = try makeChannel()
    try channel.writeInbound(ByteBuffer(string: text))
    #expect(!channel.isActive)
    #expect(recorder.sources.isEmpty)
    #expect(recorder.received.isEmpty)
  }
}
