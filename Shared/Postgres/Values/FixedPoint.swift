/// An exact decimal number, for `numeric` columns: a coefficient and how many of its digits stand
/// behind the point.
///
/// Numbers that differ in their trailing zeros only are different values: 1.5 is not 1.50.
package struct FixedPoint: Hashable, Sendable, CustomStringConvertible {
  /// The number without its point.
  package let coefficient: Int128
  /// How many digits stand behind the point, 0 to 34.
  package let scale: Int

  /// The most digits of a number, and the most of them behind the point.
  package static var digitsMax: Int { 34 }

  /// Makes a number; `nil` when it has more digits than ``digitsMax`` or a scale beyond 0 to that.
  package init?(coefficient: Int128, scale: Int) {
    guard (0...Self.digitsMax).contains(scale),
      coefficient.magnitude < Self.powerOfTen(Self.digitsMax)
    else { return nil }
    self.coefficient = coefficient
    self.scale = scale
  }

  /// The number in decimal, with as many digits behind the point as the scale says.
  package var description: String {
    let digits = String(coefficient.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    let sign = coefficient < 0 ? "-" : ""
    return scale == 0 ? sign + padded : sign + padded.dropLast(scale) + "." + padded.suffix(scale)
  }

  private static func powerOfTen(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

/// The binary form of `numeric_send`: how many digits of base 10,000, the place of the first, the
/// sign, how many decimal digits stand behind the point, then the digits.
extension FixedPoint: PostgresValue {
  package static var type: PostgresType { .numeric }

  private static var negative: UInt16 { 0x4000 }
  private static var base: UInt128 { 10_000 }

  package func encode(into bytes: inout [UInt8]) {
    let padding = (4 - scale % 4) % 4
    var rest = coefficient.magnitude * Self.powerOfTen(padding)
    var digits: [Int16] = []
    while rest > 0 {
      digits.append(Int16(rest % Self.base))
      rest /= Self.base
    }
    let weight = digits.isEmpty ? 0 : digits.count - 1 - (scale + padding) / 4
    digits = Array(digits.drop { $0 == 0 }.reversed())
    Int16(digits.count).appendBigEndian(to: &bytes)
    Int16(weight).appendBigEndian(to: &bytes)
    (coefficient < 0 ? Self.negative : 0).appendBigEndian(to: &bytes)
    Int16(scale).appendBigEndian(to: &bytes)
    for digit in digits { digit.appendBigEndian(to: &bytes) }
  }

  /// Refuses `NaN`, the infinities, and what has more digits than ``digitsMax``.
  package init?(decoding bytes: ArraySlice<UInt8>) {
    let words = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { start in
      Int16(bigEndianBytes: bytes[start..<min(start + 2, bytes.endIndex)])
    }
    guard bytes.count.isMultiple(of: 2), words.count >= 4, let count = words[0],
      let weight = words[1], let sign = words[2], let scale = words[3],
      count == words.count - 4, [0, Int16(bitPattern: Self.negative)].contains(sign),
      (0...Int16(Self.digitsMax)).contains(scale)
    else { return nil }
    var magnitude: UInt128 = 0
    for case let digit? in words.dropFirst(4) {
      guard (0..<10_000).contains(digit), magnitude < UInt128.max / Self.base - 1 else {
        return nil
      }
      magnitude = magnitude * Self.base + UInt128(digit)
    }
    // What the last digit stands for, in units of the last decimal place.
    let exponent = 4 * (Int(weight) - Int(count) + 1) + Int(scale)
    if exponent < 0 {
      let (quotient, rest) = magnitude.quotientAndRemainder(
        dividingBy: Self.powerOfTen(min(-exponent, Self.digitsMax)))
      guard rest == 0 else { return nil }
      magnitude = quotient
    } else if magnitude > 0 {
      guard exponent <= Self.digitsMax else { return nil }
      let (product, overflow) = magnitude.multipliedReportingOverflow(
        by: Self.powerOfTen(exponent))
      guard !overflow else { return nil }
      magnitude = product
    }
    guard magnitude < Self.powerOfTen(Self.digitsMax) else { return nil }
    self.init(
      coefficient: sign == 0 ? Int128(magnitude) : -Int128(magnitude), scale: Int(scale))
  }
}
