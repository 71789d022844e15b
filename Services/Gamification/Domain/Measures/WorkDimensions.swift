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

  package init(_ measure: Measure, _ amount: Double, dimensions: WorkDimensions = .none) {
    self.measure = measure
    self.dimensions = dimensions
    self.amount = amount
  }
}

/// Something that happened on a workday and earns points of its own.
package struct DayEvent: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An evaluation that was released; its value is percent.
    case evaluation
    /// A learning assignment that was completed; its value is 1.
    case assignment
    /// A scheduled activity; its value is how many seconds the person came late.
    case activity
  }

  package let kind: Kind
  package let id: UUIDBits
  package let value: Double
  /// The form of an evaluation.
  package let form: String?

  package init(_ kind: Kind, id: UUIDBits, value: Double, form: String? = nil) {
    self.kind = kind
    self.id = id
    self.value = value
    self.form = form
  }
}

/// All that is known of one person and workday; the points of the day are a function of it.
package struct DaySheet: Hashable, Sendable {
  /// No two of the same measure and dimensions.
  package var measurements: [Measurement]
  /// No two of the same kind and id.
  package var events: [DayEvent]

  package init(measurements: [Measurement] = [], events: [DayEvent] = []) {
    self.measurements = measurements
    self.events = events
  }
}
