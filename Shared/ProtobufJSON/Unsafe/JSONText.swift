/// Text in JSON, looked at eight bytes at a time.
enum JSONText {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Whether `count` bytes of two arrays are the same; both have so many from their starts on.
  static func isEqual(
    _ first: [UInt8], _ firstStart: Int, _ second: [UInt8], _ secondStart: Int, count: Int
  ) -> Bool {
    let one = unsafe first.span.bytes.extracting(firstStart..<firstStart + count)
    let other = unsafe second.span.bytes.extracting(secondStart..<secondStart + count)
    var offset = 0
    while offset + 8 <= count {
      let left = unsafe one.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      let right = unsafe other.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: UInt64.self)
      if left != right { return false }
      offset += 8
    }
    while offset < count {
      let left = unsafe one.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
      let right = unsafe other.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
      if left != right { return false }
      offset += 1
    }
    return true
  }

  /// The first byte from `start` on that is a quote, a backslash or a control character, or the
  /// end; and whether all before it is ASCII.
  static func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> (end: Int, isASCII: Bool) {
    let raw = unsafe bytes.bytes
    var seen: UInt64 = 0
    var position = start
    while position + 8 <= bytes.count {
      let word = unsafe UInt64(
        littleEndian: raw.unsafeLoadUnaligned(
          fromUncheckedByteOffset: position, as: UInt64.self))
      let special = specialBytes(word)
      if special != 0 {
        let bits = special.trailingZeroBitCount & ~7
        seen |= word & (1 << UInt64(bits) &- 1)
        return (position + bits / 8, seen & tops == 0)
      }
      seen |= word
      position += 8
    }
    while position < bytes.count {
      let byte = bytes[position]
      if isSpecial(byte) { break }
      seen |= UInt64(byte)
      position += 1
    }
    return (position, seen & tops == 0)
  }

  /// The top bits of the bytes that are a quote, a backslash or a control character; right for the
  /// lowest such byte and those below it (Mycroft's test for a zero byte).
  static func specialBytes(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let control = (word &- ones &* 0x20) & ~word
    return ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | control) & tops
  }

  static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// The text of `bytes`; nil when it is not UTF-8.
  static func string(_ bytes: Span<UInt8>, isASCII: Bool) -> String? {
    if bytes.isEmpty { return "" }
    if isASCII { return String(copying: unsafe UTF8Span(unchecked: bytes, isKnownASCII: true)) }
    guard let checked = try? UTF8Span(validating: bytes) else { return nil }
    return String(copying: checked)
  }
}
