package import Kernel

extension Objective {
  /// All points at the target and beyond, none before it: domain.md row G11.
  ///
  /// With a near miss, values from there on up to the target earn some of the points, so that 99 %
  /// of the target is not nothing.
  ///
  /// - Throws: ``ValidationError`` that names `target_value`, `points` or a field of `near_miss`.
  package static func binary(
    target: Double, points: Int32, nearMiss: NearMiss? = nil, field: String
  ) throws(ValidationError) -> Objective {
    try checkGoal(target: target, points: points, field: field)
    let out = nearMiss?.value ?? target
    var zones = [
      Zone(lowerValue: nil, upperValue: out, lowerPoints: 0, upperPoints: 0, level: .out)
    ]
    if let nearMiss {
      guard nearMiss.value.isFinite, nearMiss.value < target else {
        throw ValidationError(
          field: "\(field).near_miss.value", reason: "must be below target_value")
      }
      guard (0...points).contains(nearMiss.points) else {
        throw ValidationError(
          field: "\(field).near_miss.points", reason: "must be from 0 to points")
      }
      zones.append(
        Zone(
          lowerValue: nearMiss.value, upperValue: target, lowerPoints: nearMiss.points,
          upperPoints: nearMiss.points, level: .good))
    }
    zones.append(
      Zone(
        lowerValue: target, upperValue: nil, lowerPoints: points, upperPoints: points,
        level: .target))
    return try Objective(kind: .binary, zones: zones, field: field)
  }

  /// Points in proportion to the value, up to all of them at the target: domain.md row G12.
  ///
  /// - Throws: ``ValidationError`` that names `target_value` or `points`.
  package static func scaled(
    target: Double, points: Int32, field: String
  ) throws(ValidationError) -> Objective {
    try checkGoal(target: target, points: points, field: field)
    guard target > 0 else {
      throw ValidationError(field: "\(field).target_value", reason: "must be above 0")
    }
    return try Objective(
      kind: .scaled,
      zones: [
        Zone(lowerValue: nil, upperValue: 0, lowerPoints: 0, upperPoints: 0, level: .out),
        Zone(lowerValue: 0, upperValue: target, lowerPoints: 0, upperPoints: points, level: .good),
        Zone(
          lowerValue: target, upperValue: nil, lowerPoints: points, upperPoints: points,
          level: .target),
      ], field: field)
  }

  private static func checkGoal(
    target: Double, points: Int32, field: String
  ) throws(ValidationError) {
    guard target.isFinite, abs(target) <= zoneValueMax else {
      throw ValidationError(
        field: "\(field).target_value",
        reason: "must be a number from \(-Int64(zoneValueMax)) to \(Int64(zoneValueMax))")
    }
    guard (1...zonePoints.upperBound).contains(points) else {
      throw ValidationError(
        field: "\(field).points", reason: "must be from 1 to \(zonePoints.upperBound)")
    }
  }
}

/// What nearly reaching the target of a binary goal earns.
package struct NearMiss: Hashable, Sendable {
  /// Below the target.
  package let value: Double
  /// Whole points, at most those of the target.
  package let points: Int32

  package init(value: Double, points: Int32) {
    self.value = value
    self.points = points
  }
}
