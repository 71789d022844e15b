internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension ServerID {
  /// Reads an id that may be left out; `nil` when the text is empty.
  ///
  /// - Throws: ``ValidationError`` naming `field` when `text` is not a UUID.
  static func optional(_ text: String, field: String) throws(ValidationError) -> ServerID? {
    text.isEmpty ? nil : try ServerID(parsing: text, field: field)
  }
}

extension AnomalyReview {
  /// Reads a decision; `nil` when none is given.
  ///
  /// - Throws: ``ValidationError`` for one that nobody knows.
  static func optional(
    _ decision: GamificationV1.ReviewDecision, field: String
  ) throws(ValidationError) -> AnomalyReview? {
    switch decision {
    case .unspecified: return nil
    case .released: return .released
    case .rejected: return .rejected
    case .unrecognized:
      throw ValidationError(field: field, reason: "must be released or rejected")
    }
  }
}

extension GamificationV1.ReviewDecision {
  fileprivate init(_ decision: AnomalyReview) {
    self =
      switch decision {
      case .released: .released
      case .rejected: .rejected
      }
  }
}

extension GamificationV1.HeldPoints {
  init(_ held: HeldPoints, _ book: RuleBook) {
    self.init(
      personID: held.day.person.rawValue, workday: GoogleType.Date(held.day.workday),
      profileID: held.profile?.description ?? "", profileMetricID: held.metric.description,
      metricDisplayName: book.metric(held.metric)?.label.displayName ?? "",
      pointsHundredths: held.points.hundredths)
  }
}

extension GamificationV1.PointsReview {
  init(_ review: PointsReview) {
    self.init(
      pointsReviewID: review.id.description, personID: review.day.person.rawValue,
      workday: GoogleType.Date(review.day.workday), profileMetricID: review.metric.description,
      pointsHundredths: review.review.points.hundredths,
      decision: GamificationV1.ReviewDecision(review.review.decision), note: review.note,
      caller: review.caller, createTime: GoogleProtobuf.Timestamp(review.createTime))
  }
}
