package import Kernel

/// What stands behind the result of a metric on one workday.
///
/// Source: domain.md rows G28, G34 and G37.
package struct MetricDetails: Hashable, Sendable {
  /// An event with the points that it earned by itself.
  package struct ScoredEvent: Hashable, Sendable {
    package let event: DayEvent
    package let points: Points
  }

  /// Which system tells something.
  package enum System: String, Hashable, Sendable, CaseIterable {
    case platform
    case external
    case quality
    case learning
  }

  /// Something that the value is made of.
  package struct Source: Hashable, Sendable {
    package let system: System
    /// The measure, or the kind of the events.
    package let measure: String
    package let externalMetric: ExternalMetricID?
    package let amount: Double
    package let entryCount: Int
  }

  /// What has changed the points.
  package struct Change: Hashable, Sendable {
    package let cause: LedgerPosting.Cause
    package let source: String
    /// The newest time.
    package let awardTime: Timestamp
    package let entryCount: Int
  }

  /// In the order of their ids.
  package let events: [ScoredEvent]
  /// In the order of the measures.
  package let sources: [Source]
  /// The newest first, at most ``changesMax``.
  package let changes: [Change]

  package static var changesMax: Int { 20 }

  /// Takes what an account has of a metric; `nil` when it has nothing of it.
  package init?(of metric: ProfileMetricID, in account: DayAccount) {
    guard let entry = account.metrics.first(where: { $0.rule.id == metric }) else { return nil }
    events = entry.outcome.steps.compactMap { step in
      guard case .event(let event, _, let points) = step else { return nil }
      return ScoredEvent(event: event, points: points)
    }
    let rule = entry.rule
    sources =
      Self.sources(of: rule.definition.measurements(of: account.sheet, filter: rule.filter))
      + Self.sources(of: rule.definition.events(of: account.sheet, filter: rule.filter))
    changes = Self.changes(of: metric, in: account.postings)
  }

  private static func sources(of measurements: [Measurement]) -> [Source] {
    Dictionary(grouping: measurements, by: \.measure)
      .map { measure, measurements in
        Source(
          system: measure.externalMetric == nil ? .platform : .external, measure: measure.text,
          externalMetric: measure.externalMetric,
          amount: measurements.map(\.amount).sorted().reduce(0, +),
          entryCount: measurements.count)
      }
      .sorted { $0.measure < $1.measure }
  }

  private static func sources(of events: [DayEvent]) -> [Source] {
    Dictionary(grouping: events, by: \.kind)
      .map { kind, events in
        Source(
          system: System(of: kind), measure: kind.rawValue, externalMetric: nil,
          amount: events.map(\.scoredValue).reduce(0, +), entryCount: events.count)
      }
      .sorted { $0.measure < $1.measure }
  }

  private static func changes(
    of metric: ProfileMetricID, in postings: [LedgerPosting]
  ) -> [Change] {
    struct Key: Hashable {
      let cause: LedgerPosting.Cause
      let source: String
    }
    var changes: [Key: Change] = [:]
    for posting in postings where posting.lines.contains(where: { $0.metric == metric }) {
      let key = Key(cause: posting.cause, source: posting.source)
      let known = changes[key]
      changes[key] = Change(
        cause: posting.cause, source: posting.source,
        awardTime: max(known?.awardTime ?? posting.awardTime, posting.awardTime),
        entryCount: (known?.entryCount ?? 0) + 1)
    }
    let sorted = changes.values.sorted { left, right in
      left.awardTime == right.awardTime
        ? left.source < right.source : left.awardTime > right.awardTime
    }
    return Array(sorted.prefix(changesMax))
  }
}

extension MetricDetails.System {
  fileprivate init(of kind: DayEvent.Kind) {
    switch kind {
    case .evaluation: self = .quality
    case .assignment: self = .learning
    case .activity: self = .platform
    }
  }
}
