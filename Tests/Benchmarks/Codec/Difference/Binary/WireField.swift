/// A field as it stands on the wire, so that it can also be written as no writer writes it.
struct WireField {
  indirect enum Content {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes([UInt8])
    case message([WireField])
    /// The number stands in the tag that ends it.
    case group([WireField], end: UInt64)
  }

  var number: UInt64
  var content: Content
  /// Written in the tag instead of the wire type of the content.
  var claimedWireType: UInt8?
  /// Bytes more than needed for the tag, and for the value or the length.
  var tagPadding = 0
  var padding = 0

  init(_ number: UInt64, _ content: Content) {
    self.number = number
    self.content = content
  }

  private var wireType: UInt8 {
    if let claimedWireType { return claimedWireType }
    return switch content {
    case .varint: 0
    case .fixed64: 1
    case .bytes, .message: 2
    case .group: 3
    case .fixed32: 5
    }
  }

  func append(to bytes: inout [UInt8]) {
    Self.append(number << 3 | UInt64(wireType), padding: tagPadding, to: &bytes)
    switch content {
    case .varint(let value): Self.append(value, padding: padding, to: &bytes)
    case .fixed64(let value): Self.append(value, byteCount: 8, to: &bytes)
    case .fixed32(let value): Self.append(UInt64(value), byteCount: 4, to: &bytes)
    case .bytes(let value):
      Self.append(UInt64(value.count), padding: padding, to: &bytes)
      bytes += value
    case .message(let fields):
      let value = Self.bytes(fields)
      Self.append(UInt64(value.count), padding: padding, to: &bytes)
      bytes += value
    case .group(let fields, let end):
      for field in fields { field.append(to: &bytes) }
      Self.append(end << 3 | 4, padding: padding, to: &bytes)
    }
  }

  static func bytes(_ fields: [WireField]) -> [UInt8] {
    var bytes: [UInt8] = []
    for field in fields { field.append(to: &bytes) }
    return bytes
  }

  static func append(_ value: UInt64, padding: Int = 0, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    guard padding > 0 else { return bytes.append(UInt8(rest)) }
    bytes.append(UInt8(rest) | 0x80)
    for _ in 1..<padding { bytes.append(0x80) }
    bytes.append(0)
  }

  static func append(_ value: UInt64, byteCount: Int, to bytes: inout [UInt8]) {
    for index in 0..<byteCount { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }
}
