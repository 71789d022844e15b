internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension GamificationV1.Scorecard {
  init(_ scorecard: Scorecard, asOf now: Timestamp) {
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
      }, finality: GamificationV1.Finality(scorecard.finality),
      asOfTime: GoogleProtobuf.Timestamp(now))
  }
}

extension GamificationV1.MetricResult {
  init(_ result: Scorecard.MetricResult) {
    let rule = result.rule
    self.init(
      profileMetricID: rule.id.description, metricDefinitionID: rule.definition.id,
      displayName: rule.label.displayName,
      unit: GamificationV1.MetricDefinition.Unit(rule.definition.unit),
      precision: rule.label.precision,
      timeUnit: GamificationV1.ProfileMetric.TimeUnit(rule.label.timeUnit),
      dividend: result.amounts.dividend, divisor: result.amounts.divisor, value: result.value,
      pointsHundredths: result.points.hundredths,
      pointsMaxHundredths: result.pointsMax.hundredths,
      heldPointsHundredths: result.heldPoints.hundredths,
      improvement: result.improvement.map { GamificationV1.Improvement($0) },
      events: result.details?.events.map { GamificationV1.ScorecardEvent($0) } ?? [],
      sources: result.details?.sources.map { GamificationV1.MetricSource($0) } ?? [],
      changes: result.details?.changes.map { GamificationV1.MetricChange($0) } ?? [])
  }
}

extension GamificationV1.Improvement {
  fileprivate init(_ improvement: Improvement) {
    self.init(
      value: improvement.value, pointsHundredths: improvement.points.hundredths,
      level: GamificationV1.ProfileMetric.Level(improvement.level))
  }
}

extension GamificationV1.Finality {
  init(_ finality: Finality) {
    self =
      switch finality {
      case .provisional: .provisional
      case .final: .final
      }
  }
}
