/// What somebody has decided about points that an ``AnomalyRule`` holds of a metric on a workday.
///
/// It holds for so many points and whatever anomalies concern them: facts or rules that make other
/// points of the work have them held again. When they are so many once more, it holds again.
/// Source: domain.md row G22.
package struct PointReview: Hashable, Sendable {
  package let decision: AnomalyReview
  /// More than 0.
  package let points: Points

  package init(_ decision: AnomalyReview, of points: Points) {
    self.decision = decision
    self.points = points
  }
}
