/// A share from 0 to 1, exactly.
struct Fraction {
  /// The number of basis points of the whole.
  static var basisPointsMax: Int32 { 10_000 }

  /// Not more than the denominator.
  var numerator: Natural
  /// 0 when there is nothing to have a share of.
  var denominator: Natural

  /// The sum with `numerator / denominator`.
  func adding(_ numerator: UInt64, over denominator: UInt64) -> Fraction {
    Fraction(
      numerator: self.numerator.multiplied(by: denominator)
        .adding(self.denominator.multiplied(by: numerator)),
      denominator: self.denominator.multiplied(by: denominator))
  }

  func divided(by divisor: UInt64) -> Fraction {
    Fraction(numerator: numerator, denominator: denominator.multiplied(by: divisor))
  }

  /// The share in basis points, rounded half away from zero; `nil` when the denominator is 0.
  ///
  /// The result is the largest k with k - 1/2 <= 10,000 × share, found by halving the range: no
  /// division of long numbers is needed.
  var basisPoints: Int32? {
    guard denominator > Natural(UInt64(0)) else { return nil }
    precondition(numerator <= denominator, "chosen answers have at most the points of the best")
    let doubled = numerator.multiplied(by: 2 * UInt64(Self.basisPointsMax))
    var low: Int32 = 0
    var high = Self.basisPointsMax
    while low < high {
      let middle = (low + high + 1) / 2
      if denominator.multiplied(by: UInt64(2 * middle - 1)) <= doubled {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low
  }
}

/// A whole number from 0, as large as needed: fifty group maxima multiplied have 850 bits.
struct Natural: Hashable {
  /// The digits to base 2^64, least first, without zeros at the end.
  private var digits: [UInt64]

  init(_ value: UInt64) { digits = value == 0 ? [] : [value] }

  init(_ value: Int32) {
    precondition(value >= 0, "points are not negative")
    self.init(UInt64(value))
  }

  func multiplied(by factor: UInt64) -> Natural {
    guard factor != 0 else { return Natural(UInt64(0)) }
    var result = self
    var carry: UInt64 = 0
    for index in result.digits.indices {
      let (high, low) = result.digits[index].multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      result.digits[index] = sum
      carry = high + (overflow ? 1 : 0)
    }
    if carry > 0 { result.digits.append(carry) }
    return result
  }

  func adding(_ other: Natural) -> Natural {
    let (longer, shorter) =
      digits.count >= other.digits.count ? (self, other) : (other, self)
    var result = longer
    var carry: UInt64 = 0
    for index in result.digits.indices {
      let summand = index < shorter.digits.count ? shorter.digits[index] : 0
      let (sum, overflow) = result.digits[index].addingReportingOverflow(summand)
      let (total, carried) = sum.addingReportingOverflow(carry)
      result.digits[index] = total
      carry = overflow || carried ? 1 : 0
    }
    if carry > 0 { result.digits.append(carry) }
    return result
  }
}

extension Natural: Comparable {
  static func < (left: Natural, right: Natural) -> Bool {
    left.digits.count == right.digits.count
      ? left.digits.reversed().lexicographicallyPrecedes(right.digits.reversed())
      : left.digits.count < right.digits.count
  }
}
