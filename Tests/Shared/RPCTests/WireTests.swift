import NIOCore
import Testing

@testable import RPC

@Suite("TimeoutHeader") struct TimeoutHeaderTests {
  @Test(
    "reads every unit",
    arguments: [
      ("1H", .seconds(3600)), ("2M", .seconds(120)), ("3S", .seconds(3)),
      ("4m", .milliseconds(4)), ("5u", .microseconds(5)), ("6n", .nanoseconds(6)),
      ("99999999H", .seconds(99_999_999 * 3600)), ("0n", .zero),
    ] as [(String, Duration)])
  func parses(text: String, duration: Duration) {
    #expect(TimeoutHeader.parse(Array(text.utf8)[...]) == duration)
  }

  @Test(
    "refuses other forms",
    arguments: ["", "S", "1", "1s", "123456789S", "-1S", "1.5S", " 1S", "1S "])
  func refuses(text: String) {
    #expect(TimeoutHeader.parse(Array(text.utf8)[...]) == nil)
  }

  @Test(
    "writes the finest unit of eight digits, rounded up",
    arguments: [
      (.nanoseconds(5), "5n"), (.milliseconds(99), "99000000n"), (.milliseconds(100), "100000u"),
      (.seconds(5), "5000000u"), (.seconds(100), "100000m"), (.seconds(100_000), "100000S"),
      (.seconds(-1), "0n"), (.nanoseconds(100_000_001), "100001u"), (.zero, "0n"),
    ] as [(Duration, String)])
  func formats(duration: Duration, text: String) {
    #expect(TimeoutHeader.format(duration) == text)
  }
}

@Suite("PercentEncoding") struct PercentEncodingTests {
  static let text = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
  static let encoded =
    "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A"

  @Test("writes the test string of the gRPC interop suite")
  func encodes() { #expect(PercentEncoding.encode(Self.text) == Self.encoded) }

  @Test("reads the test string of the gRPC interop suite")
  func decodes() { #expect(PercentEncoding.decode(Array(Self.encoded.utf8)[...]) == Self.text) }

  @Test("leaves broken sequences as they are", arguments: ["100%", "%zz", "%4", "a%"])
  func broken(text: String) { #expect(PercentEncoding.decode(Array(text.utf8)[...]) == text) }

  @Test("writes the percent sign itself as a sequence")
  func percent() { #expect(PercentEncoding.encode("100%") == "100%25") }
}

@Suite("Base64") struct Base64Tests {
  static let samples: [([UInt8], String)] = [
    ([], ""), ([0], "AA"), ([0, 0], "AAA"), ([0, 0, 0], "AAAA"),
    ([0xFF, 0xFE, 0xFD, 0xFC], "//79/A"),
    (Array("hello".utf8), "aGVsbG8"),
  ]

  @Test("writes without padding", arguments: samples)
  func encodes(bytes: [UInt8], text: String) { #expect(Base64.encode(bytes) == text) }

  @Test("reads with and without padding", arguments: samples)
  func decodes(bytes: [UInt8], text: String) {
    #expect(Base64.decode(text.utf8) == bytes)
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    #expect(Base64.decode((text + padding).utf8) == bytes)
  }

  @Test(
    "refuses what is not base64", arguments: ["A", "A===", "AA=", "A=AA", "_-", "A A", "AAAAA"])
  func refuses(text: String) { #expect(Base64.decode(text.utf8) == nil) }
}

@Suite("RPCMetadata") struct RPCMetadataTests {
  @Test("keeps order and duplicates, and finds the first value")
  func duplicates() {
    let metadata = RPCMetadata([("A", "1"), ("b", "2"), ("a", "3")])
    #expect(metadata["a"] == "1")
    #expect(metadata.values(of: "a") == ["1", "3"])
    #expect(metadata.pairs.map(\.name) == ["a", "b", "a"])
  }

  @Test("carries bytes under names that end in -bin")
  func binary() {
    var metadata = RPCMetadata()
    metadata.add(bytes: [0, 255, 16], for: "trace-bin")
    #expect(metadata["trace-bin"] == "AP8Q")
    #expect(metadata.binary("trace-bin") == [0, 255, 16])
  }

  @Test("takes the first of binary values that a proxy has joined")
  func joinedBinary() {
    let metadata = RPCMetadata([("trace-bin", "AP8Q,AAAA")])
    #expect(metadata.binary("trace-bin") == [0, 255, 16])
  }

  @Test("leaves out names that gRPC uses itself and characters that headers cannot carry")
  func cleaning() {
    let metadata = RPCMetadata([("grpc-status", "0"), (":path", "/"), ("x", "a\r\nb"), ("ü", "1")])
    #expect(metadata.pairs.map(\.name) == ["x"])
    #expect(metadata["x"] == "ab")
  }
}

@Suite("SpareBuffer") struct SpareBufferTests {
  @Test("hands over the memory of a write only when nobody reads it any more")
  func spareBuffers() {
    var spare = SpareBuffer(bytesMax: 1024)
    var first = spare.take(capacity: 16)
    first.writeBytes([1, 2, 3])
    spare.giveBack(first)
    var second = spare.take(capacity: 16)
    second.writeBytes([9, 9, 9])
    #expect(Array(first.readableBytesView) == [1, 2, 3])
    spare.giveBack(ByteBufferAllocator().buffer(capacity: 4096))
    #expect(spare.take(capacity: 16).storageCapacity <= 1024)
  }
}
