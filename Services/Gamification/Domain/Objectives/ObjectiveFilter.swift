package import Kernel

/// The work that an objective looks at; whatever is empty lets everything through.
///
/// Source: domain.md row G08.
package struct ObjectiveFilter: Hashable, Sendable {
  /// How several topics are meant.
  package enum TopicMatch: String, Hashable, Sendable, CaseIterable {
    case all
    case any
  }

  package var queues: Set<QueueID>
  package var mediaTypes: Set<MediaType>
  package var initialDirection: InitialDirection?
  package var topics: Set<String>
  package var topicMatch: TopicMatch
  /// The forms of evaluations.
  package var forms: Set<String>

  /// Lets everything through.
  package static var everything: ObjectiveFilter { ObjectiveFilter() }

  package init(
    queues: Set<QueueID> = [], mediaTypes: Set<MediaType> = [],
    initialDirection: InitialDirection? = nil, topics: Set<String> = [],
    topicMatch: TopicMatch = .all, forms: Set<String> = []
  ) {
    self.queues = queues
    self.mediaTypes = mediaTypes
    self.initialDirection = initialDirection
    self.topics = topics
    self.topicMatch = topicMatch
    self.forms = forms
  }

  package func matches(_ dimensions: WorkDimensions) -> Bool {
    matches(queues, dimensions.queue) && matches(mediaTypes, dimensions.mediaType)
      && (initialDirection == nil || initialDirection == dimensions.initialDirection)
      && matchesTopics(dimensions.topics)
  }

  package func matches(_ event: DayEvent) -> Bool { matches(forms, event.form) }

  private func matches<Value>(_ wanted: Set<Value>, _ value: Value?) -> Bool {
    wanted.isEmpty || value.map(wanted.contains) ?? false
  }

  private func matchesTopics(_ found: [String]) -> Bool {
    guard !topics.isEmpty else { return true }
    return switch topicMatch {
    case .all: topics.isSubset(of: found)
    case .any: !topics.isDisjoint(with: found)
    }
  }
}

/// The parts of an ``ObjectiveFilter`` that a metric may use.
package struct FilterParts: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static var queues: FilterParts { FilterParts(rawValue: 1) }
  package static var mediaTypes: FilterParts { FilterParts(rawValue: 2) }
  package static var initialDirection: FilterParts { FilterParts(rawValue: 4) }
  package static var topics: FilterParts { FilterParts(rawValue: 8) }
  package static var forms: FilterParts { FilterParts(rawValue: 16) }

  /// What is known of the work on interactions.
  package static var interactions: FilterParts { [.queues, .mediaTypes, .initialDirection] }
}

extension ObjectiveFilter {
  /// How many queues, topics or forms a filter may name.
  package static var valuesMax: Int { 100 }

  /// Checks that a metric may use all that is set.
  ///
  /// - Throws: ``ValidationError`` that names the first part of the filter at `field` that it may
  ///   not use, or that names too many values.
  package func check(allowed: FilterParts, field: String) throws(ValidationError) {
    let parts: [(part: FilterParts, name: String, count: Int)] = [
      (.queues, "queue_ids", queues.count), (.mediaTypes, "media_types", mediaTypes.count),
      (.initialDirection, "initial_direction", initialDirection == nil ? 0 : 1),
      (.topics, "topics", topics.count), (.forms, "form_ids", forms.count),
    ]
    for part in parts where part.count > 0 {
      guard allowed.contains(part.part) else {
        throw ValidationError(
          field: "\(field).\(part.name)", reason: "cannot be used with this metric")
      }
      guard part.count <= Self.valuesMax else {
        throw ValidationError(
          field: "\(field).\(part.name)", reason: "must have at most \(Self.valuesMax) values")
      }
    }
  }
}
