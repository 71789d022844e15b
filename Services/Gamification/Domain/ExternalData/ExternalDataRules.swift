package import Kernel

/// What an organisation accepts from outside on a day.
///
/// Source: domain.md rows G23, G24 and G26.
package struct ExternalDataRules: Sendable {
  private let today: Workday
  private let metrics: [ExternalMetricID: ExternalMetricSettings]
  private let people: Set<PersonID>

  /// How far ahead a workday may be, in days.
  package static var daysAheadMax: Int32 { 366 }

  /// Knows all metrics, and those people of the items whom the directory knows.
  package init(today: Workday, metrics: [ExternalMetric], people: Set<PersonID>) {
    self.today = today
    self.metrics = Dictionary(metrics.map { ($0.id, $0.settings) }) { first, _ in first }
    self.people = people
  }

  /// Why an item cannot be stored; `nil` when it can.
  package func refusal(of item: ExternalDataItem) -> ExternalDataRefusal? {
    guard item.workday.daysSinceEpoch - today.daysSinceEpoch <= Self.daysAheadMax else {
      return ExternalDataRefusal(
        .workdayTooLate, .workday, "must be at most \(Self.daysAheadMax) days ahead")
    }
    guard let metric = metrics[item.metric] else {
      return ExternalDataRefusal(.metricUnknown, .metric, "is not the id of an external metric")
    }
    guard metric.isEnabled else {
      return ExternalDataRefusal(.metricDisabled, .metric, "must be a metric that is enabled")
    }
    guard item.workday >= metric.oldestWorkday(from: today) else {
      return ExternalDataRefusal(
        .workdayTooOld, .workday,
        "must be at most \(metric.retentionMonths) months ago, as long as values are kept")
    }
    guard people.contains(item.person) else {
      return ExternalDataRefusal(.personUnknown, .person, "is nobody that the directory knows")
    }
    return nil
  }

  /// The oldest workday whose values of a metric are kept; `nil` for an unknown metric.
  package func oldestWorkday(of metric: ExternalMetricID) -> Workday? {
    metrics[metric]?.oldestWorkday(from: today)
  }
}

/// What is to be done with items: which of them change workdays, and what becomes of the others.
package struct ExternalDataPlan: Sendable {
  /// The changes, in the order of the items.
  package private(set) var changes: [WorkdayChange] = []
  /// What is kept until its metric and person are known, in the order of the items.
  package private(set) var orphans: [(item: ExternalDataItem, reason: ExternalDataRefusal.Reason)] =
    []

  /// What becomes of each item; `nil` for those that are ``changes``.
  private var outcomes: [ExternalDataOutcome?] = []

  package init(_ upload: ExternalUpload, by rules: ExternalDataRules) {
    outcomes.reserveCapacity(upload.entries.count)
    for entry in upload.entries {
      switch entry {
      case .failure(let refusal): outcomes.append(.refused(refusal))
      case .success(let item):
        guard let refusal = rules.refusal(of: item) else {
          changes.append(item.change)
          outcomes.append(nil)
          continue
        }
        if upload.keepsOrphans, refusal.reason.makesOrphan {
          orphans.append((item, refusal.reason))
          outcomes.append(.quarantined)
        } else {
          outcomes.append(.refused(refusal))
        }
      }
    }
  }

  /// What becomes of all items, with what became of the changes.
  package func outcomes(_ changed: [ChangeOutcome]) -> [ExternalDataOutcome] {
    precondition(changed.count == changes.count, "every change has an outcome")
    var next = changed.makeIterator()
    return outcomes.map { outcome in
      outcome ?? next.next().map(ExternalDataOutcome.init) ?? .unchanged
    }
  }
}
