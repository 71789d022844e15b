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

  package init(
    lowerValue: Double?, upperValue: Double?, lowerPoints: Int32, upperPoints: Int32
  ) {
    self.lowerValue = lowerValue
    self.upperValue = upperValue
    self.lowerPoints = lowerPoints
    self.upperPoints = upperPoints
  }

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
    guard let lowerValue, let upperValue, lowerPoints != upperPoints else {
      return Int64(lowerPoints)
    }
    let fromLower = Double(lowerPoints) * (upperValue - value)
    let fromUpper = Double(upperPoints) * (value - lowerValue)
    let points = (fromLower + fromUpper) / (upperValue - lowerValue)
    return Int64(points.rounded(.toNearestOrAwayFromZero))
  }
}
