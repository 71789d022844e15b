internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension GamificationV1.ScorecardEvent {
  init(_ scored: MetricDetails.ScoredEvent) {
    let event = scored.event
    self.init(
      eventID: event.id.description, kind: Kind(event.kind), value: event.scoredValue,
      deltaSeconds: event.deltaSeconds, bullseye: event.isBullseye, formID: event.form ?? "",
      pointsHundredths: scored.points.hundredths)
  }
}

extension GamificationV1.ScorecardEvent.Kind {
  fileprivate init(_ kind: DayEvent.Kind) {
    self =
      switch kind {
      case .evaluation: .evaluation
      case .assignment: .assignment
      case .activity: .activity
      }
  }
}

extension GamificationV1.MetricSource {
  init(_ source: MetricDetails.Source) {
    self.init(
      system: System(source.system), measureID: source.measure,
      externalMetricID: source.externalMetric?.description ?? "", amount: source.amount,
      entryCount: Int32(clamping: source.entryCount))
  }
}

extension GamificationV1.MetricSource.System {
  fileprivate init(_ system: MetricDetails.System) {
    self =
      switch system {
      case .platform: .platform
      case .external: .external
      case .quality: .quality
      case .learning: .learning
      }
  }
}

extension GamificationV1.MetricChange {
  init(_ change: MetricDetails.Change) {
    self.init(
      cause: GamificationV1.LedgerEntry.Cause(change.cause), source: change.source,
      awardTime: GoogleProtobuf.Timestamp(change.awardTime),
      entryCount: Int32(clamping: change.entryCount))
  }
}
