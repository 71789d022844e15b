extension JSONReader {
  /// A number as it stands in the text.
  struct NumberToken {
    var range: Range<Int>
    var isNegative = false
    /// The digits before the exponent, zeros at their end left out, when they fit.
    var digits: UInt64? = 0
    /// The value is `digits` times ten to this power.
    var exponent = 0
  }

  /// Reads a number of 32 bits, written as a number or a string.
  ///
  /// - Throws: ``Refusal``, also when the number is not whole or does not fit.
  public mutating func int32() throws(Refusal) -> Int32 { try integer() }

  /// Reads a number of 64 bits, written as a number or a string.
  ///
  /// - Throws: ``Refusal``, also when the number is not whole or does not fit.
  public mutating func int64() throws(Refusal) -> Int64 { try integer() }

  /// Reads a number of 32 bits, written as a number or a string.
  ///
  /// - Throws: ``Refusal``, also when the number is not whole or does not fit.
  public mutating func uint32() throws(Refusal) -> UInt32 { try integer() }

  /// Reads a number of 64 bits, written as a number or a string.
  ///
  /// - Throws: ``Refusal``, also when the number is not whole or does not fit.
  public mutating func uint64() throws(Refusal) -> UInt64 { try integer() }

  /// Reads a double, written as a number or a string, which can be `NaN` and `Infinity`.
  ///
  /// - Throws: ``Refusal``, also when the number does not fit.
  public mutating func double() throws(Refusal) -> Double {
    try floating { token in
      guard let digits = token.digits, digits <= 1 << 53, token.exponent.magnitude <= 22 else {
        return nil
      }
      // Both parts are exact, so the one operation rounds as it should (Clinger 1990).
      let power = Self.powersOfTen[Int(token.exponent.magnitude)]
      let value = token.exponent < 0 ? Double(digits) / power : Double(digits) * power
      return token.isNegative ? -value : value
    }
  }

  /// Reads a float, written as a number or a string, which can be `NaN` and `Infinity`.
  ///
  /// - Throws: ``Refusal``, also when the number does not fit.
  public mutating func float() throws(Refusal) -> Float { try floating { _ in nil } }

  /// Reads a number of which `fast` may know the value.
  private mutating func floating<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ fast: (NumberToken) -> Number?
  ) throws(Refusal) -> Number {
    if next == UInt8(ascii: "\"") {
      let start = position
      switch try string() {
      case "NaN": return .nan
      case "Infinity": return .infinity
      case "-Infinity": return -.infinity
      default: position = start
      }
      return try quoted { reader throws(Refusal) in try reader.floating(fast) }
    }
    let token = try numberToken()
    if let value = fast(token) { return value }
    guard let value = Number(String(decoding: text[token.range], as: UTF8.self)), value.isFinite
    else { throw refusal("the number is too large", at: token.range.lowerBound) }
    return value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private mutating func integer<Number: FixedWidthInteger>() throws(Refusal) -> Number {
    if next == UInt8(ascii: "\"") {
      return try quoted { reader throws(Refusal) in try reader.integer() }
    }
    let token = try numberToken()
    guard var magnitude = token.digits, token.exponent >= 0 || magnitude == 0 else {
      let isWhole = token.digits == nil
      let reason = isWhole ? "the number does not fit" : "the number is not whole"
      throw refusal(reason, at: token.range.lowerBound)
    }
    if magnitude > 0 {
      for _ in 0..<token.exponent {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        guard !overflow else {
          throw refusal("the number does not fit", at: token.range.lowerBound)
        }
        magnitude = product
      }
    }
    let value =
      token.isNegative
      ? magnitude <= Number.min.magnitude
        ? Number(truncatingIfNeeded: 0 &- magnitude) : nil
      : Number(exactly: magnitude)
    guard let value else { throw refusal("the number does not fit", at: token.range.lowerBound) }
    return value
  }

  /// Reads a number that stands in quotes.
  private mutating func quoted<Number>(
    _ read: (inout JSONReader) throws(Refusal) -> Number
  ) throws(Refusal) -> Number {
    let (token, isPlain, _) = try stringToken()
    let end = position
    guard let first = text[token].first, first > 0x20, first != UInt8(ascii: "\"") else {
      throw refusal("a number was expected", at: token.lowerBound)
    }
    if isPlain {
      position = token.lowerBound
      let number = try read(&self)
      guard position == token.upperBound else {
        throw refusal("a number was expected", at: token.lowerBound)
      }
      position = end
      return number
    }
    var inner = JSONReader(Array(try unescaped(token).utf8), options)
    guard let first = inner.text.first, first > 0x20, first != UInt8(ascii: "\""),
      let number = try? read(&inner), inner.position == inner.text.count
    else {
      throw refusal("a number was expected", at: token.lowerBound)
    }
    return number
  }

  /// Passes a number (RFC 8259, section 6).
  mutating func numberToken() throws(Refusal) -> NumberToken {
    guard next != nil else { throw refusal("a number was expected") }
    var token = NumberToken(range: position..<position)
    let start = position
    if text[position] == UInt8(ascii: "-") {
      token.isNegative = true
      position += 1
    }
    let wholeStart = position
    var zeros = 0
    passDigits(&token, &zeros)
    guard position > wholeStart, position == wholeStart + 1 || text[wholeStart] != UInt8(ascii: "0")
    else { throw refusal("a number was expected", at: start) }
    if byte == UInt8(ascii: ".") {
      position += 1
      let fractionStart = position
      passDigits(&token, &zeros)
      guard position > fractionStart else { throw refusal("a digit was expected") }
      token.exponent = fractionStart - position
    }
    token.exponent += zeros
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") { try passExponent(&token) }
    token.range = start..<position
    return token
  }

  /// The byte at the position; zero at the end.
  private var byte: UInt8 { position < text.count ? text[position] : 0 }

  /// Passes digits; zeros count only once a digit follows them.
  private mutating func passDigits(_ token: inout NumberToken, _ zeros: inout Int) {
    while case let digit = byte &- UInt8(ascii: "0"), digit < 10 {
      position += 1
      if zeros == 0, digit != 0, let digits = token.digits, digits < Self.shortMax {
        token.digits = digits &* 10 &+ UInt64(digit)
        continue
      }
      if digit == 0 {
        zeros += 1
        continue
      }
      for _ in 0...min(zeros, 20) {
        let (product, overflow) = (token.digits ?? 0).multipliedReportingOverflow(by: 10)
        token.digits = overflow ? nil : token.digits.map { _ in product }
      }
      let (sum, overflow) = (token.digits ?? 0).addingReportingOverflow(UInt64(digit))
      token.digits = overflow ? nil : token.digits.map { _ in sum }
      zeros = 0
    }
  }

  /// Below this a digit more always fits.
  private static let shortMax: UInt64 = 1_000_000_000_000_000_000

  private mutating func passExponent(_ token: inout NumberToken) throws(Refusal) {
    position += 1
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative || byte == UInt8(ascii: "+") { position += 1 }
    let start = position
    var value = 0
    while case let digit = byte &- UInt8(ascii: "0"), digit < 10 {
      position += 1
      value = min(value * 10 + Int(digit), Self.exponentMax)
    }
    guard position > start else { throw refusal("a digit was expected") }
    token.exponent += isNegative ? -value : value
  }

  /// Far beyond what a number of any type can have.
  private static let exponentMax = 1_000_000
}
