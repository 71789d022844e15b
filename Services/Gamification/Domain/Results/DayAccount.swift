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

  /// Explains a workday by the rules that hold and the sums of its team.
  package init(
    _ draft: DayDraft, _ sums: TeamSums, postings: [LedgerPosting], recording: DayRecording
  ) {
    day = draft.record.day
    sheet = draft.sheet
    placement = draft.record.placement
    profile = draft.profile
    isSealed = draft.record.isSealed
    let outcomes = isSealed ? [] : draft.result(sums).metrics
    metrics = outcomes.compactMap { outcome in
      draft.rules.metrics.first { $0.id == outcome.metric }
        .map { MetricAccount(rule: $0, outcome: outcome) }
    }
    self.postings = postings
    finality = draft.record.day.workday <= recording.finalThrough ? .final : .provisional
    book = recording.book
  }
}
