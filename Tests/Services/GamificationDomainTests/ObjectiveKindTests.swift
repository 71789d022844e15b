import GamificationDomain
import Kernel
import Testing

/// Zones from values and points: `ends` has the values between them, open at both sides.
private func makeZones(
  _ ends: [Double], _ points: [(Int32, Int32)], _ levels: [ZoneLevel?]
) -> [Zone] {
  points.indices.map { index in
    Zone(
      lowerValue: index == 0 ? nil : ends[index - 1],
      upperValue: index == ends.count ? nil : ends[index], lowerPoints: points[index].0,
      upperPoints: points[index].1, level: levels[index])
  }
}

@Suite("Objective.init(kind:zones:field:)")
struct ObjectiveKindTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let kind: ObjectiveKind
    let zones: [Zone]
    /// `nil` when the zones are accepted.
    var refusal: String?

    var testDescription: String { "\(kind.rawValue): \(refusal ?? "accepted")" }
  }

  static let rising = makeZones(
    [60, 80, 90], [(0, 0), (20, 60), (60, 90), (100, 100)], [.out, .good, .target, .great])
  static let falling = makeZones(
    [120, 300, 400], [(100, 100), (80, 40), (40, 10), (0, 0)], [.great, .target, .good, .out])
  static let area = makeZones(
    [10, 20, 30, 40], [(0, 0), (0, 50), (50, 50), (50, 0), (0, 0)],
    [.out, .good, .target, .good, .out])

  static let accepted = [
    Example(kind: .higherIsBetter, zones: rising),
    Example(kind: .lowerIsBetter, zones: falling),
    Example(kind: .lowerIsBetter, zones: makeZones([180], [(300, 300), (0, 0)], [.target, .out])),
    Example(kind: .targetArea, zones: area),
    Example(kind: .binary, zones: makeZones([80], [(0, 0), (10, 10)], [.out, .target])),
    Example(kind: .binary, zones: makeZones([80], [(10, 10), (0, 0)], [.target, .out])),
    Example(
      kind: .binary,
      zones: makeZones([79, 80], [(0, 0), (5, 5), (10, 10)], [.out, .good, .target])),
    Example(
      kind: .scaled,
      zones: makeZones([90, 100], [(0, 0), (50, 50), (100, 100)], [nil, nil, nil])),
    Example(kind: .free, zones: rising), Example(kind: .free, zones: falling),
    Example(kind: .free, zones: lateness),
    Example(
      kind: .higherIsBetter,
      zones: [Zone(lowerValue: 0, upperValue: nil, lowerPoints: 5, upperPoints: 5, level: .good)]),
  ]

  static let refused = [
    Example(
      kind: .higherIsBetter, zones: makeZones([1], [(5, 5), (4, 4)], [.out, .good]),
      refusal: "zones[1].lower_points must not be below the upper_points of the zone before"),
    Example(
      kind: .higherIsBetter,
      zones: makeZones([1, 2], [(0, 0), (5, 4), (6, 6)], [.out, .good, .great]),
      refusal: "zones[1].upper_points must not be below lower_points"),
    Example(
      kind: .higherIsBetter,
      zones: [Zone(lowerValue: nil, upperValue: 9, lowerPoints: 5, upperPoints: 5, level: .good)],
      refusal: "zones[0].upper_value must be absent, because beyond it are 0 points"),
    Example(
      kind: .higherIsBetter,
      zones: [Zone(lowerValue: 0, upperValue: nil, lowerPoints: -5, upperPoints: -5, level: .out)],
      refusal: "zones[0].lower_value must be absent, because beyond it are 0 points"),
    Example(
      kind: .higherIsBetter, zones: makeZones([1], [(0, 0), (1, 1)], [.out, nil]),
      refusal: "zones[1].level is required"),
    Example(
      kind: .higherIsBetter, zones: makeZones([1], [(0, 0), (1, 1)], [.good, .out]),
      refusal: "zones[1].level must not be worse than the zone before"),
    Example(
      kind: .lowerIsBetter, zones: makeZones([1], [(4, 4), (5, 5)], [.good, .out]),
      refusal: "zones[1].lower_points must not be above the upper_points of the zone before"),
    Example(
      kind: .lowerIsBetter, zones: makeZones([1], [(5, 5), (4, 4)], [.good, .great]),
      refusal: "zones[1].level must not be better than the zone before"),
    Example(
      kind: .targetArea, zones: Array(area.prefix(4)),
      refusal: "zones must be five: out, good, target, good, out"),
    Example(
      kind: .targetArea,
      zones: makeZones(
        [10, 20, 30, 40], [(0, 0), (0, 50), (50, 50), (50, 0), (0, 0)],
        [.out, .good, .great, .good, .out]),
      refusal: "zones[2].level must be target"),
    Example(
      kind: .targetArea,
      zones: makeZones(
        [10, 20, 30, 40], [(0, 0), (0, 50), (50, 60), (50, 0), (0, 0)],
        [.out, .good, .target, .good, .out]),
      refusal: "zones[2].upper_points must equal lower_points"),
    Example(
      kind: .targetArea,
      zones: makeZones(
        [10, 20, 30, 40], [(0, 0), (0, 50), (50, 50), (60, 0), (0, 0)],
        [.out, .good, .target, .good, .out]),
      refusal: "zones[3].lower_points must not be above the upper_points of the zone before"),
    Example(
      kind: .binary, zones: rising,
      refusal: "zones must be two, or three with one for nearly reached"),
    Example(
      kind: .binary, zones: makeZones([80], [(0, 0), (10, 10)], [.out, .great]),
      refusal: "zones[1].level must be target"),
    Example(
      kind: .binary,
      zones: [
        Zone(lowerValue: 0, upperValue: 80, lowerPoints: 0, upperPoints: 0, level: .out),
        Zone(lowerValue: 80, upperValue: nil, lowerPoints: 9, upperPoints: 9, level: .target),
      ], refusal: "zones[0].lower_value must be absent"),
    Example(
      kind: .scaled,
      zones: [Zone(lowerValue: 0, upperValue: 9, lowerPoints: 0, upperPoints: 5)],
      refusal: "zones[0].upper_value must be absent, because beyond it are 0 points"),
    Example(
      kind: .free, zones: makeZones([1, 2], [(0, 0), (5, 5), (0, 0)], [nil, nil, nil]),
      refusal: "zones[2].lower_points must not be below the upper_points of the zone before"),
  ]

  @Test("accepts what the kind is for", arguments: accepted)
  func accepts(_ example: Example) throws {
    let objective = try Objective(kind: example.kind, zones: example.zones, field: "objective")
    #expect(objective.zones == example.zones)
  }

  @Test("names the zone that does not fit the kind", arguments: refused)
  func refuses(_ example: Example) {
    let error = #expect(throws: ValidationError.self) {
      try Objective(kind: example.kind, zones: example.zones, field: "objective")
    }
    #expect(error?.description == example.refusal.map { "objective.\($0)" })
  }

  @Test("an accepted line never turns round, whatever the value", arguments: 0..<40)
  func monotone(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let count = Int.random(in: 1...6, using: &random)
    let ends = (0..<count).map { _ in Double(Int.random(in: -50...50, using: &random)) }
      .reduce(into: Set<Double>()) { $0.insert($1) }.sorted()
    var points: Int32 = Int32.random(in: -9...0, using: &random)
    let zones = (0...ends.count).map { index in
      let isOpen = index == 0 || index == ends.count
      let lower = points + Int32.random(in: 0...5, using: &random)
      points = isOpen ? lower : lower + Int32.random(in: 0...30, using: &random)
      return Zone(
        lowerValue: index == 0 ? nil : ends[index - 1],
        upperValue: index == ends.count ? nil : ends[index], lowerPoints: lower,
        upperPoints: points, level: .good)
    }
    let objective = try Objective(kind: .higherIsBetter, zones: zones, field: "objective")
    let values = stride(from: -60.0, through: 60, by: 0.5).map { objective.points(for: $0) }
    #expect(values == values.sorted())
  }
}

@Suite("Objective presets")
struct ObjectivePresetTests {
  @Test(
    "a binary goal pays all at the target and nothing just before it",
    arguments: [(0, 0), (79.2, 0), (79.999, 0), (80, 10), (120, 10)] as [(Double, Int64)])
  func binary(value: Double, points: Int64) throws {
    let objective = try Objective.binary(target: 80, points: 10, field: "goal")
    #expect(objective.points(for: value) == Points(whole: points))
  }

  @Test(
    "a near miss pays a part", arguments: [(78.9, 0), (79.2, 4), (80, 10)] as [(Double, Int64)])
  func nearMiss(value: Double, points: Int64) throws {
    let objective = try Objective.binary(
      target: 80, points: 10, nearMiss: NearMiss(value: 79.2, points: 4), field: "goal")
    #expect(objective.points(for: value) == Points(whole: points))
  }

  @Test(
    "a scaled goal pays in proportion, up to the target",
    arguments: [(-1, 0), (0, 0), (45, 50), (72, 80), (90, 100), (99, 100)] as [(Double, Int64)])
  func scaled(value: Double, points: Int64) throws {
    let objective = try Objective.scaled(target: 90, points: 100, field: "goal")
    #expect(objective.points(for: value) == Points(whole: points))
  }

  @Test(
    "a table of steps pays 50 at 90 percent and 100 at 100",
    arguments: [(89.9, 0), (90, 50), (99.9, 50), (100, 100)] as [(Double, Int64)])
  func steps(value: Double, points: Int64) throws {
    let objective = try Objective(
      kind: .scaled,
      zones: makeZones([90, 100], [(0, 0), (50, 50), (100, 100)], [nil, nil, nil]),
      field: "goal")
    #expect(objective.points(for: value) == Points(whole: points))
  }

  @Test("goals that make no sense are refused by name")
  func refusals() {
    func refusal(_ make: () throws -> Objective) -> String? {
      do {
        _ = try make()
        return nil
      } catch {
        return (error as? ValidationError)?.description
      }
    }
    #expect(
      refusal { try Objective.binary(target: .nan, points: 1, field: "goal") }
        == "goal.target_value must be a number from -1000000000000 to 1000000000000")
    #expect(
      refusal { try Objective.binary(target: 1, points: 0, field: "goal") }
        == "goal.points must be from 1 to 100000")
    #expect(
      refusal { try Objective.scaled(target: 0, points: 1, field: "goal") }
        == "goal.target_value must be above 0")
    #expect(
      refusal {
        try Objective.binary(
          target: 1, points: 5, nearMiss: NearMiss(value: 1, points: 1), field: "goal")
      } == "goal.near_miss.value must be below target_value")
    #expect(
      refusal {
        try Objective.binary(
          target: 1, points: 5, nearMiss: NearMiss(value: 0, points: 6), field: "goal")
      } == "goal.near_miss.points must be from 0 to points")
  }
}

@Suite("Objective.improvement")
struct ObjectiveImprovementTests {
  @Test("names the nearest end of a zone that earns more")
  func nearest() throws {
    let objective = try Objective(
      kind: .higherIsBetter, zones: ObjectiveKindTests.rising, field: "objective")
    #expect(
      objective.improvement(on: 50)
        == Improvement(value: 60, points: Points(whole: 20), level: .good))
    #expect(
      objective.improvement(on: 70)
        == Improvement(value: 80, points: Points(whole: 60), level: .target))
    #expect(
      objective.improvement(on: 85)
        == Improvement(value: 90, points: Points(whole: 100), level: .great))
    #expect(objective.improvement(on: 90) == nil)
  }

  @Test("goes down where lower is better, and to the area from both sides")
  func directions() throws {
    let falling = try Objective(
      kind: .lowerIsBetter, zones: ObjectiveKindTests.falling, field: "objective")
    #expect(falling.improvement(on: 500)?.value == 400)
    #expect(falling.improvement(on: 310)?.value == 300)
    let area = try Objective(
      kind: .targetArea, zones: ObjectiveKindTests.area, field: "objective")
    #expect(area.improvement(on: 12)?.value == 20)
    #expect(area.improvement(on: 39)?.value == 30)
    #expect(area.improvement(on: 25) == nil)
  }
}
