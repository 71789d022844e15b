extension FixedWidthInteger {
  /// Reads exactly as many bytes as the type has; `nil` when there are more or fewer.
  init?(bigEndianBytes bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.bitWidth / 8 else { return nil }
    self = bytes.reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
  }
}

extension [UInt8] {
  /// Four bytes in the order of the network.
  func bigEndian(at index: Int) -> UInt32 {
    UInt32(self[index]) << 24 | UInt32(self[index + 1]) << 16 | UInt32(self[index + 2]) << 8
      | UInt32(self[index + 3])
  }

  /// Appends what a closure appends, and its length in four bytes before it.
  mutating func appendLengthFirst(_ encode: (inout [UInt8]) -> Void) {
    let start = count
    UInt32.zero.appendBigEndian(to: &self)
    encode(&self)
    let length = count - start - 4
    precondition(length <= Int(Int32.max), "a statement binds no values of such a size")
    for index in 0..<4 {
      self[start + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index))
    }
  }
}

extension String: PostgresValue {
  package static var type: PostgresType { .text }

  /// Text, and what PostgreSQL sends in the same form: `name`, `char(n)`, `varchar`.
  package static func accepts(_ type: UInt32) -> Bool {
    switch type {
    case PostgresType.text.oid, 19, 1042, 1043: true
    default: false
    }
  }

  package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    self.init(validating: bytes, as: UTF8.self)
  }
}

extension Bool: PostgresValue {
  package static var type: PostgresType { .bool }

  package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard bytes.count == 1, let byte = bytes.first, byte <= 1 else { return nil }
    self = byte == 1
  }
}

extension Int16: PostgresValue {
  package static var type: PostgresType { .int2 }
  package func encode(into bytes: inout [UInt8]) { appendBigEndian(to: &bytes) }
  package init?(decoding bytes: ArraySlice<UInt8>) { self.init(bigEndianBytes: bytes) }
}

extension Int32: PostgresValue {
  package static var type: PostgresType { .int4 }
  package func encode(into bytes: inout [UInt8]) { appendBigEndian(to: &bytes) }
  package init?(decoding bytes: ArraySlice<UInt8>) { self.init(bigEndianBytes: bytes) }
}

extension Int64: PostgresValue {
  package static var type: PostgresType { .int8 }
  package func encode(into bytes: inout [UInt8]) { appendBigEndian(to: &bytes) }
  package init?(decoding bytes: ArraySlice<UInt8>) { self.init(bigEndianBytes: bytes) }
}

extension Int: PostgresValue {
  package static var type: PostgresType { .int8 }
  package func encode(into bytes: inout [UInt8]) { Int64(self).appendBigEndian(to: &bytes) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let value = Int64(bigEndianBytes: bytes) else { return nil }
    self.init(exactly: value)
  }
}

extension Double: PostgresValue {
  package static var type: PostgresType { .float8 }
  package func encode(into bytes: inout [UInt8]) { bitPattern.appendBigEndian(to: &bytes) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let bits = UInt64(bigEndianBytes: bytes) else { return nil }
    self.init(bitPattern: bits)
  }
}

/// The bytes of a `bytea` column.
package struct Bytes: PostgresValue, Hashable {
  package var array: [UInt8]

  package init(_ array: [UInt8]) { self.array = array }

  package static var type: PostgresType { .bytea }
  package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: array) }
  package init?(decoding bytes: ArraySlice<UInt8>) { array = Array(bytes) }
}

/// The text of a `jsonb` column; PostgreSQL checks that it is JSON.
package struct JSONText: PostgresValue, Hashable {
  package var text: String

  package init(_ text: String) { self.text = text }

  package static var type: PostgresType { .jsonb }

  /// The first byte is the version of the binary form (jsonb_recv).
  private static var version: UInt8 { 1 }

  package func encode(into bytes: inout [UInt8]) {
    bytes.append(Self.version)
    text.encode(into: &bytes)
  }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard bytes.first == Self.version, let text = String(decoding: bytes.dropFirst()) else {
      return nil
    }
    self.init(text)
  }
}
