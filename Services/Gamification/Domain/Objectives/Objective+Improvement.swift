/// What is missing to the next zone that earns more.
///
/// Source: domain.md row G28.
package struct Improvement: Hashable, Sendable {
  /// The value to reach, in the metric's unit.
  package let value: Double
  /// The points at that value, without multiplier.
  package let points: Points
  /// How good that value is; `nil` when the objective does not say.
  package let level: ZoneLevel?

  package init(value: Double, points: Points, level: ZoneLevel?) {
    self.value = value
    self.points = points
    self.level = level
  }
}

extension Objective {
  /// The nearest end of another zone at which a value earns more; `nil` when none does.
  ///
  /// Of two that are equally near it is the one with more points. Where a zone ends and a better
  /// one begins the better one counts, as it does for ``points(for:)``.
  package func improvement(on value: Double) -> Improvement? {
    let present = points(for: value)
    let better = zones.flatMap { [$0.lowerValue, $0.upperValue] }.compactMap(\.self)
      .filter { points(for: $0) > present }
    let nearest = better.min { left, right in
      let (leftDistance, rightDistance) = (abs(left - value), abs(right - value))
      guard leftDistance == rightDistance else { return leftDistance < rightDistance }
      return points(for: left) > points(for: right)
    }
    return nearest.map { end in
      Improvement(value: end, points: points(for: end), level: zone(of: end)?.level)
    }
  }

  /// The zone that a value lies in, the better of two on a boundary; `nil` outside all zones.
  package func zone(of value: Double) -> Zone? {
    zones.filter { $0.contains(value) }.max { left, right in
      let (leftPoints, rightPoints) = (left.points(for: value), right.points(for: value))
      guard leftPoints == rightPoints else { return leftPoints < rightPoints }
      return (left.level ?? .out) < (right.level ?? .out)
    }
  }
}
