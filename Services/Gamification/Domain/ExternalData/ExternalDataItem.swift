package import Kernel

/// What somebody outside has measured of one person, metric and workday.
///
/// Source: domain.md row G24.
package struct ExternalDataItem: Hashable, Sendable {
  package let metric: ExternalMetricID
  package let person: PersonID
  package let workday: Workday
  package let report: ExternalReport

  /// How many items may come in one request that is not a stream.
  package static var uploadMax: Int { 100 }
  /// How many items a message of a stream may have.
  package static var messageMax: Int { 1_000 }

  package init(
    metric: ExternalMetricID, person: PersonID, workday: Workday, report: ExternalReport
  ) {
    self.metric = metric
    self.person = person
    self.workday = workday
    self.report = report
  }

  var isCumulative: Bool {
    if case .cumulative = report { true } else { false }
  }

  var change: WorkdayChange {
    WorkdayChange(
      day: PersonDay(person: person, workday: workday), change: .reported(metric, report),
      field: ExternalDataField.value.rawValue)
  }
}

/// The parts of an item, as requests and files name them.
package enum ExternalDataField: String, Hashable, Sendable, CaseIterable {
  case metric = "external_metric_id"
  case person = "person_id"
  case workday
  case value
  case count
  case mode
}

/// Why an item is not stored.
package struct ExternalDataRefusal: Error, Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// A field is wrong in itself, or the workday has no room for more.
    case invalidField = "invalid_field"
    case metricUnknown = "metric_unknown"
    case metricDisabled = "metric_disabled"
    case personUnknown = "person_unknown"
    /// Values of that workday are not kept any more.
    case workdayTooOld = "workday_too_old"
    case workdayTooLate = "workday_too_late"
    /// There is no such orphan.
    case orphanUnknown = "orphan_unknown"

    /// Whether an item may be kept until the metric or person is known.
    package var makesOrphan: Bool { self == .metricUnknown || self == .personUnknown }
  }

  package let reason: Reason
  package let error: ValidationError

  package init(_ reason: Reason, _ error: ValidationError) {
    self.reason = reason
    self.error = error
  }

  init(_ reason: Reason, _ field: ExternalDataField, _ text: String) {
    self.init(reason, ValidationError(field: field.rawValue, reason: text))
  }
}

/// An item as it came, or why it is none.
package typealias ExternalDataEntry = Result<ExternalDataItem, ExternalDataRefusal>

/// What became of an item.
package enum ExternalDataOutcome: Hashable, Sendable {
  case changed
  /// It was so already.
  case unchanged
  /// It is kept until its metric and person are known.
  case quarantined
  case refused(ExternalDataRefusal)

  /// Whether the workday is as the item wants it.
  package var isStored: Bool { self == .changed || self == .unchanged }

  package init(_ outcome: ChangeOutcome) {
    self =
      switch outcome {
      case .added, .changed: .changed
      case .unchanged: .unchanged
      case .refused(let error): .refused(ExternalDataRefusal(.invalidField, error))
      case .tooLate(let days):
        .refused(
          ExternalDataRefusal(
            .invalidField,
            ValidationError(field: "workday", reason: "must not be more than \(days) days ago")))
      }
  }
}

/// Items that come together.
package struct ExternalUpload: Hashable, Sendable {
  package let entries: [ExternalDataEntry]
  /// Whether items of unknown metrics and people are kept.
  package let keepsOrphans: Bool

  package init(_ entries: [ExternalDataEntry], keepsOrphans: Bool) {
    self.entries = entries
    self.keepsOrphans = keepsOrphans
  }

  /// Refuses what would have another effect each time that it comes, unless repetitions are told
  /// apart by a `request_id`.
  ///
  /// - Throws: ``ValidationError`` for `request_id`.
  package func checkRepeatable(requestID: String) throws(ValidationError) {
    guard requestID.isEmpty else { return }
    let isCumulative = entries.contains { entry in
      if case .success(let item) = entry { item.isCumulative } else { false }
    }
    guard !isCumulative, !keepsOrphans else {
      throw ValidationError(
        field: "request_id",
        reason: "is required when an item is cumulative or orphans are kept")
    }
  }
}
