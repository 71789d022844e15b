package import Kernel

/// Turns a value into points: zones side by side over the range of values.
///
/// A value on the boundary of two zones gets the better result; a value outside all zones gets 0
/// points. Source: domain.md 1.2.1.
package struct Objective: Hashable, Sendable {
  /// The zones in ascending order, without gaps and without overlap.
  package let zones: [Zone]

  /// How many zones an objective may have.
  package static var zonesMax: Int { 20 }
  /// The largest value that a zone may begin or end at, and with a minus the smallest.
  package static var zoneValueMax: Double { 1e12 }
  /// The whole points that the end of a zone may have.
  package static var zonePoints: ClosedRange<Int32> { -100_000...100_000 }

  /// Checks an objective of a kind that came from outside, at a path such as `metric.objective`.
  ///
  /// - Throws: ``ValidationError`` that names the field of the first zone that is wrong.
  package init(kind: ObjectiveKind, zones: [Zone], field: String) throws(ValidationError) {
    try self.init(zones: zones, field: field)
    try kind.check(zones, field: field)
  }

  /// Checks an objective that came from outside, at a path such as `metric.objective`.
  ///
  /// - Throws: ``ValidationError`` that names the field of the first zone that is wrong.
  package init(zones: [Zone], field: String) throws(ValidationError) {
    guard !zones.isEmpty else {
      throw ValidationError(field: "\(field).zones", reason: "is required")
    }
    guard zones.count <= Self.zonesMax else {
      throw ValidationError(
        field: "\(field).zones", reason: "must have at most \(Self.zonesMax) zones")
    }
    for (index, zone) in zones.enumerated() {
      let path = "\(field).zones[\(index)]"
      try Self.checkPoints(of: zone, path: path)
      try Self.checkEnds(of: zone, isFirst: index == 0, isLast: index == zones.count - 1, path)
      guard index == 0 || zone.lowerValue == zones[index - 1].upperValue else {
        throw ValidationError(
          field: "\(path).lower_value", reason: "must be the upper_value of the zone before")
      }
    }
    self.zones = zones
  }

  /// Adopts zones that were checked before: when they were stored, or, for the built-in metrics, by
  /// the tests.
  package init(trusted zones: [Zone]) { self.zones = zones }

  /// The points of a value.
  package func points(for value: Double) -> Points {
    Points(whole: zones.lazy.filter { $0.contains(value) }.map { $0.points(for: value) }.max() ?? 0)
  }

  /// The most points that a value can earn.
  ///
  /// 0 when every zone takes points away and some value lies outside all of them.
  package var pointsMax: Points {
    var best = zones.map { max($0.lowerPoints, $0.upperPoints) }.max() ?? 0
    let isBounded = zones.first?.lowerValue != nil || zones.last?.upperValue != nil
    if isBounded { best = max(best, 0) }
    return Points(whole: Int64(best))
  }

  private static func checkPoints(of zone: Zone, path: String) throws(ValidationError) {
    let reason =
      "must be from \(zonePoints.lowerBound) to \(zonePoints.upperBound)"
    guard zonePoints.contains(zone.lowerPoints) else {
      throw ValidationError(field: "\(path).lower_points", reason: reason)
    }
    guard zonePoints.contains(zone.upperPoints) else {
      throw ValidationError(field: "\(path).upper_points", reason: reason)
    }
  }

  private static func checkEnds(
    of zone: Zone, isFirst: Bool, isLast: Bool, _ path: String
  ) throws(ValidationError) {
    try checkValue(zone.lowerValue, mayBeAbsent: isFirst, only: "first", "\(path).lower_value")
    try checkValue(zone.upperValue, mayBeAbsent: isLast, only: "last", "\(path).upper_value")
    guard let lower = zone.lowerValue, let upper = zone.upperValue else {
      guard zone.lowerPoints == zone.upperPoints else {
        throw ValidationError(
          field: "\(path).upper_points",
          reason: "must equal lower_points, because the zone has an open end")
      }
      return
    }
    guard lower < upper else {
      throw ValidationError(
        field: "\(path).upper_value", reason: "must be greater than lower_value")
    }
  }

  private static func checkValue(
    _ value: Double?, mayBeAbsent: Bool, only: String, _ path: String
  ) throws(ValidationError) {
    guard let value else {
      guard mayBeAbsent else {
        throw ValidationError(field: path, reason: "may be absent only in the \(only) zone")
      }
      return
    }
    guard value.isFinite, abs(value) <= zoneValueMax else {
      throw ValidationError(
        field: path,
        reason: "must be a number from \(-Int64(zoneValueMax)) to \(Int64(zoneValueMax))")
    }
  }
}
