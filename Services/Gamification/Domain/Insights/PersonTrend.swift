package import Kernel

/// Which trend of a person is asked for.
package struct TrendQuery: Hashable, Sendable {
  package let person: PersonID
  package let span: TrendSpan
  package let daysOfWeek: Set<Int>
  /// The workday to compare with; `nil` for none.
  package let reference: Workday?

  /// The longest range, in days.
  package static var daysMax: Int32 { 366 }

  package init(
    person: PersonID, span: TrendSpan, daysOfWeek: Set<Int> = [], reference: Workday? = nil
  ) {
    self.person = person
    self.span = span
    self.daysOfWeek = daysOfWeek
    self.reference = reference
  }
}

/// What a person's trend is made of.
package struct TrendResults: Sendable {
  /// The workday to compare with.
  package struct Reference: Sendable {
    package let workday: Workday
    /// The profile whose rules held for the person; `nil` when nothing earned points.
    package let profile: ProfileID?
    /// `nil` without facts.
    package let day: ResultDay?

    package init(workday: Workday, profile: ProfileID?, day: ResultDay?) {
      self.workday = workday
      self.profile = profile
      self.day = day
    }
  }

  /// The days of the range.
  package let results: PersonResults
  package let days: TrendDays
  package let reference: Reference?

  package init(results: PersonResults, days: TrendDays, reference: Reference? = nil) {
    self.results = results
    self.days = days
    self.reference = reference
  }
}

/// How the points and the values of a person went from workday to workday.
///
/// Source: domain.md row G29.
package struct PersonTrend: Hashable, Sendable {
  package struct Day: Hashable, Sendable {
    package let workday: Workday
    /// `nil` when nothing was measured of any metric.
    package let points: Points?
    package let pointsMax: Points?
    package let finality: Finality
  }

  /// What one metric has on a workday.
  package struct MetricDay: Hashable, Sendable {
    package let workday: Workday
    /// `nil` when nothing was measured, or there was nothing to divide by.
    package let value: Double?
    /// `nil` when nothing was measured.
    package let points: Points?
  }

  package struct MetricLine: Hashable, Sendable {
    /// By its newest version, or that of the reference workday.
    package let rule: MetricRule
    /// One for each of the workdays.
    package let days: [MetricDay]
    /// What the metric has on the reference workday; `nil` without one.
    package let reference: MetricDay?

    /// The mean of the values that there are.
    package var meanValue: Double? {
      let values = days.compactMap(\.value)
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }

  package let person: PersonID
  package let displayName: String
  package let range: WorkdayRange
  /// All workdays of the range that fall on the days of the week, the oldest first.
  package let days: [Day]
  /// In the order of the profile.
  package let metrics: [MetricLine]

  /// The mean of the workdays with data; `nil` without any.
  package var meanPoints: Points? { Points.mean(of: days.compactMap(\.points)) }

  /// Puts the workdays together.
  ///
  /// With a reference workday the metrics are those of the profile on it, and take in what other
  /// profiles' metrics with the same definition and filter have measured: somebody who came into
  /// another profile meanwhile still has one line.
  ///
  /// - Throws: ``GamificationError/metricNotFound(_:)`` for a `metric` that no profile has.
  package init(_ trend: TrendResults, metric: String? = nil) throws(GamificationError) {
    let results = trend.results
    let asked = try metric.map { name throws(GamificationError) in
      guard let asked = results.book.metrics(named: name) else { throw .metricNotFound(name) }
      return asked
    }
    let byWorkday = Dictionary(results.days.map { ($0.workday, $0) }) { first, _ in first }
    let workdays = trend.days.workdays
    person = results.person
    displayName = results.displayName
    range = trend.days.range
    days = workdays.map { workday in
      let day = byWorkday[workday].flatMap { $0.outcomes.isEmpty ? nil : $0 }
      return Day(
        workday: workday, points: day?.points, pointsMax: day?.pointsMax,
        finality: workday <= results.finalThrough ? .final : .provisional)
    }
    let shown = workdays.compactMap { byWorkday[$0] }
    metrics = Self.rules(of: trend, shown).filter { asked?.contains($0.id) ?? true }.map { rule in
      let isComparing = trend.reference != nil
      func metricDay(_ workday: Workday, _ day: ResultDay?) -> MetricDay {
        let outcome = day?.outcome(of: rule, results.book, comparing: isComparing)
        return MetricDay(
          workday: workday, value: outcome.flatMap { rule.definition.value(of: $0.amounts) },
          points: outcome?.points)
      }
      return MetricLine(
        rule: rule, days: workdays.map { metricDay($0, byWorkday[$0]) },
        reference: trend.reference.map { metricDay($0.workday, $0.day) })
    }
  }

  private static func rules(of trend: TrendResults, _ days: [ResultDay]) -> [MetricRule] {
    let results = trend.results
    if let reference = trend.reference {
      return results.book.rules(of: reference.profile, on: reference.workday).metrics
    }
    let measured = Set(days.lazy.flatMap(\.outcomes).map(\.metric))
    return results.metricOrder.filter { measured.contains($0.id) }
  }
}

extension ResultDay {
  /// What a metric has; when comparing also what a metric has that measures the same.
  fileprivate func outcome(
    of rule: MetricRule, _ book: RuleBook, comparing isComparing: Bool
  ) -> Outcome? {
    if let own = outcomes.first(where: { $0.metric == rule.id }) { return own }
    guard isComparing else { return nil }
    return outcomes.first { outcome in
      book.metric(outcome.metric).map { other in
        other.definition == rule.definition && other.filter == rule.filter
      } ?? false
    }
  }
}
