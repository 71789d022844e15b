internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension InsightGroup {
  init(_ group: GamificationV1.InsightGroup?, field: String) throws(ValidationError) {
    guard let group else { throw ValidationError(field: field, reason: "is required") }
    var people: [PersonID] = []
    for (index, person) in group.personIDs.enumerated() {
      people.append(try PersonID(parsing: person, field: "\(field).person_ids[\(index)]"))
    }
    try self.init(
      scope: LeaderboardScope(
        division: try DivisionID.optional(group.divisionID, field: "\(field).division_id"),
        team: try TeamID.optional(group.teamID, field: "\(field).team_id"),
        profile: group.profileID.isEmpty
          ? nil : try ProfileID(parsing: group.profileID, field: "\(field).profile_id")),
      people: people, field: field)
  }

  /// What a page token of a list of the group is bound to.
  var arguments: [String] {
    [
      scope.profile?.description ?? "", scope.division?.rawValue ?? "",
      scope.team?.rawValue ?? "",
    ] + people.sorted().map(\.rawValue)
  }
}

extension InsightPeriods {
  init(_ periods: GamificationV1.InsightPeriods?, field: String) throws(ValidationError) {
    guard let periods else { throw ValidationError(field: field, reason: "is required") }
    let granularity: BestPoints.Granularity
    switch periods.granularity {
    case .day: granularity = .day
    case .week: granularity = .week
    case .month: granularity = .month
    case .unspecified, .unrecognized:
      throw ValidationError(
        field: "\(field).granularity", reason: "must be a day, a week or a month")
    }
    try self.init(
      granularity,
      primary: try Workday(periods.primaryWorkday, field: "\(field).primary_workday"),
      comparative: try Workday.optional(
        periods.comparativeWorkday, field: "\(field).comparative_workday"),
      firstDayOfWeek: periods.firstDayOfWeek ?? 1, field: field)
  }
}

extension GamificationV1.ComparedPeriods {
  init(_ results: InsightResults) {
    let periods = results.periods
    self.init(
      primaryStartWorkday: GoogleType.Date(periods.primary.start),
      primaryEndWorkday: GoogleType.Date(periods.primary.end),
      comparativeStartWorkday: GoogleType.Date(periods.comparative.start),
      comparativeEndWorkday: GoogleType.Date(periods.comparative.end),
      finality: GamificationV1.Finality(results.finality))
  }
}

extension GamificationV1.PeriodResult {
  fileprivate init(_ result: PeriodResult) {
    self.init(
      pointsHundredths: result.points.hundredths,
      pointsMaxHundredths: result.pointsMax.hundredths,
      workdayCount: Int32(clamping: result.workdayCount), percentOfGoal: result.percentOfGoal,
      value: result.value)
  }
}

extension GamificationV1.PeriodComparison {
  init(_ comparison: PeriodComparison) {
    let change = comparison.change
    self.init(
      primary: GamificationV1.PeriodResult(comparison.primary),
      comparative: GamificationV1.PeriodResult(comparison.comparative),
      percentOfGoalChange: comparison.percentOfGoalChange, valueChange: comparison.valueChange,
      certainty: GamificationV1.ChangeCertainty(change.certainty),
      interval: change.interval.map {
        GamificationV1.ChangeInterval(lower: $0.lowerBound, upper: $0.upperBound)
      })
  }
}

extension GamificationV1.ChangeCertainty {
  fileprivate init(_ certainty: ChangeCertainty) {
    self =
      switch certainty {
      case .clear: .clear
      case .unclear: .unclear
      case .unknown: .unknown
      }
  }
}

extension GamificationV1.MetricComparison {
  init(_ metric: ComparedTally.MetricComparison) {
    let rule = metric.rule
    self.init(
      profileMetricID: rule.id.description, metricDefinitionID: rule.definition.id,
      displayName: rule.label.displayName,
      unit: GamificationV1.MetricDefinition.Unit(rule.definition.unit),
      precision: rule.label.precision,
      comparison: GamificationV1.PeriodComparison(metric.comparison))
  }
}

extension GamificationV1.MemberInsights {
  init(_ results: InsightResults, of person: PersonID, displayName: String) {
    let tally = results.tally(of: person)
    self.init(
      personID: person.rawValue, displayName: displayName,
      overall: GamificationV1.PeriodComparison(tally.overall),
      metrics: tally.metrics(results.book).map { GamificationV1.MetricComparison($0) })
  }
}

extension GamificationV1.TeamBenchmark {
  init(_ benchmark: TeamBenchmark) {
    self.init(
      teamID: benchmark.team.rawValue, ownMeanPointsHundredths: benchmark.ownMean.hundredths,
      teamMeanPointsHundredths: benchmark.teamMean.hundredths,
      differenceHundredths: benchmark.difference.hundredths, percentile: benchmark.percentile,
      memberCount: Int32(clamping: benchmark.memberCount))
  }
}

extension GamificationV1.InsightPlace {
  init(_ entry: InsightRankings.Entry, displayName: String, _ benchmark: TeamBenchmark?) {
    self.init(
      rank: Int32(clamping: entry.place.rank),
      comparativeRank: entry.comparativeRank.map { Int32(clamping: $0) },
      personID: entry.place.member.person.rawValue, displayName: displayName,
      overall: GamificationV1.PeriodComparison(entry.comparison),
      teamBenchmark: benchmark.map { GamificationV1.TeamBenchmark($0) })
  }
}

extension GamificationV1.TrendDay {
  init(_ day: TrendDay) {
    self.init(
      workday: GoogleType.Date(day.workday), meanPointsHundredths: day.meanPoints.hundredths,
      percentOfGoal: day.percentOfGoal, memberCount: Int32(clamping: day.memberCount))
  }
}
