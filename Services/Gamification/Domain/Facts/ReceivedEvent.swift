package import Kernel

/// An event of another service, reduced to what it means for points.
package struct ReceivedEvent: Hashable, Sendable {
  /// The id of the event; each id is applied once.
  package let id: UUIDBits
  /// The service that sent it.
  package let source: String
  /// The fact that it brings; `nil` for one without effect, such as a release without a score.
  package let fact: Fact?

  package init(id: UUIDBits, source: String, fact: Fact?) {
    self.id = id
    self.source = source
    self.fact = fact
  }
}

/// What became of a received event.
package enum EventApplication: Hashable, Sendable {
  /// It had its effect now.
  case applied
  /// It had its effect before, or another event brought the same fact.
  case duplicate
  /// It has no effect here.
  case ignored
}
