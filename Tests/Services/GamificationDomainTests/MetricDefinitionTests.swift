import GamificationDomain
import Kernel
import Testing

private let sales = QueueID(stored: "sales")
private let service = QueueID(stored: "service")

/// A day with work for two queues.
private let day = DaySheet(
  measurements: [
    Measurement(.interactionsOffered, 30, dimensions: WorkDimensions(queue: sales)),
    Measurement(.interactionsAnswered, 24, dimensions: WorkDimensions(queue: sales)),
    Measurement(
      .interactionsHandled, 20,
      dimensions: WorkDimensions(queue: sales, mediaType: .voice, initialDirection: .inbound)),
    Measurement(
      .interactionsHandled, 5,
      dimensions: WorkDimensions(
        queue: service, mediaType: .chat, initialDirection: .outbound,
        topics: ["refund", "complaint"])),
    Measurement(.interactionsTransferred, 3, dimensions: WorkDimensions(queue: sales)),
    Measurement(
      .handleSeconds, 6_000, dimensions: WorkDimensions(queue: sales, mediaType: .voice)),
    Measurement(
      .handleSeconds, 1_500, dimensions: WorkDimensions(queue: service, mediaType: .chat)),
    Measurement(.holdSeconds, 300, dimensions: WorkDimensions(queue: sales, mediaType: .voice)),
    Measurement(.afterCallWorkSeconds, 750),
    Measurement(.onQueueSeconds, 18_000), Measurement(.scheduledOnQueueSeconds, 20_000),
  ],
  events: [
    DayEvent(.evaluation, id: UUIDBits(high: 0, low: 2), value: 90, form: "sales"),
    DayEvent(.evaluation, id: UUIDBits(high: 0, low: 1), value: 70, form: "service"),
    DayEvent(.assignment, id: UUIDBits(high: 0, low: 3), value: 1),
  ])

@Suite("DefinitionCatalogue")
struct DefinitionCatalogueTests {
  @Test(
    "every metric follows its formula",
    arguments: [
      ("acw_time_ratio", 10), ("average_acw", 30), ("average_handle_time", 300),
      ("average_hold", 12), ("calls_transferred_ratio", 12), ("conformance", 90),
      ("detected_topics", 25), ("hold_time_ratio", 4), ("interactions_answered_ratio", 80),
      ("interactions_handled", 25), ("interactions_per_hour", 5), ("learning_completions", 1),
      ("quality_score", 80),
    ] as [(String, Double)])
  func formulas(id: String, value: Double) throws {
    let definition = try #require(DefinitionCatalogue.definition(id))
    let amounts = try #require(definition.amounts(of: day, filter: .everything))
    #expect(definition.value(of: amounts) == value)
  }

  @Test("is in the order of ids, each once")
  func order() {
    let ids = DefinitionCatalogue.all.map(\.id)
    #expect(ids == Array(Set(ids)).sorted())
    #expect(DefinitionCatalogue.definition("nothing") == nil)
  }

  @Test("a day without a dividend or a divisor, or with nothing at all, has no value")
  func noValue() throws {
    let definition = try #require(DefinitionCatalogue.definition("average_handle_time"))
    #expect(definition.amounts(of: DaySheet(), filter: .everything) == nil)
    let onlyTime = DaySheet(measurements: [Measurement(.handleSeconds, 60)])
    #expect(definition.amounts(of: onlyTime, filter: .everything) == nil)
    let onlyCalls = DaySheet(measurements: [Measurement(.interactionsHandled, 3)])
    #expect(definition.amounts(of: onlyCalls, filter: .everything) == nil)
    let noCalls = DaySheet(measurements: [
      Measurement(.interactionsHandled, 0), Measurement(.handleSeconds, 60),
    ])
    let amounts = try #require(definition.amounts(of: noCalls, filter: .everything))
    #expect(definition.value(of: amounts) == nil)
  }

  @Test("a ratio of two days is that of their amounts, not the mean of their ratios")
  func days() throws {
    let definition = try #require(DefinitionCatalogue.definition("average_handle_time"))
    let (one, other) = (
      MetricAmounts(dividend: 100, divisor: 1), MetricAmounts(dividend: 300, divisor: 3)
    )
    #expect(definition.value(of: one + other) == 100)
  }
}

@Suite("ObjectiveFilter")
struct ObjectiveFilterTests {
  @Test("lets through what matches all of its parts")
  func parts() throws {
    let definition = try #require(DefinitionCatalogue.definition("interactions_handled"))
    func value(_ filter: ObjectiveFilter) -> Double? {
      definition.amounts(of: day, filter: filter).flatMap(definition.value)
    }
    #expect(value(ObjectiveFilter(queues: [sales])) == 20)
    #expect(value(ObjectiveFilter(mediaTypes: [.chat, .email])) == 5)
    #expect(value(ObjectiveFilter(initialDirection: .outbound)) == 5)
    #expect(value(ObjectiveFilter(queues: [sales], initialDirection: .outbound)) == nil)
    #expect(value(ObjectiveFilter(topics: ["refund", "praise"], topicMatch: .any)) == 5)
    #expect(value(ObjectiveFilter(topics: ["refund", "praise"], topicMatch: .all)) == nil)
    #expect(value(ObjectiveFilter(topics: ["refund", "complaint"])) == 5)
  }

  @Test("picks evaluations by their form")
  func forms() throws {
    let definition = try #require(DefinitionCatalogue.definition("quality_score"))
    let filter = ObjectiveFilter(forms: ["sales"])
    #expect(definition.events(of: day, filter: filter).map(\.value) == [90])
  }

  @Test("refuses what the metric does not know, and too many values")
  func refusals() throws {
    let quality = try #require(DefinitionCatalogue.definition("quality_score"))
    #expect(
      throws: ValidationError(
        field: "filter.queue_ids", reason: "cannot be used with this metric")
    ) {
      try ObjectiveFilter(queues: [sales]).check(allowed: quality.filterParts, field: "filter")
    }
    let forms = Set((0...100).map { "form \($0)" })
    #expect(
      throws: ValidationError(field: "filter.form_ids", reason: "must have at most 100 values")
    ) {
      try ObjectiveFilter(forms: forms).check(allowed: quality.filterParts, field: "filter")
    }
    try ObjectiveFilter(forms: ["a"]).check(allowed: quality.filterParts, field: "filter")
  }
}

@Suite("CustomDefinition")
struct CustomDefinitionTests {
  private static func external(_ number: UInt64) -> ExternalMetricID {
    ExternalMetricID(uuid: UUIDBits(high: 1, low: number))
  }

  private let units: [ExternalMetricID: MetricDefinition.Unit] = [
    external(1): .currency, external(2): .percent, external(3): .number, external(4): .seconds,
  ]
  private let revenue = Measure.external(external(1))
  private let satisfaction = Measure.external(external(2))
  private let contracts = Measure.external(external(3))

  private func make(
    _ unit: MetricDefinition.Unit, _ dividends: [Measure], by divisors: [Measure] = []
  ) throws(ValidationError) -> MetricDefinition {
    try CustomDefinition(
      try DefinitionDraft(
        displayName: "X", unit: unit, dividends: dividends, divisors: divisors, field: "metric"),
      id: MetricDefinitionID(uuid: UUIDBits(high: 1, low: 9)), externalUnits: units,
      createTime: Timestamp(microseconds: 0)
    ).definition
  }

  private func factor(
    _ unit: MetricDefinition.Unit, _ dividends: [Measure], by divisors: [Measure]
  ) throws -> Double? {
    guard case .ratio(_, _, let factor) = try make(unit, dividends, by: divisors).formula else {
      return nil
    }
    return factor
  }

  @Test("a ratio has the factor that its units ask for")
  func factors() throws {
    #expect(try factor(.percent, [.holdSeconds], by: [.handleSeconds]) == 100)
    #expect(try factor(.number, [.holdSeconds], by: [.handleSeconds]) == 1)
    #expect(try factor(.seconds, [.holdSeconds], by: [.interactionsHandled]) == 1)
    #expect(try factor(.number, [.interactionsTransferred], by: [.onQueueSeconds]) == 3_600)
    #expect(try factor(.currency, [revenue], by: [.interactionsHandled]) == 1)
    #expect(try factor(.currency, [revenue], by: [.onQueueSeconds]) == 3_600)
    #expect(try factor(.percent, [contracts], by: [.interactionsHandled]) == 100)
    let count = Measure.externalCount(Self.external(2))
    #expect(try factor(.percent, [satisfaction], by: [count]) == 1, "it is in percent already")
    #expect(try make(.seconds, [.external(Self.external(4)), .holdSeconds]).unit == .seconds)
  }

  @Test("the unit is one that the measures have")
  func wrongUnits() {
    #expect(
      throws: ValidationError(
        field: "metric.unit", reason: "must be seconds for these measures")
    ) { try make(.percent, [.holdSeconds], by: [.interactionsHandled]) }
    #expect(
      throws: ValidationError(
        field: "metric.unit", reason: "must be number or percent for these measures")
    ) { try make(.seconds, [.holdSeconds], by: [.handleSeconds]) }
    #expect(
      throws: ValidationError(
        field: "metric.unit", reason: "must be currency for these measures")
    ) { try make(.seconds, [revenue]) }
    #expect(
      throws: ValidationError(
        field: "metric.divisor_measure_ids", reason: "must not divide percent by seconds")
    ) { try make(.percent, [satisfaction], by: [.onQueueSeconds]) }
  }

  @Test("only work that tells what it was can be filtered")
  func filters() throws {
    #expect(
      try make(.percent, [.holdSeconds], by: [.handleSeconds]).filterParts == .interactions)
    #expect(try make(.percent, [.holdSeconds], by: [.onQueueSeconds]).filterParts == [])
    let count = Measure.externalCount(Self.external(3))
    #expect(try make(.percent, [count], by: [.interactionsHandled]).filterParts == [])
    #expect(try make(.number, [.interactionsHandled], by: [.onQueueSeconds]).filterParts == [])
  }

  @Test("names the measures that do not go together")
  func measures() {
    #expect(
      throws: ValidationError(
        field: "metric.dividend_measure_ids", reason: "must not add number to seconds")
    ) { try make(.number, [.holdSeconds, .interactionsHandled]) }
    #expect(
      throws: ValidationError(
        field: "metric.dividend_measure_ids", reason: "must not add currency to seconds")
    ) { try make(.seconds, [.holdSeconds, revenue]) }
    #expect(
      throws: ValidationError(
        field: "metric.divisor_measure_ids", reason: "must not name a measure twice")
    ) { try make(.percent, [.holdSeconds], by: [.onQueueSeconds, .onQueueSeconds]) }
    #expect(
      throws: ValidationError(field: "metric.dividend_measure_ids", reason: "is required")
    ) { try make(.number, []) }
  }

  @Test("measures have a stored form each")
  func texts() {
    let count = Measure.externalCount(ExternalMetricID(uuid: UUIDBits(high: 1, low: 1)))
    for measure in Measure.builtIn + [revenue, count] {
      #expect(Measure(text: measure.text) == measure)
    }
    #expect(Measure(text: "external:1") == nil)
    #expect(Measure(text: "") == nil)
  }
}
