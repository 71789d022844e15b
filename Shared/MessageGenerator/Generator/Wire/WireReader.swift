/// Reads tags and values from the front of some bytes.
struct WireReader {
  private let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position >= bytes.count }

  /// - Throws: ``WireFormatError``.
  mutating func field() throws(WireFormatError) -> WireField {
    let tag = try varint()
    let number = Int(truncatingIfNeeded: tag >> 3)
    switch tag & 7 {
    case 0: return WireField(number: number, value: .varint(try varint()))
    case 1: return WireField(number: number, value: .fixed64(try fixed(8)))
    case 2:
      let count = try varint()
      guard count <= UInt64(bytes.count - position) else { throw .truncated }
      let end = position + Int(count)
      defer { position = end }
      return WireField(number: number, value: .bytes(Array(bytes[position..<end])))
    case 5: return WireField(number: number, value: .fixed32(UInt32(try fixed(4))))
    default: throw .unsupportedWireType(Int(tag & 7))
    }
  }

  /// - Throws: ``WireFormatError``.
  mutating func varint() throws(WireFormatError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < bytes.count else { throw .truncated }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw .oversizedVarint
  }

  private mutating func fixed(_ count: Int) throws(WireFormatError) -> UInt64 {
    guard bytes.count - position >= count else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
