/// Student's t-distribution, as far as it is needed.
enum StudentT {
  /// The value that is exceeded in either direction with a probability of 5 %.
  ///
  /// From 4 degrees of freedom on it is right to 0.04 %. It is the expansion around the quantile of
  /// the normal distribution of R. A. Fisher and E. A. Cornish, The percentile points of
  /// distributions having known cumulants, Technometrics 2 (1960), to the fourth power.
  static func critical(degrees: Double) -> Double {
    let z = 1.959_963_984_540_054
    let z3 = z * z * z
    let z5 = z3 * z * z
    let z7 = z5 * z * z
    let z9 = z7 * z * z
    let terms = [
      (z3 + z) / 4, (5 * z5 + 16 * z3 + 3 * z) / 96, (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384,
      (79 * z9 + 776 * z7 + 1_482 * z5 - 1_920 * z3 - 945 * z) / 92_160,
    ]
    var power = 1.0
    return terms.reduce(z) { sum, term in
      power *= degrees
      return sum + term / power
    }
  }
}
