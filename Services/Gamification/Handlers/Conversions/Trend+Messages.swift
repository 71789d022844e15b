internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension Set<Int> {
  /// Reads days of the week: 1 for Monday to 7 for Sunday.
  ///
  /// - Throws: ``ValidationError`` for `days_of_week`.
  init(_ days: [GamificationV1.DayOfWeek]) throws(ValidationError) {
    self = []
    for (index, day) in days.enumerated() {
      guard (1...7).contains(day.rawValue) else {
        throw ValidationError(
          field: "days_of_week[\(index)]", reason: "is not a known day of the week")
      }
      insert(Int(day.rawValue))
    }
  }
}

extension GamificationV1.Trend {
  init(_ trend: PersonTrend, asOf now: Timestamp) {
    self.init(
      personID: trend.person.rawValue, displayName: trend.displayName,
      startWorkday: GoogleType.Date(trend.range.start),
      endWorkday: GoogleType.Date(trend.range.end),
      workdays: trend.days.map { day in
        GamificationV1.TrendWorkday(
          workday: GoogleType.Date(day.workday), pointsHundredths: day.points?.hundredths,
          pointsMaxHundredths: day.pointsMax?.hundredths,
          finality: GamificationV1.Finality(day.finality))
      }, meanPointsHundredths: trend.meanPoints?.hundredths,
      metricTrends: trend.metrics.map { GamificationV1.MetricTrend($0) },
      asOfTime: GoogleProtobuf.Timestamp(now))
  }
}

extension GamificationV1.MetricTrend {
  fileprivate init(_ line: PersonTrend.MetricLine) {
    let rule = line.rule
    self.init(
      profileMetricID: rule.id.description, metricDefinitionID: rule.definition.id,
      displayName: rule.label.displayName,
      unit: GamificationV1.MetricDefinition.Unit(rule.definition.unit),
      precision: rule.label.precision,
      timeUnit: GamificationV1.ProfileMetric.TimeUnit(rule.label.timeUnit),
      workdays: line.days.map { day in
        GamificationV1.MetricTrendWorkday(
          workday: GoogleType.Date(day.workday), value: day.value,
          pointsHundredths: day.points?.hundredths)
      }, meanValue: line.meanValue, referenceValue: line.reference?.value,
      referencePointsHundredths: line.reference?.points?.hundredths)
  }
}

extension GamificationV1.AverageTrend {
  init(_ trend: AverageTrend, asOf now: Timestamp) {
    self.init(
      startWorkday: GoogleType.Date(trend.range.start),
      endWorkday: GoogleType.Date(trend.range.end),
      workdays: trend.days.map { day in
        GamificationV1.AverageWorkday(
          workday: GoogleType.Date(day.workday), personCount: Int32(clamping: day.personCount),
          meanPointsHundredths: day.meanPoints?.hundredths, suppressed: day.isSuppressed)
      }, metricAverageTrends: trend.metrics.map { GamificationV1.MetricAverageTrend($0) },
      asOfTime: GoogleProtobuf.Timestamp(now))
  }
}

extension GamificationV1.MetricAverageTrend {
  fileprivate init(_ line: AverageTrend.MetricLine) {
    let rule = line.rule
    self.init(
      profileMetricID: rule.id.description, metricDefinitionID: rule.definition.id,
      displayName: rule.label.displayName,
      unit: GamificationV1.MetricDefinition.Unit(rule.definition.unit),
      precision: rule.label.precision,
      timeUnit: GamificationV1.ProfileMetric.TimeUnit(rule.label.timeUnit),
      workdays: line.days.map { day in
        GamificationV1.MetricAverageWorkday(
          workday: GoogleType.Date(day.workday), personCount: Int32(clamping: day.personCount),
          meanValue: day.meanValue, suppressed: day.isSuppressed)
      })
  }
}

extension GamificationV1.AttendanceWorkday {
  init(_ day: AttendanceDay) {
    self.init(
      workday: GoogleType.Date(day.workday), status: Status(day.status),
      hasQualityEvaluation: day.hasQualityEvaluation)
  }
}

extension GamificationV1.AttendanceWorkday.Status {
  fileprivate init(_ status: AttendanceStatus) {
    self =
      switch status {
      case .measured: .hasData
      case .present: .present
      case .absent: .absent
      case .scheduled: .scheduled
      case .unscheduled: .noSchedule
      }
  }
}

extension GamificationV1.TalkSuggestion {
  init(_ entry: TalkList.Entry, _ book: RuleBook) {
    let candidate = entry.candidate
    let weakest = entry.weakness.flatMap { book.metric($0.metric) }
    self.init(
      place: Int32(clamping: entry.place), personID: candidate.person.rawValue,
      displayName: candidate.displayName, teamID: candidate.team?.rawValue ?? "",
      pointsHundredths: candidate.day.points.hundredths,
      pointsMaxHundredths: candidate.day.pointsMax.hundredths,
      goalBasisPoints: entry.goalBasisPoints,
      recentGoalBasisPoints: entry.recentGoalBasisPoints,
      recentWorkdayCount: Int32(clamping: candidate.recent.workdayCount),
      weakestProfileMetricID: entry.weakness?.metric.description ?? "",
      weakestMetricDefinitionID: weakest?.definition.id ?? "",
      weakestMetricDisplayName: weakest?.label.displayName ?? "",
      weakestMetricMissingPointsHundredths: entry.weakness?.missing.hundredths ?? 0)
  }
}
