extension JSONReader {
  /// A number as it stands in the text.
  struct NumberToken {
    var range: Range<Int>
    /// The number itself when it stands in the text with escapes.
    var unescaped: String?
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
    if let special: Double = try specialNumber() { return special }
    let token = try quotableNumber()
    if let digits = token.digits, digits <= 1 << 53, token.exponent.magnitude <= 22 {
      // Both parts are exact, so the one operation rounds as it should (Clinger 1990).
      let power = Self.powersOfTen[Int(token.exponent.magnitude)]
      let value = token.exponent < 0 ? Double(digits) / power : Double(digits) * power
      return token.isNegative ? -value : value
    }
    guard let value = Double(decimal(token)), value.isFinite
    else { throw refusal("the number is too large", at: token.range.lowerBound) }
    return value
  }

  /// Reads a float, written as a number or a string, which can be `NaN` and `Infinity`.
  ///
  /// - Throws: ``Refusal``, also when the number does not fit.
  public mutating func float() throws(Refusal) -> Float {
    if let special: Float = try specialNumber() { return special }
    let token = try quotableNumber()
    guard let value = Float(decimal(token)), value.isFinite
    else { throw refusal("the number is too large", at: token.range.lowerBound) }
    return value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private mutating func specialNumber<Number: BinaryFloatingPoint>() throws(Refusal) -> Number? {
    guard next == UInt8(ascii: "\"") else { return nil }
    let start = position
    switch try string() {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default:
      position = start
      return nil
    }
  }

  private mutating func integer<Number: FixedWidthInteger>() throws(Refusal) -> Number {
    let token = try quotableNumber()
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

  private func decimal(_ token: NumberToken) -> String {
    token.unescaped ?? String(decoding: text[token.range], as: UTF8.self)
  }

  /// Passes a number that may stand in quotes.
  private mutating func quotableNumber() throws(Refusal) -> NumberToken {
    guard next == UInt8(ascii: "\"") else { return try numberToken() }
    let (range, isPlain, _) = try stringToken()
    let number = isPlain ? nil : try unescaped(range)
    var inner = JSONReader(number.map { Array($0.utf8) } ?? Array(text[range]), options)
    guard var token = try? inner.numberToken(), token.range == inner.text.indices else {
      throw refusal("a number was expected", at: range.lowerBound)
    }
    (token.range, token.unescaped) = (range, number)
    return token
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
