package import Kernel

/// Makes the points of some work count more or less than those of other work.
///
/// Source: domain.md row G14 and 1.2.3.
package struct Multiplier: Hashable, Sendable {
  /// Whose work it is for.
  package enum Selector: Hashable, Sendable {
    case everybody
    case division(DivisionID)
    case team(TeamID)
    /// Only the part of the work that was done for the queue.
    case queue(QueueID)
  }

  package let selector: Selector
  /// 1200 is 1.2: 0 to ``thousandthsMax``.
  package let thousandths: Int32

  /// The largest factor, in thousandths.
  package static var thousandthsMax: Int32 { 10_000 }

  /// Checks a multiplier.
  ///
  /// - Throws: ``ValidationError`` for `factor_thousandths`.
  package init(_ selector: Selector, thousandths: Int32, field: String) throws(ValidationError) {
    guard (0...Self.thousandthsMax).contains(thousandths) else {
      throw ValidationError(
        field: "\(field).factor_thousandths", reason: "must be from 0 to \(Self.thousandthsMax)")
    }
    self.init(stored: selector, thousandths: thousandths)
  }

  /// Adopts a multiplier that was checked when it was stored.
  package init(stored selector: Selector, thousandths: Int32) {
    self.selector = selector
    self.thousandths = thousandths
  }

  fileprivate func applies(in placement: Placement, queue: QueueID?) -> Bool {
    switch selector {
    case .everybody: true
    case .division(let division): placement.division == division
    case .team(let team): placement.team == team
    case .queue(let own): queue == own
    }
  }
}

extension Multiplier.Selector {
  /// The stored form: `everybody`, `division:ID`, `team:ID` or `queue:ID`.
  package var text: String {
    switch self {
    case .everybody: "everybody"
    case .division(let id): "division:\(id)"
    case .team(let id): "team:\(id)"
    case .queue(let id): "queue:\(id)"
    }
  }

  /// Reads the stored form; `nil` when it is none.
  package init?(text: String) {
    // Ids may have colons themselves.
    let parts = text.split(separator: ":", maxSplits: 1).map { String($0) }
    switch (parts.first, parts.dropFirst().first) {
    case ("everybody", nil): self = .everybody
    case ("division", let id?): self = .division(DivisionID(stored: id))
    case ("team", let id?): self = .team(TeamID(stored: id))
    case ("queue", let id?): self = .queue(QueueID(stored: id))
    default: return nil
    }
  }
}

/// Where in the organisation a person was on a workday.
package struct Placement: Hashable, Sendable {
  package let division: DivisionID?
  package let team: TeamID?

  package init(division: DivisionID? = nil, team: TeamID? = nil) {
    self.division = division
    self.team = team
  }
}

/// How much of the work of a workday was done for a queue.
package struct QueueShare: Hashable, Sendable {
  /// `nil` for work without a queue.
  package let queue: QueueID?
  /// In any unit, 0 or more; only the relation to the others counts.
  package let amount: Double

  package init(queue: QueueID?, amount: Double) {
    self.queue = queue
    self.amount = amount
  }
}

/// What the multipliers of a metric make of its points.
///
/// Multipliers that apply to the same work are multiplied with each other. Work for several queues
/// has the mean of their factors, weighted by the shares. It is kept as a fraction, so that half
/// points are exact before they are rounded.
package struct PointFactor: Hashable, Sendable {
  private let numerator: Double
  private let denominator: Double

  /// Leaves points as they are.
  package static var one: PointFactor { PointFactor(numerator: 1, denominator: 1) }

  private init(numerator: Double, denominator: Double) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Puts the factor of a workday together; without any amount the shares count alike.
  package init(_ multipliers: [Multiplier], in placement: Placement, shares: [QueueShare]) {
    let total = shares.reduce(0) { $0 + $1.amount }
    let shares =
      shares.isEmpty
      ? [QueueShare(queue: nil, amount: 1)]
      : total > 0 ? shares : shares.map { QueueShare(queue: $0.queue, amount: 1) }
    numerator = shares.reduce(0) { sum, share in
      let factor = multipliers.reduce(share.amount) { product, multiplier in
        // Those that do not apply count as 1.000, so that all terms have one denominator.
        let applies = multiplier.applies(in: placement, queue: share.queue)
        return product * Double(applies ? multiplier.thousandths : 1_000)
      }
      return sum + factor
    }
    denominator = multipliers.reduce(shares.reduce(0) { $0 + $1.amount }) { product, _ in
      product * 1_000
    }
  }

  /// The factor as a number, for explanations.
  package var value: Double { numerator / denominator }

  /// Multiplies whole points and rounds them half away from zero.
  package func applied(to points: Points) -> Points {
    let whole = Double(points.hundredths / 100)
    return Points(
      whole: Int64((whole * numerator / denominator).rounded(.toNearestOrAwayFromZero)))
  }
}
