internal import GamificationDomain
internal import Kernel
internal import Postgres

/// A ``DaySheet`` in the columns of `gamification.person_day`.
struct StoredSheet {
  private var measures: [String] = []
  private var queues: [String?] = []
  private var mediaTypes: [String?] = []
  private var initialDirections: [String?] = []
  private var topicLists: [String] = []
  private var amounts: [Double] = []
  private var eventKinds: [String] = []
  private var eventIDs: [UUIDBits] = []
  private var eventValues: [Double] = []
  private var eventForms: [String?] = []

  static let columns = """
    measure_ids, queue_ids, media_types, initial_directions, topic_lists, amounts, event_kinds, \
    event_ids, event_values, event_forms
    """

  /// How many ``columns`` there are.
  static let columnCount = 10

  init(_ sheet: DaySheet) {
    measures = sheet.measurements.map(\.measure.text)
    queues = sheet.measurements.map(\.dimensions.queue?.rawValue)
    mediaTypes = sheet.measurements.map(\.dimensions.mediaType?.rawValue)
    initialDirections = sheet.measurements.map(\.dimensions.initialDirection?.rawValue)
    topicLists = sheet.measurements.map { $0.dimensions.topics.joined(separator: "\n") }
    amounts = sheet.measurements.map(\.amount)
    eventKinds = sheet.events.map(\.kind.rawValue)
    eventIDs = sheet.events.map(\.id)
    eventValues = sheet.events.map(\.value)
    eventForms = sheet.events.map(\.form)
  }

  init(_ row: inout RowReader) throws(RowDecodingError) {
    measures = try row.readArray()
    queues = try row.readArrayOfOptionals()
    mediaTypes = try row.readArrayOfOptionals()
    initialDirections = try row.readArrayOfOptionals()
    topicLists = try row.readArray()
    amounts = try row.readArray()
    eventKinds = try row.readArray()
    eventIDs = try row.readArray()
    eventValues = try row.readArray()
    eventForms = try row.readArrayOfOptionals()
  }

  /// In the order of ``columns``.
  var literals: [ArrayLiteral] {
    [
      ArrayLiteral(measures), ArrayLiteral(queues), ArrayLiteral(mediaTypes),
      ArrayLiteral(initialDirections), ArrayLiteral(topicLists), ArrayLiteral(amounts),
      ArrayLiteral(eventKinds), ArrayLiteral(eventIDs), ArrayLiteral(eventValues),
      ArrayLiteral(eventForms),
    ]
  }

  /// What a newer version of the service has written and this one does not know is left out.
  var sheet: DaySheet {
    let measurements = measures.indices.compactMap { index -> Measurement? in
      guard let measure = Measure(text: measures[index]) else { return nil }
      let dimensions = WorkDimensions(
        queue: queues[index].map { QueueID(stored: $0) },
        mediaType: mediaTypes[index].flatMap(MediaType.init),
        initialDirection: initialDirections[index].flatMap(InitialDirection.init),
        topics: Set(topicLists[index].split(separator: "\n").map(String.init)))
      return Measurement(measure, amounts[index], dimensions: dimensions)
    }
    let events = eventKinds.indices.compactMap { index in
      DayEvent.Kind(rawValue: eventKinds[index]).map {
        DayEvent($0, id: eventIDs[index], value: eventValues[index], form: eventForms[index])
      }
    }
    return DaySheet(measurements: measurements, events: events)
  }
}
