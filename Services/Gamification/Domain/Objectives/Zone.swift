/// How good the values of a zone are.
///
/// Source: domain.md row G09.
package enum ZoneLevel: String, Hashable, Sendable, CaseIterable {
  case out
  case good
  case target
  case great
}

extension ZoneLevel: Comparable {
  /// Worse before better.
  package static func < (left: Self, right: Self) -> Bool { left.order < right.order }

  private var order: Int {
    switch self {
    case .out: 0
    case .good: 1
    case .target: 2
    case .great: 3
    }
  }
}

/// A range of values with the points it earns.
package struct Zone: Hashable, Sendable {
  /// Where the zone begins; `nil` without a lower end.
  package let lowerValue: Double?
  /// Where the zone ends; `nil` without an upper end.
  package let upperValue: Double?
  /// The whole points at ``lowerValue``.
  package let lowerPoints: Int32
  /// The whole points at ``upperValue``.
  package let upperPoints: Int32
  /// How good its values are; `nil` in a curve that does not say so.
  package let level: ZoneLevel?

  package init(
    lowerValue: Double?, upperValue: Double?, lowerPoints: Int32, upperPoints: Int32,
    level: ZoneLevel? = nil
  ) {
    self.lowerValue = lowerValue
    self.upperValue = upperValue
    self.lowerPoints = lowerPoints
    self.upperPoints = upperPoints
    self.level = level
  }

  /// Whether the points are the same everywhere in the zone.
  package var isFlat: Bool { lowerPoints == upperPoints }

  /// Whether the value lies inside; both ends belong to the zone.
  package func contains(_ value: Double) -> Bool {
    (lowerValue ?? -.infinity) <= value && value <= (upperValue ?? .infinity)
  }

  /// The whole points of a value inside the zone: a straight line from one end to the other,
  /// rounded half away from zero.
  ///
  /// The line is the weighted mean of both ends with a single division, so that half points of
  /// whole values are exact before they are rounded. Source: domain.md 1.2.1.
  package func points(for value: Double) -> Int64 {
    guard let lowerValue, let upperValue, !isFlat else { return Int64(lowerPoints) }
    let fromLower = Double(lowerPoints) * (upperValue - value)
    let fromUpper = Double(upperPoints) * (value - lowerValue)
    let points = (fromLower + fromUpper) / (upperValue - lowerValue)
    return Int64(points.rounded(.toNearestOrAwayFromZero))
  }
}
