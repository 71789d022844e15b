internal import Kernel

/// Something that the platform counts or adds up per person and workday; metrics are made of it.
///
/// Source: the dividends and divisors of domain.md 1.2.5.
package enum Measure: Hashable, Sendable {
  /// Interactions offered to the person.
  case interactionsOffered
  /// Interactions that the person took.
  case interactionsAnswered
  /// Interactions that the person handled to their end.
  case interactionsHandled
  /// Interactions that the person passed on.
  case interactionsTransferred
  /// Interactions so short that hardly anything can have been done in them.
  case interactionsShort
  /// Talk, hold and after-call work together.
  case handleSeconds
  case holdSeconds
  case afterCallWorkSeconds
  case onQueueSeconds
  /// The time that the schedule wanted on queue.
  case scheduledOnQueueSeconds
  /// What somebody else measures.
  case external(ExternalMetricID)
  /// How many measurements are in the amount of ``external(_:)``.
  case externalCount(ExternalMetricID)

  /// The measures that the platform feeds.
  package static var builtIn: [Measure] {
    [
      .interactionsOffered, .interactionsAnswered, .interactionsHandled, .interactionsTransferred,
      .interactionsShort, .handleSeconds, .holdSeconds, .afterCallWorkSeconds, .onQueueSeconds,
      .scheduledOnQueueSeconds,
    ]
  }

  /// What the amounts count in; those of external metrics in the unit of the metric.
  func unit(
    _ externalUnits: [ExternalMetricID: MetricDefinition.Unit]
  ) -> MetricDefinition.Unit {
    switch self {
    case .interactionsOffered, .interactionsAnswered, .interactionsHandled,
      .interactionsTransferred, .interactionsShort, .externalCount:
      .number
    case .handleSeconds, .holdSeconds, .afterCallWorkSeconds, .onQueueSeconds,
      .scheduledOnQueueSeconds:
      .seconds
    case .external(let id): externalUnits[id] ?? .number
    }
  }

  /// Whether it is of interactions, so that it tells their queues, media and directions.
  var isOfInteractions: Bool {
    switch self {
    case .interactionsOffered, .interactionsAnswered, .interactionsHandled,
      .interactionsTransferred, .interactionsShort, .handleSeconds, .holdSeconds,
      .afterCallWorkSeconds:
      true
    case .onQueueSeconds, .scheduledOnQueueSeconds, .external, .externalCount: false
    }
  }

  /// The external metric that it is of; `nil` for those of the platform.
  package var externalMetric: ExternalMetricID? {
    switch self {
    case .external(let id), .externalCount(let id): id
    default: nil
    }
  }

  /// The stored form, for example `handle_seconds`, `external:ID` or `external_count:ID`.
  package var text: String {
    switch self {
    case .interactionsOffered: "interactions_offered"
    case .interactionsAnswered: "interactions_answered"
    case .interactionsHandled: "interactions_handled"
    case .interactionsTransferred: "interactions_transferred"
    case .interactionsShort: "interactions_short"
    case .handleSeconds: "handle_seconds"
    case .holdSeconds: "hold_seconds"
    case .afterCallWorkSeconds: "after_call_work_seconds"
    case .onQueueSeconds: "on_queue_seconds"
    case .scheduledOnQueueSeconds: "scheduled_on_queue_seconds"
    case .external(let id): "\(Self.externalPrefix)\(id)"
    case .externalCount(let id): "\(Self.externalCountPrefix)\(id)"
    }
  }

  private static var externalPrefix: String { "external:" }
  private static var externalCountPrefix: String { "external_count:" }

  /// Reads the stored form; `nil` when there is no such measure.
  package init?(text: String) {
    if let id = Self.id(in: text, behind: Self.externalPrefix) {
      self = .external(id)
    } else if let id = Self.id(in: text, behind: Self.externalCountPrefix) {
      self = .externalCount(id)
    } else if let measure = Self.builtIn.first(where: { $0.text == text }) {
      self = measure
    } else {
      return nil
    }
  }

  private static func id(in text: String, behind prefix: String) -> ExternalMetricID? {
    guard text.hasPrefix(prefix) else { return nil }
    return UUIDBits(String(text.dropFirst(prefix.count))).map { ExternalMetricID(uuid: $0) }
  }
}
