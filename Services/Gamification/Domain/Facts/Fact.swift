package import Kernel

/// What was measured for one person, metric and workday.
package struct Fact: Hashable, Sendable {
  package let person: PersonID
  package let metric: MetricID
  package let workday: Workday
  package let source: FactSource
  /// The sum of the measurements in the metric's unit: 0 to ``totalMax``.
  package let total: Double
  /// How many were summed up: 1 to ``countMax``.
  package let count: Int64

  /// The largest total.
  ///
  /// Keeps sums over years of facts finite and their whole numbers exact enough.
  package static var totalMax: Double { 1e15 }
  /// The largest count.
  package static var countMax: Int64 { 1_000_000_000 }

  /// Checks a fact.
  ///
  /// - Throws: ``ValidationError`` for `total` or `count` when it is outside its range.
  package init(
    person: PersonID, metric: MetricID, workday: Workday, source: FactSource, total: Double,
    count: Int64
  ) throws(ValidationError) {
    guard total.isFinite, (0...Self.totalMax).contains(total) else {
      throw ValidationError(
        field: "total", reason: "must be a number from 0 to \(Int64(Self.totalMax))")
    }
    guard (1...Self.countMax).contains(count) else {
      throw ValidationError(field: "count", reason: "must be from 1 to \(Self.countMax)")
    }
    self.person = person
    self.metric = metric
    self.workday = workday
    self.source = source
    // Minus zero is stored as zero: the two are equal, and only one of them reads well.
    self.total = total == 0 ? 0 : total
    self.count = count
  }

  /// The score of an evaluation as a fact of the quality metric; 10000 basis points are 100.00 %.
  ///
  /// - Throws: ``ValidationError`` for `score_basis_points` when it is outside its range.
  package init(
    evaluation: UUIDBits, of agent: PersonID, scoreBasisPoints: Int32, on workday: Workday
  ) throws(ValidationError) {
    guard (0...10_000).contains(scoreBasisPoints) else {
      throw ValidationError(field: "score_basis_points", reason: "must be from 0 to 10000")
    }
    try self.init(
      person: agent, metric: .qualityScore, workday: workday, source: .evaluation(evaluation),
      total: Double(scoreBasisPoints) / 100, count: 1)
  }

  /// A completed assignment as a fact of the learning metric.
  package init(
    assignment: UUIDBits, by person: PersonID, on workday: Workday
  ) throws(ValidationError) {
    try self.init(
      person: person, metric: .learningCompletions, workday: workday,
      source: .assignment(assignment), total: 1, count: 1)
  }
}

/// A fact with what it earns.
package struct ScoredFact: Hashable, Sendable {
  package let fact: Fact
  /// What was scored, in the metric's unit.
  package let value: Double
  package let points: Points
  /// The most points that the fact could have earned.
  package let pointsMax: Points
  /// The id that the ledger entry gets if there is one.
  package let ledgerEntry: LedgerEntryID

  /// Scores a fact by the objective of its metric.
  package init(_ fact: Fact, metric: Metric, ledgerEntry: LedgerEntryID) {
    precondition(fact.metric == metric.id, "a fact is scored by its own metric")
    self.fact = fact
    value = metric.value(total: fact.total, count: fact.count)
    points = metric.objective.points(for: value)
    pointsMax = metric.objective.pointsMax
    self.ledgerEntry = ledgerEntry
  }
}
