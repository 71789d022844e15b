package import Kernel

/// Points of a metric that wait for somebody to look at an anomaly.
package struct HeldPoints: Hashable, Sendable {
  package let day: PersonDay
  /// The profile whose rules hold them.
  package let profile: ProfileID?
  package let metric: ProfileMetricID
  package let points: Points

  package init(day: PersonDay, profile: ProfileID?, metric: ProfileMetricID, points: Points) {
    self.day = day
    self.profile = profile
    self.metric = metric
    self.points = points
  }
}

/// A page of held points.
package struct HeldPointsPage: Sendable {
  package let heldPoints: Page<HeldPoints>
  /// Names the metrics.
  package let book: RuleBook

  package init(heldPoints: Page<HeldPoints>, book: RuleBook) {
    self.heldPoints = heldPoints
    self.book = book
  }
}

/// A decision that somebody has made.
package struct PointsReview: Hashable, Sendable {
  package let id: PointsReviewID
  package let day: PersonDay
  package let metric: ProfileMetricID
  package let review: PointReview
  package let note: String
  /// ``Caller/key`` of who has decided.
  package let caller: String
  package let createTime: Timestamp

  package init(
    id: PointsReviewID, day: PersonDay, metric: ProfileMetricID, review: PointReview,
    note: String, caller: String, createTime: Timestamp
  ) {
    self.id = id
    self.day = day
    self.metric = metric
    self.review = review
    self.note = note
    self.caller = caller
    self.createTime = createTime
  }

  /// How many characters a note has at most.
  package static var noteMax: Int { 1_000 }

  /// Checks a decision about points and why it is made.
  ///
  /// - Throws: ``ValidationError`` that names `points_hundredths` or `note`.
  package static func check(
    _ decision: AnomalyReview, of points: Points, note: String
  ) throws(ValidationError) -> PointReview {
    guard points > .zero else {
      throw ValidationError(field: "points_hundredths", reason: "must be more than 0")
    }
    let least = decision == .rejected ? 1 : 0
    try CheckedText.check(note, characters: least...noteMax, field: "note")
    return PointReview(decision, of: points)
  }
}

/// Which held points, or reviews of them, a list shows.
package struct HeldPointsQuery: Hashable, Sendable {
  /// `nil` for everybody of ``visibility``.
  package let person: PersonID?
  package let visibility: Visibility
  /// `nil` for all; reviews are not asked for by profile.
  package let profile: ProfileID?
  package let metric: ProfileMetricID?
  /// `nil` for any.
  package let decision: AnomalyReview?
  /// The first workday.
  package let start: Workday?
  /// The last workday.
  package let end: Workday?

  /// Checks a query.
  ///
  /// - Throws: ``ValidationError`` for `end_workday` when it is before the start.
  package init(
    person: PersonID?, visibility: Visibility, profile: ProfileID? = nil,
    metric: ProfileMetricID?, decision: AnomalyReview? = nil, start: Workday?, end: Workday?
  ) throws(ValidationError) {
    if let start, let end, end < start {
      throw ValidationError(field: "end_workday", reason: "must not be before start_workday")
    }
    self.person = person
    self.visibility = visibility
    self.profile = profile
    self.metric = metric
    self.decision = decision
    self.start = start
    self.end = end
  }
}

/// The sort key of held points: oldest workday first, then by person and metric.
package struct HeldPointsPosition: Hashable, Sendable {
  package let workday: Workday
  package let person: String
  package let metric: ProfileMetricID

  /// Reads the position that a page token holds.
  ///
  /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
  package init(texts: [String]) throws(ValidationError) {
    guard texts.count == 3, let day = Int32(texts[0]), let uuid = UUIDBits(texts[2]) else {
      throw ValidationError(
        field: "page_token", reason: "does not belong to this list and these arguments")
    }
    workday = Workday(daysSinceEpoch: day)
    person = texts[1]
    metric = ProfileMetricID(uuid: uuid)
  }

  /// The form that a page token holds, for the held points that a page ends with.
  package static func texts(of held: HeldPoints) -> [String] {
    [
      String(held.day.workday.daysSinceEpoch), held.day.person.rawValue, held.metric.description,
    ]
  }
}
