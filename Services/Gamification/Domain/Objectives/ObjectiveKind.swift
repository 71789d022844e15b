internal import Kernel

/// What the zones of an objective must look like.
///
/// Source: domain.md rows G09 to G13 and table 1.2.2.
package enum ObjectiveKind: String, Hashable, Sendable, CaseIterable {
  /// The points never fall while the value rises, and the levels go out, good, target, great.
  case higherIsBetter = "higher_is_better"
  /// The points never rise while the value rises, and the levels go great, target, good, out.
  case lowerIsBetter = "lower_is_better"
  /// Five zones: out, good (rising), target (flat), good (falling), out.
  case targetArea = "target_area"
  /// Two zones, out and target, or a zone good between them, each with one number of points.
  case binary
  /// Rising without a step down, up to one number of points for all values above.
  case scaled
  /// Any line that only rises or only falls.
  case free
}

extension ObjectiveKind {
  /// Checks zones that stand side by side without gap and overlap.
  ///
  /// - Throws: ``ValidationError`` that names the field of the first zone that is wrong; `field` is
  ///   the path of the objective.
  func check(_ zones: [Zone], field: String) throws(ValidationError) {
    let curve = CheckedCurve(zones: zones, field: field)
    switch self {
    case .higherIsBetter:
      try curve.check(.rising)
      try curve.checkLevels(.rising)
    case .lowerIsBetter:
      try curve.check(.falling)
      try curve.checkLevels(.falling)
    case .targetArea: try curve.checkTargetArea()
    case .binary: try curve.checkBinary()
    case .scaled:
      try curve.check(.rising)
      try curve.checkFlat(zones.count - 1)
    case .free: try curve.check(curve.direction)
    }
  }
}

/// Zones side by side, and the checks that the kinds have in common.
private struct CheckedCurve {
  enum Direction {
    case rising
    case falling
  }

  let zones: [Zone]
  let field: String

  /// Where the points go from one end to the other.
  var direction: Direction {
    let first = zones.first?.lowerPoints ?? 0
    return (zones.last?.upperPoints ?? 0) >= first ? .rising : .falling
  }

  /// Checks that the points never go the other way, outside of all zones neither, where they are 0.
  func check(_ direction: Direction) throws(ValidationError) {
    try checkOutside(direction)
    for index in zones.indices { try checkStep(index, direction) }
  }

  /// Checks that a zone continues what is before it, and goes the right way itself.
  func checkStep(_ index: Int, _ direction: Direction) throws(ValidationError) {
    let zone = zones[index]
    let isRising = direction == .rising
    if index > 0 {
      let before = zones[index - 1].upperPoints
      guard isRising ? before <= zone.lowerPoints : before >= zone.lowerPoints else {
        throw error(
          index, "lower_points",
          "must not be \(isRising ? "below" : "above") the upper_points of the zone before")
      }
    }
    guard isRising ? zone.lowerPoints <= zone.upperPoints : zone.lowerPoints >= zone.upperPoints
    else {
      throw error(
        index, "upper_points", "must not be \(isRising ? "below" : "above") lower_points")
    }
  }

  private func checkOutside(_ direction: Direction) throws(ValidationError) {
    guard let first = zones.first, let last = zones.last else { return }
    let isRising = direction == .rising
    if last.upperValue != nil, isRising ? last.upperPoints > 0 : last.upperPoints < 0 {
      throw error(zones.count - 1, "upper_value", "must be absent, because beyond it are 0 points")
    }
    if first.lowerValue != nil, isRising ? first.lowerPoints < 0 : first.lowerPoints > 0 {
      throw error(0, "lower_value", "must be absent, because beyond it are 0 points")
    }
  }

  /// Checks that every zone has a level, and that the levels never go the other way.
  func checkLevels(_ direction: Direction) throws(ValidationError) {
    var before: ZoneLevel?
    for (index, zone) in zones.enumerated() {
      let level = try level(index)
      let isRising = direction == .rising
      if let before, isRising ? level < before : level > before {
        throw error(
          index, "level", "must not be \(isRising ? "worse" : "better") than the zone before")
      }
      before = zone.level
    }
  }

  func checkTargetArea() throws(ValidationError) {
    let levels: [ZoneLevel] = [.out, .good, .target, .good, .out]
    guard zones.count == levels.count else {
      throw ValidationError(
        field: "\(field).zones", reason: "must be five: out, good, target, good, out")
    }
    for (index, level) in levels.enumerated() where zones[index].level != level {
      throw error(index, "level", "must be \(level.rawValue)")
    }
    for index in [0, 2, 4] { try checkFlat(index) }
    for index in 0...2 { try checkStep(index, .rising) }
    for index in 3...4 { try checkStep(index, .falling) }
    try checkOpenEnds()
  }

  func checkBinary() throws(ValidationError) {
    guard (2...3).contains(zones.count) else {
      throw ValidationError(
        field: "\(field).zones", reason: "must be two, or three with one for nearly reached")
    }
    let rising: [ZoneLevel] = zones.count == 2 ? [.out, .target] : [.out, .good, .target]
    let isRising = zones.first?.level != .target
    let levels = isRising ? rising : rising.reversed()
    for (index, level) in levels.enumerated() where zones[index].level != level {
      throw error(index, "level", "must be \(level.rawValue)")
    }
    for index in zones.indices { try checkFlat(index) }
    for index in zones.indices { try checkStep(index, isRising ? .rising : .falling) }
    try checkOpenEnds()
  }

  func checkFlat(_ index: Int) throws(ValidationError) {
    guard zones[index].isFlat else { throw error(index, "upper_points", "must equal lower_points") }
  }

  private func checkOpenEnds() throws(ValidationError) {
    guard zones.first?.lowerValue == nil else { throw error(0, "lower_value", "must be absent") }
    guard zones.last?.upperValue == nil else {
      throw error(zones.count - 1, "upper_value", "must be absent")
    }
  }

  private func level(_ index: Int) throws(ValidationError) -> ZoneLevel {
    guard let level = zones[index].level else { throw error(index, "level", "is required") }
    return level
  }

  private func error(_ index: Int, _ name: String, _ reason: String) -> ValidationError {
    ValidationError(field: "\(field).zones[\(index)].\(name)", reason: reason)
  }
}
