import GamificationDomain
import Kernel
import Testing

@Suite("Objective.points")
struct ObjectivePointsTests {
  @Test(
    "follows the worked example of lateness",
    arguments: [
      (0, 300), (180, 300), (181, 200), (300, 171), (599, 100), (600, 100), (601, 0), (900, 0),
    ] as [(Double, Int64)])
  func lateness(seconds: Double, points: Int64) throws {
    let objective = try Objective(zones: GamificationDomainTests.lateness, field: "objective")
    #expect(objective.points(for: seconds) == Points(whole: points))
  }

  @Test(
    "rounds half away from zero, up and down",
    arguments: [
      (1, 10, 5), (3, 10, 15), (5, 10, 25), (1, -10, -5), (3, -10, -15),
      (0.5, 10, 3), (0.5, -10, -3), (0.4, 10, 2),
    ] as [(Double, Int32, Int64)])
  func rounding(value: Double, upperPoints: Int32, points: Int64) throws {
    let zone = Zone(lowerValue: 0, upperValue: 2, lowerPoints: 0, upperPoints: upperPoints)
    #expect(zone.points(for: value) == points)
  }

  @Test(
    "gives the better result on a boundary, whichever side it is on",
    arguments: [(20, 60), (60, 20)] as [(Int32, Int32)])
  func boundary(below: Int32, above: Int32) throws {
    let objective = try Objective(
      zones: [
        Zone(lowerValue: 0, upperValue: 10, lowerPoints: below, upperPoints: below),
        Zone(lowerValue: 10, upperValue: 20, lowerPoints: above, upperPoints: above),
      ], field: "objective")
    #expect(objective.points(for: 10) == Points(whole: 60))
  }

  @Test("gives nothing outside all zones", arguments: [-0.001, 20.001])
  func outside(value: Double) throws {
    let objective = try Objective(
      zones: [Zone(lowerValue: 0, upperValue: 20, lowerPoints: 7, upperPoints: 7)],
      field: "objective")
    #expect(objective.points(for: value) == .zero)
  }

  @Test("takes points away in a negative zone, even at its end")
  func negative() throws {
    let objective = try Objective(
      zones: [Zone(lowerValue: 0, upperValue: 20, lowerPoints: -5, upperPoints: -5)],
      field: "objective")
    #expect(objective.points(for: 20) == Points(whole: -5))
    #expect(objective.pointsMax == .zero)
  }
}

@Suite("Objective.init")
struct ObjectiveInitTests {
  /// Zones with the field and the reason that they are refused for.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let zones: [Zone]
    let field: String
    let reason: String

    var testDescription: String { "\(field) \(reason)" }
  }

  static let flat = Zone(lowerValue: 0, upperValue: 10, lowerPoints: 1, upperPoints: 1)

  static let refusals = [
    Refusal(zones: [], field: "objective.zones", reason: "is required"),
    Refusal(
      zones: Array(repeating: flat, count: 21), field: "objective.zones",
      reason: "must have at most 20 zones"),
    Refusal(
      zones: [
        flat, Zone(lowerValue: 10, upperValue: 20, lowerPoints: 1, upperPoints: 1),
        Zone(lowerValue: 21, upperValue: nil, lowerPoints: 1, upperPoints: 1),
      ], field: "objective.zones[2].lower_value",
      reason: "must be the upper_value of the zone before"),
    Refusal(
      zones: [flat, Zone(lowerValue: 9, upperValue: 20, lowerPoints: 1, upperPoints: 1)],
      field: "objective.zones[1].lower_value",
      reason: "must be the upper_value of the zone before"),
    Refusal(
      zones: [flat, Zone(lowerValue: nil, upperValue: 20, lowerPoints: 1, upperPoints: 1)],
      field: "objective.zones[1].lower_value", reason: "may be absent only in the first zone"),
    Refusal(
      zones: [Zone(lowerValue: 0, upperValue: nil, lowerPoints: 1, upperPoints: 1), flat],
      field: "objective.zones[0].upper_value", reason: "may be absent only in the last zone"),
    Refusal(
      zones: [Zone(lowerValue: 5, upperValue: 5, lowerPoints: 1, upperPoints: 1)],
      field: "objective.zones[0].upper_value", reason: "must be greater than lower_value"),
    Refusal(
      zones: [Zone(lowerValue: 5, upperValue: nil, lowerPoints: 1, upperPoints: 2)],
      field: "objective.zones[0].upper_points",
      reason: "must equal lower_points, because the zone has an open end"),
    Refusal(
      zones: [Zone(lowerValue: 0, upperValue: 5, lowerPoints: -100_001, upperPoints: 2)],
      field: "objective.zones[0].lower_points", reason: "must be from -100000 to 100000"),
    Refusal(
      zones: [Zone(lowerValue: 0, upperValue: 5, lowerPoints: 0, upperPoints: 100_001)],
      field: "objective.zones[0].upper_points", reason: "must be from -100000 to 100000"),
    Refusal(
      zones: [Zone(lowerValue: .nan, upperValue: 5, lowerPoints: 0, upperPoints: 1)],
      field: "objective.zones[0].lower_value",
      reason: "must be a number from -1000000000000 to 1000000000000"),
    Refusal(
      zones: [Zone(lowerValue: 0, upperValue: .infinity, lowerPoints: 0, upperPoints: 1)],
      field: "objective.zones[0].upper_value",
      reason: "must be a number from -1000000000000 to 1000000000000"),
  ]

  @Test("names the zone that is wrong", arguments: refusals)
  func refuses(_ refusal: Refusal) {
    #expect(throws: ValidationError(field: refusal.field, reason: refusal.reason)) {
      try Objective(zones: refusal.zones, field: "objective")
    }
  }

  @Test("accepts one zone without any end")
  func unbounded() throws {
    let zone = Zone(lowerValue: nil, upperValue: nil, lowerPoints: 5, upperPoints: 5)
    #expect(
      try Objective(zones: [zone], field: "objective").points(for: 1e300) == Points(whole: 5))
  }
}
