import GamificationDomain
import Kernel
import Testing

@Suite("ProfileMetric")
struct ProfileMetricTests {
  private let definition = MetricDefinition(
    id: "hold", displayName: "Hold", unit: .seconds, formula: .sum(of: [.holdSeconds]),
    filterParts: .interactions)

  private func settings(
    name: String = "", precision: Int32 = 0, timeUnit: ProfileMetricSettings.TimeUnit? = nil,
    kind: ObjectiveKind = .binary, filter: ObjectiveFilter = .everything, isEnabled: Bool = true,
    of definition: MetricDefinition? = nil
  ) throws -> ProfileMetricSettings {
    try ProfileMetricSettings(
      displayName: name, precision: precision, timeUnit: timeUnit, kind: kind,
      objective: try .binary(target: 90, points: 10, field: "objective"), filter: filter,
      isEnabled: isEnabled, of: definition ?? self.definition, field: "metric")
  }

  @Test("has the name of its definition unless it has one of its own")
  func names() throws {
    #expect(try settings().displayName == "Hold")
    #expect(try settings(name: "Waiting").displayName == "Waiting")
  }

  @Test("names what does not go with its definition")
  func refusals() throws {
    #expect(throws: ValidationError(field: "metric.precision", reason: "must be from 0 to 5")) {
      try settings(precision: 6)
    }
    let percent = MetricDefinition(
      id: "p", displayName: "P", unit: .percent, formula: .sum(of: [.holdSeconds]),
      lockedKind: .lowerIsBetter)
    #expect(
      throws: ValidationError(
        field: "metric.time_unit", reason: "cannot be used with a metric that counts in percent")
    ) { try settings(timeUnit: .minutes, of: percent) }
    #expect(
      throws: ValidationError(
        field: "metric.objective.kind", reason: "must be lower_is_better with this metric")
    ) { try settings(of: percent) }
    let error = #expect(throws: ValidationError.self) {
      try settings(filter: ObjectiveFilter(topics: ["refund"]))
    }
    #expect(error?.field == "metric.filter.topics")
  }

  private func metric(_ settings: ProfileMetricSettings) -> ProfileMetric {
    ProfileMetric(
      id: ProfileMetricID(uuid: UUIDBits(high: 1, low: 1)),
      profile: ProfileID(uuid: UUIDBits(high: 1, low: 2)), definitionID: "hold",
      settings: settings, position: 0, start: monday, caller: "person:ada",
      createTime: Timestamp(microseconds: 1), updateTime: Timestamp(microseconds: 5))
  }

  @Test("a change makes a version that holds from a workday on, and no change none")
  func versions() throws {
    let first = metric(try settings())
    let now = Timestamp(microseconds: 9)
    #expect(
      first.changing(try settings(), from: monday, today: monday, caller: "x", at: now) == first)
    let second = first.changing(
      try settings(name: "Waiting"), from: monday.adding(days: 9), today: monday,
      caller: "person:bob", at: now)
    #expect(second.version == 2)
    #expect(second.start == monday.adding(days: 9))
    #expect(second.caller == "person:bob")
    // What is planned for later comes earlier.
    let third = second.changing(
      try settings(name: "Waiting"), from: monday.adding(days: 3), today: monday, caller: "x",
      at: Timestamp(microseconds: 2))
    #expect(third.version == 3)
    #expect(third.start == monday.adding(days: 3))
    #expect(third.updateTime == now, "time does not go back")
  }

  @Test("what disables a metric holds from tomorrow on, and what enables it at once")
  func switches() throws {
    let on = metric(try settings())
    let now = Timestamp(microseconds: 9)
    let off = on.changing(
      try settings(isEnabled: false), from: monday, today: monday, caller: "x", at: now)
    #expect(off.start == monday.adding(days: 1))
    let later = on.changing(
      try settings(isEnabled: false), from: monday.adding(days: 4), today: monday, caller: "x",
      at: now)
    #expect(later.start == monday.adding(days: 4))
    // Once more, or with another name: today it goes on all the same.
    #expect(
      off.changing(
        try settings(isEnabled: false), from: monday, today: monday, caller: "x", at: now)
        == off)
    let renamed = later.changing(
      try settings(name: "Waiting", isEnabled: false), from: monday, today: monday, caller: "x",
      at: now)
    #expect(renamed.start == monday.adding(days: 1))
    let again = off.changing(
      try settings(), from: monday, today: monday, caller: "x", at: now)
    #expect(again.start == monday)
  }
}
