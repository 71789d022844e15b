/// Whether points may be taken away.
///
/// Source: domain.md row G16 and contradiction D2.
package enum FloorPolicy: String, Hashable, Sendable, CaseIterable {
  /// No metric earns less than 0.
  case zero
  /// What is negative stands, and the day may be negative.
  case negativeAllowed = "negative_allowed"
  /// What is negative takes away what the same day has earned, and no more.
  case compensateOnly = "compensate_only"

  /// Applies the policy to the points of the metrics of one workday, in their order.
  ///
  /// Where ``compensateOnly`` must give something back, the negative metrics get it from the last
  /// one on.
  package func applied(to points: [Points]) -> [Points] {
    switch self {
    case .negativeAllowed: return points
    case .zero: return points.map { max($0, .zero) }
    case .compensateOnly:
      var missing = -min(points.reduce(.zero, +), .zero).hundredths
      var result = points
      for index in result.indices.reversed() where missing > 0 && result[index] < .zero {
        let given = min(missing, -result[index].hundredths)
        result[index] = Points(hundredths: result[index].hundredths + given)
        missing -= given
      }
      return result
    }
  }
}
