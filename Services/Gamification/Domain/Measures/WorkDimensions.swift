package import Kernel

/// The kind of an interaction.
package enum MediaType: String, Hashable, Sendable, CaseIterable {
  case voice
  case chat
  case email
  case message
  case callback
}

/// Who began an interaction.
package enum InitialDirection: String, Hashable, Sendable, CaseIterable {
  case inbound
  case outbound
}

/// What the work of a ``Measurement`` has in common.
///
/// Source: the filters of domain.md row G08.
package struct WorkDimensions: Hashable, Sendable {
  package let queue: QueueID?
  package let mediaType: MediaType?
  package let initialDirection: InitialDirection?
  /// The topics that were detected, all of them, in ascending order.
  package let topics: [String]

  /// Work of which nothing is known.
  package static var none: WorkDimensions { WorkDimensions() }

  package init(
    queue: QueueID? = nil, mediaType: MediaType? = nil, initialDirection: InitialDirection? = nil,
    topics: Set<String> = []
  ) {
    self.queue = queue
    self.mediaType = mediaType
    self.initialDirection = initialDirection
    self.topics = topics.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// The sum of a measure over the work of one person and workday that has its dimensions in common.
package struct Measurement: Hashable, Sendable {
  package let measure: Measure
  package let dimensions: WorkDimensions
  /// In the unit of the measure.
  package let amount: Double

  /// The largest amount, and with a minus the smallest.
  ///
  /// Keeps sums over years finite and their whole numbers exact.
  package static var amountMax: Double { 1e15 }

  package init(_ measure: Measure, _ amount: Double, dimensions: WorkDimensions = .none) {
    self.measure = measure
    self.dimensions = dimensions
    self.amount = amount
  }
}
