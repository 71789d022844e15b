internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension GamificationV1.LedgerEntry {
  init(_ posting: LedgerPosting, _ book: RuleBook) {
    self.init(
      ledgerEntryID: posting.id.description, personID: posting.day.person.rawValue,
      workday: GoogleType.Date(posting.day.workday),
      pointsHundredths: posting.lines.map(\.points).reduce(.zero, +).hundredths,
      cause: Cause(posting.cause), source: posting.source,
      awardTime: GoogleProtobuf.Timestamp(posting.awardTime),
      finality: GamificationV1.Finality(posting.finality),
      expiryWorkday: posting.expiry.map { GoogleType.Date($0) },
      lines: posting.lines.map { line in
        Line(
          profileMetricID: line.metric.description,
          metricDefinitionID: book.metric(line.metric)?.definition.id ?? "",
          metricVersion: line.version, pointsHundredths: line.points.hundredths,
          value: line.value)
      }, earnTime: posting.earnTime.map { GoogleProtobuf.Timestamp($0) })
  }
}

extension GamificationV1.LedgerEntry.Cause {
  init(_ cause: LedgerPosting.Cause) {
    self =
      switch cause {
      case .measurement: .measurement
      case .event: .event
      case .rules: .rules
      case .review: .review
      case .membership: .membership
      }
  }
}

extension GamificationV1.MetricExplanation {
  init(_ account: DayAccount.MetricAccount, of day: DayAccount) {
    let (rule, outcome) = (account.rule, account.outcome)
    self.init(
      profileMetricID: rule.id.description, metricDefinitionID: rule.definition.id,
      displayName: rule.label.displayName, metricVersion: outcome.version,
      measurements: rule.definition.measurements(of: day.sheet, filter: rule.filter)
        .map { GamificationV1.Measurement($0) },
      dividend: outcome.amounts.dividend, divisor: outcome.amounts.divisor,
      value: outcome.value,
      steps: outcome.steps.map {
        GamificationV1.ScoringStep($0, day.book, team: day.placement.team)
      },
      pointsHundredths: outcome.points.hundredths,
      pointsMaxHundredths: outcome.pointsMax.hundredths)
  }
}

extension GamificationV1.ScoringStep {
  fileprivate init(_ step: ScoringStep, _ book: RuleBook, team: TeamID?) {
    self.init(
      description: step.description(book, team: team), pointsHundredths: step.points.hundredths)
    switch step {
    case .scored(let value, let zone, _):
      kind = .scored
      self.value = value
      zoneIndex = zone.map { Int32($0) }
    case .event(let event, let zone, _):
      kind = .event
      value = event.scoredValue
      eventID = event.id.description
      zoneIndex = zone.map { Int32($0) }
    case .eventsCut: kind = .eventsCut
    case .multiplied(let factor, _):
      kind = .multiplied
      self.factor = factor
    case .capped: kind = .capped
    case .disabled: kind = .disabled
    case .paused: kind = .paused
    case .held: kind = .held
    case .released: kind = .released
    case .rejected: kind = .rejected
    case .floored: kind = .floored
    }
  }
}

extension GamificationV1.AwardDelay {
  init(_ delay: AwardDelay, over window: AwardWindow) {
    self.init(
      startTime: GoogleProtobuf.Timestamp(window.start),
      endTime: GoogleProtobuf.Timestamp(window.end), knownCount: delay.knownCount,
      unknownCount: delay.unknownCount, lateCount: delay.lateCount, lateShare: delay.lateShare,
      median: GoogleProtobuf.Duration(delay.median),
      percentile95: GoogleProtobuf.Duration(delay.percentile95),
      max: GoogleProtobuf.Duration(delay.max), alarming: delay.isAlarming)
  }
}
