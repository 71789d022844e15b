/// Every step from what was measured on a workday to its points.
///
/// Source: domain.md row G17.
package struct DayAccount: Sendable {
  /// How one metric came to its points.
  package struct MetricAccount: Hashable, Sendable {
    package let rule: MetricRule
    package let outcome: MetricOutcome

    package init(rule: MetricRule, outcome: MetricOutcome) {
      self.rule = rule
      self.outcome = outcome
    }
  }

  package let day: PersonDay
  /// The profile whose rules made the points; `nil` when nothing earns points on the workday.
  package let profile: ProfileID?
  package let sheet: DaySheet
  package let placement: Placement
  /// In the order of the profile; metrics of which nothing was measured are left out.
  package let metrics: [MetricAccount]
  /// Oldest first.
  package let postings: [LedgerPosting]
  package let finality: Finality
  /// Whether values were removed because they were too old; then only the postings explain points.
  package let isSealed: Bool
  package let book: RuleBook

  /// Explains a record by the rules that hold.
  package init(
    _ record: DayRecord, postings: [LedgerPosting], recording: DayRecording
  ) {
    day = record.day
    sheet = record.sheet
    placement = record.placement
    let (result, profile) = recording.result(of: record, record.sheet)
    self.profile = profile
    let rules = recording.book.rules(of: profile, on: record.day.workday).metrics
    isSealed = record.isSealed
    metrics = (record.isSealed ? [] : result.metrics).compactMap { outcome in
      rules.first { $0.id == outcome.metric }.map { MetricAccount(rule: $0, outcome: outcome) }
    }
    self.postings = postings
    finality = record.day.workday <= recording.finalThrough ? .final : .provisional
    book = recording.book
  }
}
