internal import GamificationDomain
internal import Kernel
internal import Messages

extension ObjectiveFilter {
  /// Reads a filter; none lets everything through.
  ///
  /// Which parts may be used is left to the metric.
  ///
  /// - Throws: ``ValidationError`` that names the value that is wrong, or says that there are too
  ///   many.
  init(_ message: GamificationV1.ProfileMetric.Filter?, field: String) throws(ValidationError) {
    self.init()
    guard let message else { return }
    try Self.check(message.queueIDs.count, field: "\(field).queue_ids")
    try Self.check(message.mediaTypes.count, field: "\(field).media_types")
    try Self.check(message.topics.count, field: "\(field).topics")
    try Self.check(message.formIDs.count, field: "\(field).form_ids")
    for (index, text) in message.queueIDs.enumerated() {
      queues.insert(try QueueID(parsing: text, field: "\(field).queue_ids[\(index)]"))
    }
    for (index, type) in message.mediaTypes.enumerated() {
      mediaTypes.insert(try MediaType(type, field: "\(field).media_types[\(index)]"))
    }
    initialDirection = try InitialDirection.optional(
      message.initialDirection, field: "\(field).initial_direction")
    topics = Set(message.topics)
    let match = try TopicMatch(message.topicMatch, field: "\(field).topic_match")
    // It says nothing without topics.
    topicMatch = topics.isEmpty ? .all : match
    for (index, text) in message.formIDs.enumerated() {
      guard let form = UUIDBits(text) else {
        throw ValidationError(
          field: "\(field).form_ids[\(index)]", reason: "must be a UUID with 36 characters")
      }
      forms.insert(form.description)
    }
  }

  private static func check(_ count: Int, field: String) throws(ValidationError) {
    guard count <= valuesMax else {
      throw ValidationError(field: field, reason: "must have at most \(valuesMax) values")
    }
  }
}

extension GamificationV1.ProfileMetric.Filter {
  init(_ filter: ObjectiveFilter) {
    self.init(
      queueIDs: filter.queues.sorted().map(\.rawValue),
      mediaTypes: MediaType.allCases.filter(filter.mediaTypes.contains).map {
        GamificationV1.ProfileMetric.MediaType($0)
      },
      initialDirection: GamificationV1.ProfileMetric.InitialDirection(filter.initialDirection),
      topics: filter.topics.sorted(),
      topicMatch: filter.topics.isEmpty ? .unspecified : filter.topicMatch == .all ? .all : .any,
      formIDs: filter.forms.sorted())
  }
}

extension MediaType {
  static func optional(
    _ type: GamificationV1.ProfileMetric.MediaType, field: String
  ) throws(ValidationError) -> MediaType? {
    type == .unspecified ? nil : try MediaType(type, field: field)
  }

  fileprivate init(
    _ type: GamificationV1.ProfileMetric.MediaType, field: String
  ) throws(ValidationError) {
    switch type {
    case .voice: self = .voice
    case .chat: self = .chat
    case .email: self = .email
    case .message: self = .message
    case .callback: self = .callback
    case .unspecified, .unrecognized:
      throw ValidationError(field: field, reason: "is not a known media type")
    }
  }
}

extension GamificationV1.ProfileMetric.MediaType {
  init(_ type: MediaType) {
    self =
      switch type {
      case .voice: .voice
      case .chat: .chat
      case .email: .email
      case .message: .message
      case .callback: .callback
      }
  }
}

extension InitialDirection {
  static func optional(
    _ direction: GamificationV1.ProfileMetric.InitialDirection, field: String
  ) throws(ValidationError) -> InitialDirection? {
    switch direction {
    case .unspecified: nil
    case .inbound: .inbound
    case .outbound: .outbound
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known direction")
    }
  }
}

extension GamificationV1.ProfileMetric.InitialDirection {
  init(_ direction: InitialDirection?) {
    self =
      switch direction {
      case nil: .unspecified
      case .inbound: .inbound
      case .outbound: .outbound
      }
  }
}

extension ObjectiveFilter.TopicMatch {
  fileprivate init(
    _ match: GamificationV1.ProfileMetric.TopicMatch, field: String
  ) throws(ValidationError) {
    switch match {
    case .unspecified, .all: self = .all
    case .any: self = .any
    case .unrecognized: throw ValidationError(field: field, reason: "is not known")
    }
  }
}
