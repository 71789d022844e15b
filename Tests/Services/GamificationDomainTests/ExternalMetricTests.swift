import GamificationDomain
import Kernel
import Testing

private let metric = ExternalMetricID(uuid: UUIDBits(high: 3, low: 4))

@Suite("ExternalReport")
struct ExternalReportTests {
  private func definition() throws -> MetricDefinition {
    try ExternalMetricSettings(
      displayName: "Revenue", unit: .currency, unitName: "EUR", precision: 2,
      kind: .higherIsBetter, isEnabled: true, retentionMonths: 24, field: "metric"
    ).definition(id: metric)
  }

  /// The value of a day after reports; `nil` without one.
  private func value(after reports: [ExternalReport]) throws -> Double? {
    var sheet = DaySheet()
    for report in reports { _ = try sheet.apply(.reported(metric, report), field: "value") }
    let definition = try definition()
    return definition.amounts(of: sheet, filter: .everything).flatMap(definition.value)
  }

  @Test(
    "a total replaces, what is cumulative adds, and a count of nothing deletes",
    arguments: [
      ([.total(5, count: nil)], 5), ([.total(5, count: nil), .total(7, count: nil)], 7),
      ([.total(10, count: 4)], 2.5), ([.cumulative(5, count: nil)], 5),
      ([.cumulative(5, count: nil), .cumulative(7, count: nil)], 12),
      ([.cumulative(5, count: 1), .cumulative(7, count: 2)], 4),
      ([.total(10, count: 4), .cumulative(2, count: nil)], 3),
      ([.total(10, count: 4), .cumulative(-10, count: -4)], nil),
      ([.total(10, count: 4), .cumulative(0, count: -5)], nil), ([.total(10, count: 0)], nil),
      ([.total(10, count: 4), .deleted], nil), ([.deleted], nil),
      ([.total(10, count: 4), .deleted, .cumulative(3, count: nil)], 3),
    ] as [([ExternalReport], Double?)])
  func values(reports: [ExternalReport], expected: Double?) throws {
    #expect(try value(after: reports) == expected)
  }

  @Test("tells whether it changed anything")
  func changes() throws {
    var sheet = DaySheet()
    #expect(try !sheet.apply(.reported(metric, .deleted), field: "value"))
    #expect(try sheet.apply(.reported(metric, .total(5, count: nil)), field: "value"))
    #expect(try !sheet.apply(.reported(metric, .total(5, count: 1)), field: "value"))
    #expect(try sheet.apply(.reported(metric, .deleted), field: "value"))
    #expect(sheet.isEmpty)
  }

  @Test("is checked when it comes")
  func refusals() throws {
    func refusal(_ value: Double?, _ count: Int64?, _ mode: ExternalReport.Mode) -> String? {
      do {
        _ = try ExternalReport(value: value, count: count, mode: mode, field: "items[2]")
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      refusal(.infinity, nil, .total)
        == "items[2].value must be a number from -1000000000000000 to 1000000000000000")
    #expect(refusal(1, -1, .total) == "items[2].count must be from 0 to 1000000000")
    #expect(refusal(1, -1, .cumulative) == nil)
    #expect(try ExternalReport(value: nil, count: 3, mode: .total, field: "items[2]") == .deleted)
  }
}

@Suite("ExternalMetricSettings")
struct ExternalMetricSettingsTests {
  private func make(
    unit: MetricDefinition.Unit = .number, unitName: String = "", precision: Int32 = 0,
    kind: ObjectiveKind = .higherIsBetter, retentionMonths: Int32 = 12
  ) throws(ValidationError) -> ExternalMetricSettings {
    try ExternalMetricSettings(
      displayName: "Sales", unit: unit, unitName: unitName, precision: precision, kind: kind,
      isEnabled: true, retentionMonths: retentionMonths, field: "metric")
  }

  @Test("names what is wrong")
  func refusals() throws {
    _ = try make()
    #expect(
      throws: ValidationError(field: "metric.precision", reason: "must be from 0 to 5")
    ) { try make(precision: 6) }
    #expect(
      throws: ValidationError(
        field: "metric.unit_name", reason: "must be empty with the unit percent")
    ) { try make(unit: .percent, unitName: "EUR") }
    #expect(
      throws: ValidationError(
        field: "metric.objective_kind",
        reason: "must be higher_is_better, lower_is_better, target_area")
    ) { try make(kind: .binary) }
    #expect(
      throws: ValidationError(field: "metric.retention_months", reason: "must be from 1 to 120")
    ) { try make(retentionMonths: 0) }
  }
}
