internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension ExportPart.Batch {
  /// The lines of the rows, behind a header.
  func csv(_ header: String) -> [UInt8] {
    Array((header + rows.map { PointsCSV.line(of: $0) }.joined()).utf8)
  }
}

extension GamificationV1.PointsRows {
  init(_ batch: ExportPart.Batch) {
    self.init(rows: batch.rows.map { GamificationV1.PointsRow($0) })
  }
}

extension GamificationV1.PointsRow {
  fileprivate init(_ row: ExportedRow) {
    let (day, outcome, rule) = (row.day, row.outcome, row.rule)
    self.init(
      workday: GoogleType.Date(day.result.workday), personID: day.person.rawValue,
      displayName: day.displayName, divisionID: day.placement.division?.rawValue ?? "",
      teamID: day.placement.team?.rawValue ?? "",
      profileID: day.result.profile?.description ?? "",
      profileMetricID: outcome.metric.description,
      metricDefinitionID: rule?.definition.id ?? "",
      metricDisplayName: rule?.label.displayName ?? "", metricVersion: outcome.version,
      unit: rule.map { GamificationV1.MetricDefinition.Unit($0.definition.unit) } ?? .unspecified,
      dividend: outcome.amounts.dividend, divisor: outcome.amounts.divisor, value: row.value,
      pointsHundredths: outcome.points.hundredths,
      pointsMaxHundredths: outcome.pointsMax.hundredths,
      heldPointsHundredths: outcome.heldPoints.hundredths,
      finality: GamificationV1.Finality(row.finality))
  }
}
