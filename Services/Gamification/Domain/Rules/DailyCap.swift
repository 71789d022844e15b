package import Kernel

/// How much a metric may earn on one workday, so that it is not worth to overdo it.
///
/// Source: domain.md row G22.
package struct DailyCap: Hashable, Sendable {
  /// Whole points; `nil` without a limit.
  package let pointsMax: Int32?
  /// How many events earn points, the first by their ids; `nil` without a limit.
  ///
  /// Only for metrics whose events earn points of their own.
  package let eventsMax: Int32?

  package static var none: DailyCap { DailyCap(storedPointsMax: nil, eventsMax: nil) }

  /// Adopts a cap that was checked when it was stored.
  package init(storedPointsMax: Int32?, eventsMax: Int32?) {
    pointsMax = storedPointsMax
    self.eventsMax = eventsMax
  }

  /// Checks a cap.
  ///
  /// - Throws: ``ValidationError`` for `points_max` or `events_max`.
  package init(pointsMax: Int32?, eventsMax: Int32?, field: String) throws(ValidationError) {
    let pointsRange = 1...Objective.zonePoints.upperBound
    if let pointsMax, !pointsRange.contains(pointsMax) {
      throw ValidationError(
        field: "\(field).points_max", reason: "must be from 1 to \(pointsRange.upperBound)")
    }
    if let eventsMax, !(1...1_000).contains(eventsMax) {
      throw ValidationError(field: "\(field).events_max", reason: "must be from 1 to 1000")
    }
    self.init(storedPointsMax: pointsMax, eventsMax: eventsMax)
  }

  /// Cuts off what is above the limit; what is negative stays.
  package func applied(to points: Points) -> Points {
    pointsMax.map { min(points, Points(whole: Int64($0))) } ?? points
  }
}
