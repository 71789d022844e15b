package import Kernel

/// What a person and the supervisor agree on; it never changes.
///
/// Source: domain.md row G61.
package struct AgreementTerms: Hashable, Sendable {
  /// Whose target it is.
  package let person: PersonID
  package let metric: ProfileMetricID
  /// In the metric's unit.
  package let target: Double
  /// The first workday.
  package let start: Workday
  /// The last workday; `nil` when it goes on.
  package let end: Workday?
  /// When both look at it together, in their order.
  package let reviews: [Workday]
  package let note: String

  package static var reviewsMax: Int { 24 }
  package static var noteMax: Int { 1_000 }

  /// Checks terms; the first workday is checked with ``EffectiveDay``.
  ///
  /// - Throws: ``ValidationError`` that names `target_value`, `end_workday`, `review_workdays` or
  ///   `note`.
  package init(
    person: PersonID, metric: ProfileMetricID, target: Double, start: Workday, end: Workday?,
    reviews: [Workday], note: String
  ) throws(ValidationError) {
    guard target.isFinite, abs(target) <= Objective.zoneValueMax else {
      throw ValidationError(
        field: "target_value",
        reason: "must be a number from \(-Int64(Objective.zoneValueMax)) to "
          + "\(Int64(Objective.zoneValueMax))")
    }
    if let end, end < start {
      throw ValidationError(field: "end_workday", reason: "must not be before start_workday")
    }
    guard reviews.count <= Self.reviewsMax else {
      throw ValidationError(
        field: "review_workdays", reason: "must have at most \(Self.reviewsMax) workdays")
    }
    var last: Workday?
    for (index, review) in reviews.enumerated() {
      let field = "review_workdays[\(index)]"
      if let last, review <= last {
        throw ValidationError(field: field, reason: "must be after the one before")
      }
      guard review >= start, review <= end ?? review else {
        throw ValidationError(field: field, reason: "must be a workday of the agreement")
      }
      last = review
    }
    try CheckedText.check(note, characters: 0...Self.noteMax, field: "note")
    self.init(
      stored: person, metric: metric, target: target, start: start, end: end, reviews: reviews,
      note: note)
  }

  /// Adopts terms that were checked when they were stored.
  package init(
    stored person: PersonID, metric: ProfileMetricID, target: Double, start: Workday,
    end: Workday?, reviews: [Workday], note: String
  ) {
    self.person = person
    self.metric = metric
    self.target = target
    self.start = start
    self.end = end
    self.reviews = reviews
    self.note = note
  }

  /// The same, but over after a workday.
  func ending(_ end: Workday) -> AgreementTerms {
    AgreementTerms(
      stored: person, metric: metric, target: target, start: start, end: end, reviews: reviews,
      note: note)
  }

  /// Whether some workday belongs to both.
  func overlaps(_ other: AgreementTerms) -> Bool {
    start <= other.end ?? start && other.start <= end ?? other.start
  }
}
