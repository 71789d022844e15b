public import Protobuf

extension JSONReader {
  // MARK: - Text

  /// Reads text.
  ///
  /// - Throws: ``Refusal``.
  public mutating func string() throws(Refusal) -> String {
    let (token, isPlain, isASCII) = try stringToken()
    guard isPlain else { return try unescaped(token) }
    guard let string = JSONText.string(text.span.extracting(token), isASCII: isASCII) else {
      throw refusal("the text is not UTF-8", at: token.lowerBound)
    }
    return string
  }

  /// Passes a string: the bytes between its quotes, whether they have no escapes, and whether they
  /// are ASCII.
  mutating func stringToken() throws(Refusal) -> (Range<Int>, isPlain: Bool, isASCII: Bool) {
    guard next == UInt8(ascii: "\"") else { throw refusal("a string was expected") }
    let start = position + 1
    var (end, isASCII) = JSONText.plainEnd(text.span, from: start)
    var isPlain = true
    while end < text.count, text[end] == UInt8(ascii: "\\") {
      isPlain = false
      let more = JSONText.plainEnd(text.span, from: min(end + 2, text.count))
      (end, isASCII) = (more.end, isASCII && more.isASCII)
    }
    guard end < text.count else { throw refusal("the string does not end") }
    guard text[end] == UInt8(ascii: "\"") else {
      throw refusal("a control character in a string must be escaped", at: end)
    }
    position = end + 1
    return (start..<end, isPlain, isASCII)
  }

  /// The text of a string with escapes.
  @inline(never)
  mutating func unescaped(_ token: Range<Int>) throws(Refusal) -> String {
    var result: [UInt8] = []
    var index = token.lowerBound
    while index < token.upperBound {
      let byte = text[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      let escape = text[index]
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0c)
      case UInt8(ascii: "n"): result.append(0x0a)
      case UInt8(ascii: "r"): result.append(0x0d)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        guard let scalar = scalar(&index, until: token.upperBound) else {
          throw refusal("the escape is not a character", at: index - 2)
        }
        result += Array(String(Character(scalar)).utf8)
      default: throw refusal("there is no such escape", at: index - 2)
      }
    }
    guard let string = JSONText.string(result.span, isASCII: false) else {
      throw refusal("the text is not UTF-8", at: token.lowerBound)
    }
    return string
  }

  /// The character of one `\u` escape, or of two that are a pair of surrogates.
  private func scalar(_ index: inout Int, until end: Int) -> Unicode.Scalar? {
    guard let first = codeUnit(at: index, until: end) else { return nil }
    index += 4
    guard (0xd800...0xdbff).contains(first) else { return Unicode.Scalar(first) }
    guard index + 6 <= end, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u"),
      let second = codeUnit(at: index + 2, until: end), (0xdc00...0xdfff).contains(second)
    else { return nil }
    index += 6
    return Unicode.Scalar(0x10000 + (first & 0x3ff) << 10 + (second & 0x3ff))
  }

  private func codeUnit(at index: Int, until end: Int) -> UInt32? {
    guard index + 4 <= end else { return nil }
    var value: UInt32 = 0
    for byte in text[index..<index + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// Reads bytes in base64 or base64url, with padding or without (RFC 4648, sections 4 and 5).
  ///
  /// - Throws: ``Refusal``.
  public mutating func bytes() throws(Refusal) -> [UInt8] {
    let (token, isPlain, _) = try stringToken()
    let encoded = isPlain ? Array(text[token]) : Array(try unescaped(token).utf8)
    var digits = encoded[...]
    if encoded.count % 4 == 0 {
      for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    }
    guard digits.count % 4 != 1 else { throw refusal("this is not base64", at: token.lowerBound) }
    var result: [UInt8] = []
    result.reserveCapacity(digits.count / 4 * 3 + 2)
    var (group, bits): (UInt32, UInt32) = (0, 0)
    for digit in digits {
      guard let value = Self.base64Value(digit) else {
        throw refusal("this is not base64", at: token.lowerBound)
      }
      group = group << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(truncatingIfNeeded: group >> bits))
      }
    }
    return result
  }

  private static func base64Value(_ digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }

  // MARK: - Enums

  /// Reads an enum by name or number; nil for a name that it does not have, when such are passed
  /// over.
  ///
  /// - Throws: ``Refusal``.
  @inlinable
  public mutating func enumeration<Value: JSONEnum>() throws(Refusal) -> Value? {
    try enumNumber(of: Value.jsonNames).map { Value(rawValue: $0) }
  }

  /// Reads `google.protobuf.NullValue`, which is `null`; its name and number are taken too.
  ///
  /// - Throws: ``Refusal``.
  @inlinable
  public mutating func nullEnumeration<Value: JSONEnum>() throws(Refusal) -> Value? {
    guard try kind() == .null else { return try enumeration() }
    try null()
    return Value(rawValue: 0)
  }

  @usableFromInline
  mutating func enumNumber(of names: JSONNames) throws(Refusal) -> Int32? {
    guard next == UInt8(ascii: "\"") else { return try int32() }
    let start = position
    let (token, isPlain, _) = try stringToken()
    var expected = 0
    if isPlain, let number = names.number(of: token, in: text, expected: &expected) {
      return number
    }
    let name = try unescaped(token)
    let bytes = Array(name.utf8)
    if let number = names.number(of: bytes.indices, in: bytes, expected: &expected) {
      return number
    }
    guard options.ignoresUnknownFields else {
      throw refusal("there is no value \"\(name)\"", at: start)
    }
    return nil
  }

  // MARK: - Keys of maps

  /// Reads the key of a map, and its colon.
  @inlinable
  mutating func key<Key: JSONMapKey>() throws(Refusal) -> Key {
    let start = position
    let name = try string()
    guard let key = Key(jsonName: name) else {
      throw refusal("\"\(name)\" is not a key of the map", at: start)
    }
    try colon()
    return key
  }
}
