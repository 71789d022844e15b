import Compression
import NIOCore
import Testing

@Suite("Compressor and Decompressor")
struct CompressionTests {
  static let sizes = [0, 1, 99, 4_096, 65_536, 65_537, 4 * 1_048_576]

  @Test(
    "a message comes back as it was, whether it compresses well or not",
    arguments: CompressionAlgorithm.allCases, sizes)
  func roundTrip(algorithm: CompressionAlgorithm, count: Int) throws {
    let compressor = Compressor(algorithm)
    let decompressor = Decompressor(algorithm)
    for message in [Bytes.random(count), Bytes.text(count), ByteBuffer(repeating: 0, count: count)]
    {
      var compressed = ByteBuffer()
      compressor.compress(message.readableBytesSpan, into: &compressed)
      #expect(try decompressor.decompress(compressed, bytesMax: count) == message)
    }
  }

  @Test(
    "what is written goes behind what the buffer holds", arguments: CompressionAlgorithm.allCases)
  func appends(algorithm: CompressionAlgorithm) throws {
    let message = ByteBuffer(string: "points points points points")
    var buffer = ByteBuffer(bytes: [1, 2, 3])
    Compressor(algorithm).compress(message.readableBytesSpan, into: &buffer)
    #expect(buffer.readBytes(length: 3) == [1, 2, 3])
    #expect(try Decompressor(algorithm).decompress(buffer, bytesMax: 1_000) == message)
  }

  @Test("no message depends on an earlier one", arguments: CompressionAlgorithm.allCases)
  func independence(algorithm: CompressionAlgorithm) throws {
    let compressor = Compressor(algorithm)
    let message = Bytes.text(1_000)
    var first = ByteBuffer()
    compressor.compress(message.readableBytesSpan, into: &first)
    var second = ByteBuffer()
    compressor.compress(message.readableBytesSpan, into: &second)
    #expect(first == second)
    #expect(try Decompressor(algorithm).decompress(second, bytesMax: 1_000) == message)
  }

  @Test("what compresses badly grows a little, what compresses well shrinks")
  func compressedSizes() {
    let compressor = Compressor(.gzip)
    var random = ByteBuffer()
    compressor.compress(Bytes.random(1_048_576).readableBytesSpan, into: &random)
    #expect((1_048_576..<1_050_000).contains(random.readableBytes))
    var text = ByteBuffer()
    compressor.compress(Bytes.text(1_048_576).readableBytesSpan, into: &text)
    #expect(text.readableBytes < 524_288)
  }

  @Test("names are those of the wire, and others name nothing")
  func names() {
    #expect(CompressionAlgorithm.allCases.map(\.name) == ["gzip", "deflate"])
    #expect(CompressionAlgorithm(name: "gzip") == .gzip)
    #expect(CompressionAlgorithm(name: "deflate") == .deflate)
    #expect(CompressionAlgorithm(name: "identity") == nil)
    #expect(CompressionAlgorithm(name: "GZIP") == nil)
  }

  // MARK: - Other implementations

  /// Most of them hold the text of `Vector.init` three times.
  static let vectors: [Vector] = [
    Vector(
      "zlib level 6, gzip", .gzip,
      """
      1f8b0800000000000003f3492c2d4acdd151c841a1f5147c4814676064626661656307003b759b1b50000000
      """),
    Vector(
      "Python's gzip.GzipFile with a file name", .gzip,
      """
      1f8b080800f1536502ff6e616d652e62696e00f3492c2d4acdd151c841a1f5147c4814676064626661656307\
      003b759b1b50000000
      """),
    Vector(
      "Python's zlib.compress level 9", .deflate,
      """
      78daf3492c2d4acdd151c841a1f5147c481467606462666165630700635b191c
      """),
    Vector(
      "Python's gzip.compress of nothing", .gzip,
      "1f8b0800000000000203030000000000"
        + "00000000", message: []),
    Vector("Python's zlib.compress of nothing", .deflate, "789c030000000001", message: []),
    Vector(
      "zlib level 0", .gzip, "1f8b0800000000000403010600f9ff73746f7265640bf9435606000000",
      message: Array("stored".utf8)),
  ]

  @Test("streams of other implementations are understood", arguments: vectors)
  func interoperability(vector: Vector) throws {
    let message = try Decompressor(vector.algorithm).decompress(
      ByteBuffer(bytes: vector.bytes), bytesMax: 1_000)
    #expect(Array(message.readableBytesView) == vector.message)
  }
}

@Suite("Decompressor.decompress")
struct DecompressionRefusalTests {
  @Test(
    "a message of one byte more than allowed is refused",
    arguments: CompressionAlgorithm.allCases, [1, 2, 65_536, 4 * 1_048_576])
  func limit(algorithm: CompressionAlgorithm, count: Int) throws {
    var compressed = ByteBuffer()
    Compressor(algorithm).compress(Bytes.text(count).readableBytesSpan, into: &compressed)
    let decompressor = Decompressor(algorithm)
    #expect(throws: DecompressionError.tooLarge(bytesMax: count - 1)) {
      try decompressor.decompress(compressed, bytesMax: count - 1)
    }
    #expect(try decompressor.decompress(compressed, bytesMax: count).readableBytes == count)
  }

  @Test("a bomb is refused at the limit", arguments: CompressionAlgorithm.allCases)
  func bomb(algorithm: CompressionAlgorithm) throws {
    let zeros = ByteBuffer(repeating: 0, count: 100 * 1_048_576)
    var compressed = ByteBuffer()
    Compressor(algorithm).compress(zeros.readableBytesSpan, into: &compressed)
    #expect(compressed.readableBytes < 1_048_576)
    let bytesMax = 4 * 1_048_576
    #expect(throws: DecompressionError.tooLarge(bytesMax: bytesMax)) {
      try Decompressor(algorithm).decompress(compressed, bytesMax: bytesMax)
    }
  }

  @Test("a stream that is cut off anywhere is corrupt", arguments: CompressionAlgorithm.allCases)
  func truncation(algorithm: CompressionAlgorithm) {
    let decompressor = Decompressor(algorithm)
    var compressed = ByteBuffer()
    Compressor(algorithm).compress(Bytes.text(500).readableBytesSpan, into: &compressed)
    for count in 0..<compressed.readableBytes {
      let part = ByteBuffer(bytes: compressed.readableBytesView.prefix(count))
      #expect(throws: DecompressionError.corrupt) {
        try decompressor.decompress(part, bytesMax: 500)
      }
    }
  }

  @Test(
    "bytes after the stream, or a second member, are corrupt",
    arguments: CompressionAlgorithm.allCases)
  func trailingBytes(algorithm: CompressionAlgorithm) {
    var once = ByteBuffer()
    let compressor = Compressor(algorithm)
    compressor.compress(Bytes.text(500).readableBytesSpan, into: &once)
    var garbage = once
    garbage.writeInteger(UInt8(0))
    var twice = once
    compressor.compress(Bytes.text(500).readableBytesSpan, into: &twice)
    let decompressor = Decompressor(algorithm)
    #expect(throws: DecompressionError.corrupt) {
      try decompressor.decompress(garbage, bytesMax: 10_000)
    }
    #expect(throws: DecompressionError.corrupt) {
      try decompressor.decompress(twice, bytesMax: 10_000)
    }
  }

  @Test("the other algorithm's stream is corrupt")
  func otherAlgorithm() {
    var gzip = ByteBuffer()
    Compressor(.gzip).compress(Bytes.text(50).readableBytesSpan, into: &gzip)
    var deflate = ByteBuffer()
    Compressor(.deflate).compress(Bytes.text(50).readableBytesSpan, into: &deflate)
    #expect(throws: DecompressionError.corrupt) {
      try Decompressor(.deflate).decompress(gzip, bytesMax: 1_000)
    }
    #expect(throws: DecompressionError.corrupt) {
      try Decompressor(.gzip).decompress(deflate, bytesMax: 1_000)
    }
  }

  @Test("a stream that needs a dictionary is corrupt")
  func dictionary() {
    let vector = Vector(
      "", .deflate, "78bb08d30286f301933a0a3928b49e02a9e20c8c4ccc2cac6cec00635b191c")
    #expect(throws: DecompressionError.corrupt) {
      try Decompressor(.deflate).decompress(ByteBuffer(bytes: vector.bytes), bytesMax: 1_000)
    }
  }

  @Test(
    "damage to any byte gives an error or the limit, never a crash, and does not outlast the call",
    arguments: CompressionAlgorithm.allCases)
  func damage(algorithm: CompressionAlgorithm) throws {
    let message = Bytes.text(300)
    var compressed = ByteBuffer()
    Compressor(algorithm).compress(message.readableBytesSpan, into: &compressed)
    let decompressor = Decompressor(algorithm)
    // gzip leaves the time, the extra flags and the operating system unchecked.
    let uncheckedBytes = algorithm == .gzip ? 4..<10 : 0..<0
    for index in 0..<compressed.readableBytes where !uncheckedBytes.contains(index) {
      var damaged = compressed
      let byte = try #require(damaged.getInteger(at: index, as: UInt8.self))
      damaged.setInteger(byte ^ 0x55, at: index)
      #expect(throws: DecompressionError.self) {
        try decompressor.decompress(damaged, bytesMax: 10_000)
      }
    }
    #expect(try decompressor.decompress(compressed, bytesMax: 300) == message)
  }

  @Test("random bytes are refused", arguments: CompressionAlgorithm.allCases)
  func randomBytes(algorithm: CompressionAlgorithm) {
    let decompressor = Decompressor(algorithm)
    for count in 0..<2_000 {
      #expect(throws: DecompressionError.self) {
        try decompressor.decompress(Bytes.random(count, seed: UInt64(count)), bytesMax: 10_000)
      }
    }
  }
}
