package import Kernel

/// Which points are exported.
///
/// Source: domain.md row G63.
package struct ExportQuery: Hashable, Sendable {
  package let range: WorkdayRange
  /// Only points by the rules of this profile; `nil` for all.
  package let profile: ProfileID?
  /// Only this metric, by its id or that of its definition; `nil` for all.
  package let metric: String?
  /// Whose points the caller may see.
  package let visibility: Visibility

  package init(
    range: WorkdayRange, profile: ProfileID?, metric: String?, visibility: Visibility
  ) {
    self.range = range
    self.profile = profile
    self.metric = metric
    self.visibility = visibility
  }
}

/// The sort key of exported workdays: by the day, then by the person.
package struct ExportPosition: Hashable, Sendable {
  package let day: PersonDay

  private init(day: PersonDay) { self.day = day }

  /// Behind a workday.
  package init(behind exported: ExportedDay) {
    day = PersonDay(person: exported.person, workday: exported.result.workday)
  }

  /// Before all workdays of a query.
  package static func start(of query: ExportQuery) -> ExportPosition {
    ExportPosition(
      day: PersonDay(
        person: PersonID(stored: ""), workday: query.range.start.adding(days: -1)))
  }

  /// Reads the position that a cursor holds.
  ///
  /// - Throws: ``ValidationError`` for `cursor` when it is not one.
  package init(texts: [String]) throws(ValidationError) {
    guard texts.count == 2, let days = Int32(texts[0]) else {
      throw ValidationError(field: "cursor", reason: "does not belong to this export")
    }
    day = PersonDay(
      person: PersonID(stored: texts[1]), workday: Workday(daysSinceEpoch: days))
  }

  /// The form that a cursor holds.
  package var texts: [String] { [String(day.workday.daysSinceEpoch), day.person.rawValue] }
}

/// A workday as it is exported.
package struct ExportedDay: Hashable, Sendable {
  package let person: PersonID
  /// Empty while the directory has not told it.
  package let displayName: String
  /// Where the person was when the first fact of the day came.
  package let placement: Placement
  package let result: ResultDay

  package init(
    person: PersonID, displayName: String, placement: Placement, result: ResultDay
  ) {
    self.person = person
    self.displayName = displayName
    self.placement = placement
    self.result = result
  }
}

/// A part of an export.
package struct ExportPart: Sendable {
  package let days: [ExportedDay]
  /// Names the metrics.
  package let book: RuleBook
  /// The metrics that are exported; `nil` for all.
  package let metrics: Set<ProfileMetricID>?
  /// The last workday whose points are final.
  package let finalThrough: Workday
  package let isLast: Bool

  package init(
    days: [ExportedDay], book: RuleBook, metrics: Set<ProfileMetricID>?, finalThrough: Workday,
    isLast: Bool
  ) {
    self.days = days
    self.book = book
    self.metrics = metrics
    self.finalThrough = finalThrough
    self.isLast = isLast
  }

  /// The rows of whole workdays, at least so many at a time as long as there are more.
  package func batches(rowsMin: Int) -> [Batch] {
    var batches: [Batch] = []
    var rows: [ExportedRow] = []
    for (index, day) in days.enumerated() {
      rows += self.rows(of: day)
      guard rows.count >= rowsMin || index == days.count - 1 else { continue }
      batches.append(Batch(rows: rows, end: ExportPosition(behind: day)))
      rows = []
    }
    return batches
  }

  /// Rows that are sent together.
  package struct Batch: Sendable {
    package let rows: [ExportedRow]
    /// Behind the last of them.
    package let end: ExportPosition
  }

  /// In the order of the profile, then those of metrics that nobody knows any more.
  private func rows(of day: ExportedDay) -> [ExportedRow] {
    let order = (day.result.profile.map { book.metrics(of: $0) } ?? []).map(\.id)
    let places = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    let outcomes = day.result.outcomes.filter { metrics?.contains($0.metric) ?? true }
      .sorted { (places[$0.metric] ?? .max) < (places[$1.metric] ?? .max) }
    let finality: Finality = day.result.workday <= finalThrough ? .final : .provisional
    return outcomes.map { outcome in
      ExportedRow(
        day: day, outcome: outcome, rule: book.metric(outcome.metric), finality: finality)
    }
  }
}

/// The points of one person, metric and workday.
package struct ExportedRow: Sendable {
  package let day: ExportedDay
  package let outcome: ResultDay.Outcome
  /// `nil` when the profile does not exist any more.
  package let rule: MetricRule?
  package let finality: Finality

  /// `nil` when there is nothing to divide by.
  package var value: Double? { rule?.definition.value(of: outcome.amounts) }
}
