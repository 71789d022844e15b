package import Kernel

/// Where a received event comes from.
package struct ReceivedEvent: Hashable, Sendable {
  /// The id of the event.
  package let id: UUIDBits
  /// The service that sent it.
  package let source: String

  package init(id: UUIDBits, source: String) {
    self.id = id
    self.source = source
  }
}

/// What became of a received event.
package enum EventApplication: Hashable, Sendable {
  /// It had its effect now.
  case applied
  /// It had its effect before.
  case duplicate
}
