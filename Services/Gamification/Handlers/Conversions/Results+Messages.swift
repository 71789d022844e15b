internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension GamificationV1.Scorecard {
  init(_ scorecard: Scorecard) {
    self.init(
      personID: scorecard.person.rawValue, displayName: scorecard.displayName,
      startWorkday: GoogleType.Date(scorecard.range.start),
      endWorkday: GoogleType.Date(scorecard.range.end),
      pointsHundredths: scorecard.points.hundredths,
      pointsMaxHundredths: scorecard.pointsMax.hundredths,
      metricResults: scorecard.metricResults.map(GamificationV1.MetricResult.init),
      workdayPoints: scorecard.workdayPoints.map { day in
        GamificationV1.WorkdayPoints(
          workday: GoogleType.Date(day.workday), pointsHundredths: day.points.hundredths)
      })
  }
}

extension GamificationV1.MetricResult {
  init(_ result: Scorecard.MetricResult) {
    self.init(
      metricID: result.metric.id.rawValue, displayName: result.metric.displayName,
      unit: GamificationV1.Metric.Unit(result.metric.unit), total: result.sums.total,
      count: result.sums.count, value: result.value,
      pointsHundredths: result.sums.points.hundredths,
      pointsMaxHundredths: result.sums.pointsMax.hundredths)
  }
}

extension GamificationV1.LedgerEntry {
  init(_ entry: LedgerEntry) {
    self.init(
      ledgerEntryID: entry.id.description, personID: entry.person.rawValue,
      metricID: entry.metric.rawValue, workday: GoogleType.Date(entry.workday),
      pointsHundredths: entry.points.hundredths, source: entry.source, value: entry.value,
      createTime: GoogleProtobuf.Timestamp(entry.createTime))
  }
}
