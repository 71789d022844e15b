/// The random numbers of samples and demonstrations: the same for the same seed, on every machine.
///
/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"). The
/// distributions are our own as well: the standard library does not promise that its stay the same.
package struct RandomStream: Sendable {
  private var state: UInt64

  /// Begins a stream.
  ///
  /// - Parameters:
  ///   - seed: Any number.
  ///   - purpose: What the numbers are for; streams of different purposes are independent, so that
  ///     a change in one part of a generator leaves the others as they are.
  package init(seed: UInt64, purpose: String) {
    // FNV-1a of the purpose (Fowler, Noll and Vo), then one step to mix it with the seed.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    state = seed
    state = next() ^ hash
  }

  /// A stream with the state of the published algorithm, for checks against it.
  init(state: UInt64) { self.state = state }

  /// The next 64 bits, all values equally likely.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// A number from 0 up to 1 without 1, in steps of 2^-53.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to `bound` without it.
  ///
  /// The bias of the multiplication is below 2^-40 for the bounds in use.
  package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "the bound of a random number is positive")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Whether something with this probability happens.
  package mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// Draws a place in proportion to its weight.
  ///
  /// - Parameter weights: Not negative, at least one above 0.
  /// - Returns: The place of the weight in the array.
  package mutating func index(byWeight weights: [Double]) -> Int {
    var rest = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() where weight > 0 {
      if rest < weight { return index }
      rest -= weight
    }
    // Only rounding gets here: the last weight that can be drawn.
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  /// A number from the exponential distribution.
  package mutating func exponential(mean: Double) -> Double {
    -mean * RandomMath.naturalLogarithm(1 - uniform())
  }

  /// A number from the standard normal distribution, by Marsaglia's polar method.
  package mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      return x * (-2 * RandomMath.naturalLogarithm(square) / square).squareRoot()
    }
  }

  /// Draws a number whose logarithm is normal.
  ///
  /// - Parameters:
  ///   - median: Half of all numbers are below it.
  ///   - deviation: The standard deviation of the natural logarithm.
  /// - Returns: A number above 0.
  package mutating func logNormal(median: Double, deviation: Double) -> Double {
    median * RandomMath.exponential(deviation * normal())
  }
}

/// Logarithm and exponential from arithmetic that IEEE 754 defines exactly.
///
/// Those of the C library may differ in the last bit between systems, which can change a sample.
enum RandomMath {
  private static var logarithmOf2: Double { 0.693_147_180_559_945_3 }

  /// The natural logarithm of a normal number above 0.
  static func naturalLogarithm(_ value: Double) -> Double {
    precondition(value.isNormal && value > 0, "the logarithm is of a normal number above 0")
    var exponent = Double(value.exponent)
    var significand = value.significand
    if significand > 1.414_213_562_373_095_1 {
      significand /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), where the argument is below 0.172.
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for denominator in stride(from: 23, through: 1, by: -2) {
      sum = sum * square + 1 / Double(denominator)
    }
    return exponent * logarithmOf2 + 2 * ratio * sum
  }

  /// e to the power of a number from -700 to 700.
  static func exponential(_ value: Double) -> Double {
    precondition(abs(value) <= 700, "the exponent is from -700 to 700")
    let power = (value / logarithmOf2).rounded()
    let rest = value - power * logarithmOf2
    // The series of e^x for x up to 0.35.
    var sum = 1.0
    for divisor in stride(from: 14, through: 1, by: -1) { sum = 1 + rest / Double(divisor) * sum }
    return Double(sign: .plus, exponent: Int(power), significand: sum)
  }
}
