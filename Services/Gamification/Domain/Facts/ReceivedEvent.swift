package import Kernel

/// An event of another service, reduced to what it means for points.
package struct ReceivedEvent: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case evaluation(EvaluationNews)
    /// A learning assignment was completed.
    case assignment(UUIDBits, PersonDay)
  }

  /// The id of the event; each id is applied once.
  package let id: UUIDBits
  /// The service that sent it.
  package let source: String
  /// `nil` for one without effect, such as a release without a score.
  package let content: Content?
  /// When it happened; `nil` when nobody has told.
  package let occurTime: Timestamp?

  package init(id: UUIDBits, source: String, content: Content?, occurTime: Timestamp? = nil) {
    self.id = id
    self.source = source
    self.content = content
    self.occurTime = occurTime
  }
}

/// What has happened to an evaluation.
package struct EvaluationNews: Hashable, Sendable {
  package let id: UUIDBits
  package let entry: EvaluationHistory.Entry

  package init(id: UUIDBits, entry: EvaluationHistory.Entry) {
    self.id = id
    self.entry = entry
  }
}

/// What became of a received event.
package enum EventApplication: Hashable, Sendable {
  /// It had its effect now.
  case applied
  /// It had its effect before, or another event brought the same or something newer.
  case duplicate
  /// It has no effect here.
  case ignored
  /// It came after its window; what was before stands.
  case tooLate
}
