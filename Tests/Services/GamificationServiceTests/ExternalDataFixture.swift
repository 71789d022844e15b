import GamificationDomain
import GamificationStore
import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

/// When tests with external metrics run: noon in UTC on 4 May 2026.
let noon = Timestamp(microseconds: 1_777_896_000_000_000)

let externalDataEdit = Permission("gamification:externalData:edit")
let externalDataView = Permission("gamification:externalData:view")

extension GamificationFixture {
  /// Runs a test on 4 May 2026, with a metric that is measured outside and the person `ada`.
  static func withExternalMetric(
    _ test: (_ fixture: GamificationFixture, _ metric: String) async throws -> Void
  ) async throws {
    try await with(clock: FixedWallClock(noon)) { fixture in
      try await fixture.service.addMember("ada")
      try await test(fixture, try await fixture.makeExternalMetric())
    }
  }

  /// Creates a metric that is measured outside.
  func makeExternalMetric(enabled: Bool = true, retentionMonths: Int32 = 0) async throws -> String {
    let response = try await externalMetrics.createExternalMetric(
      GamificationV1.CreateExternalMetricRequest(
        externalMetric: GamificationV1.ExternalMetric(
          displayName: "Sales", unit: .number, objectiveKind: .higherIsBetter, enabled: enabled,
          retentionMonths: retentionMonths)),
      options: try await service.asOperator())
    return try #require(response.externalMetric).externalMetricID
  }

  /// Uploads items as the operator.
  @discardableResult
  func upload(
    _ items: [GamificationV1.ExternalDataItem],
    orphans: GamificationV1.OrphanHandling = .unspecified, requestID: String = "",
    in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> GamificationV1.ExternalDataSummary {
    let response = try await externalData.uploadExternalData(
      GamificationV1.UploadExternalDataRequest(
        items: items, orphans: orphans, requestID: requestID),
      options: try await service.asOperator(in: organization))
    return try #require(response.summary)
  }

  /// What is stored of a metric on a day of May: the sums of values and of counts.
  func stored(
    _ metric: String, of person: String = "ada", on day: Int32 = 4
  ) async throws -> [Double]? {
    let id = try ExternalMetricID(parsing: metric, field: "metric")
    let workday = try Workday(may(day), field: "day")
    let account = try await PostgresResultRepository(pool: service.pool, books: RuleBooks())
      .account(
        in: ServiceFixture.acme,
        of: PersonDay(person: PersonID(stored: person), workday: workday),
        at: SystemWallClock().now())
    let measurements = account.sheet.measurements
    let amounts = [Measure.external(id), .externalCount(id)].compactMap { measure in
      measurements.first { $0.measure == measure }?.amount
    }
    return amounts.isEmpty ? nil : amounts
  }

  /// The orphans there are, as the operator sees them.
  func externalOrphans() async throws -> [GamificationV1.ExternalOrphan] {
    try await externalData.listExternalOrphans(
      GamificationV1.ListExternalOrphansRequest(pageSize: 1_000),
      options: try await service.asOperator()
    ).externalOrphans
  }
}

/// An item for a day of May 2026.
func external(
  _ metric: String, of person: String = "ada", on day: Int32 = 4, _ value: Double?,
  count: Int64? = nil, _ mode: GamificationV1.ExternalDataItem.Mode = .total
) -> GamificationV1.ExternalDataItem {
  GamificationV1.ExternalDataItem(
    externalMetricID: metric, personID: person, workday: may(day), value: value, count: count,
    mode: mode)
}
