/// Reads whole numbers from bytes, more strictly than `Int.init`: digits only, no plus sign.
enum Digits {
  /// The most digits that always fit into an `Int`.
  static var digitsMax: Int { 18 }

  /// The value of 1 to 18 decimal digits; `nil` for anything else.
  static func value(of bytes: ArraySlice<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= digitsMax else { return nil }
    var value = 0
    for byte in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// The value of digits that may have a minus sign before them; `nil` for anything else.
  static func signedValue(of bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.first == UInt8(ascii: "-") else { return value(of: bytes) }
    return value(of: bytes.dropFirst()).map { -$0 }
  }
}
