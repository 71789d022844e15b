/// Whether a change between two periods is more than what workdays vary by anyway.
package enum ChangeCertainty: String, Hashable, Sendable, CaseIterable {
  case clear
  case unclear
  /// There are too few workdays to tell.
  case unknown
}

/// By how much the mean of workdays has changed from one period to another.
package struct ChangeEstimate: Hashable, Sendable {
  /// Clear when ``interval`` leaves out 0.
  package let certainty: ChangeCertainty
  /// Where the change lies with a probability of 95 %; `nil` when it is unknown.
  package let interval: ClosedRange<Double>?

  /// The fewest workdays of each period.
  package static var workdaysMin: Int { 5 }

  /// Compares the values of workdays: Welch's t-interval of the difference of two means.
  ///
  /// Source: B. L. Welch, The generalization of "Student's" problem when several different
  /// population variances are involved, Biometrika 34 (1947); the degrees of freedom are those of
  /// Welch and Satterthwaite.
  package init(primary: [Double], comparative: [Double]) {
    guard primary.count >= Self.workdaysMin, comparative.count >= Self.workdaysMin else {
      certainty = .unknown
      interval = nil
      return
    }
    let (one, other) = (Sample(primary), Sample(comparative))
    let difference = one.mean - other.mean
    let spread = one.meanVariance + other.meanVariance
    var margin = 0.0
    if spread > 0 {
      // As parts of the whole, which does not vanish when squared, however small the values are.
      let (part, rest) = (one.meanVariance / spread, other.meanVariance / spread)
      let degrees =
        1 / (part * part / Double(one.count - 1) + rest * rest / Double(other.count - 1))
      margin = StudentT.critical(degrees: degrees) * spread.squareRoot()
    }
    certainty = abs(difference) > margin ? .clear : .unclear
    interval = (difference - margin)...(difference + margin)
  }

  private struct Sample {
    let count: Int
    let mean: Double
    /// The variance of the mean.
    let meanVariance: Double

    init(_ values: [Double]) {
      count = values.count
      let mean = values.reduce(0, +) / Double(values.count)
      self.mean = mean
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      meanVariance = squares / Double(values.count - 1) / Double(values.count)
    }
  }
}
