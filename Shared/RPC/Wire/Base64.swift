/// Base64 with the standard alphabet (RFC 4648, section 4), as binary metadata is written.
enum Base64 {
  /// Text without padding.
  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let count = min(3, bytes.count - index)
      var group: UInt32 = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? UInt32(bytes[index + offset]) : 0)
      }
      for position in 0...count {
        text.append(character(UInt8(group >> UInt32(18 - 6 * position) & 0x3F)))
      }
      index += count
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of padded or unpadded text; `nil` when it is not base64.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var group: UInt32 = 0
    var groupBits = 0
    var characterCount = 0
    var paddingCount = 0
    for character in text {
      characterCount += 1
      if character == UInt8(ascii: "=") {
        paddingCount += 1
        continue
      }
      guard paddingCount == 0, let value = value(character) else { return nil }
      group = group << 6 | UInt32(value)
      groupBits += 6
      if groupBits >= 8 {
        groupBits -= 8
        bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(groupBits)))
      }
    }
    // A lone last character carries fewer than 8 bits; padding must fill the group of four.
    guard groupBits < 6, paddingCount <= 2,
      paddingCount == 0 || characterCount.isMultiple(of: 4)
    else { return nil }
    return bytes
  }

  private static func character(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }

  private static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
