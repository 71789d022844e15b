internal import Crypto
internal import Kernel

/// Names that follow from texts.
enum Digest {
  /// The first bytes of the SHA-256 of a text, as hexadecimal digits.
  static func hexadecimal(of text: String, bytes count: Int) -> String {
    hexadecimal(Array(SHA256.hash(data: Array(text.utf8)).prefix(count)))
  }

  /// Two lower-case digits a byte.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// A UUID of version 8 (RFC 9562, section 5.8) from the SHA-256 of a text: the same text always
  /// gives the same id.
  static func uuid(of text: String) -> UUIDBits {
    let bytes = Array(SHA256.hash(data: Array(text.utf8)))
    let high = bytes[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let low = bytes[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return UUIDBits(
      high: high & 0xffff_ffff_ffff_0fff | 0x8000,
      low: low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
  }
}
