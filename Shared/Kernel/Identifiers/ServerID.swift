/// An id made by a Laurel service: a UUID of version 7, so that new rows sort after old ones.
///
/// The `Entity` parameter keeps ids of different things apart.
package struct ServerID<Entity>: Hashable, Sendable, CustomStringConvertible {
  /// The 128 bits of the id.
  package let uuid: UUIDBits

  /// Adopts the bits of an id.
  package init(uuid: UUIDBits) { self.uuid = uuid }

  /// Reads the canonical form with 36 characters.
  ///
  /// - Parameters:
  ///   - text: The id as received; upper-case hexadecimal digits are accepted.
  ///   - field: The request field it came in, named in the error.
  /// - Throws: ``ValidationError`` when `text` is not a UUID.
  package init(parsing text: String, field: String) throws(ValidationError) {
    guard !text.isEmpty else { throw ValidationError(field: field, reason: "is required") }
    guard let uuid = UUIDBits(text) else {
      throw ValidationError(field: field, reason: "must be a UUID with 36 characters")
    }
    self.uuid = uuid
  }

  /// The canonical form: 36 lower-case characters.
  package var description: String { uuid.description }
}

/// The 128 bits of a UUID (RFC 9562).
package struct UUIDBits: Hashable, Sendable, CustomStringConvertible {
  /// The first eight bytes, big-endian.
  package let high: UInt64
  /// The last eight bytes, big-endian.
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads `8-4-4-4-12` hexadecimal digits; `nil` for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return nil }
    var bits: (high: UInt64, low: UInt64) = (0, 0)
    var digits = 0
    for (index, byte) in bytes.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Self.hexadecimalValue(of: byte) else { return nil }
      if digits < 16 {
        bits.high = bits.high << 4 | digit
      } else {
        bits.low = bits.low << 4 | digit
      }
      digits += 1
    }
    self.init(high: bits.high, low: bits.low)
  }

  /// The canonical form: 36 lower-case characters.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
        text.append(UInt8(ascii: "-"))
      }
      let word = nibble < 16 ? high : low
      let shift = UInt64(60 - 4 * (nibble % 16))
      text.append(digits[Int(word >> shift & 0xf)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func hexadecimalValue(of byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
