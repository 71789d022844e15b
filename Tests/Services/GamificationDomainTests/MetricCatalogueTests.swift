import GamificationDomain
import Kernel
import Testing

@Suite("MetricCatalogue.metrics")
struct MetricCatalogueTests {
  @Test("lists every metric once, in the order of the ids")
  func order() {
    #expect(
      MetricCatalogue.metrics.map(\.id.rawValue) == [
        "average_handle_time", "interactions_handled", "learning_completions", "quality_score",
      ])
  }

  @Test("has objectives that an organisation could have set", arguments: MetricCatalogue.metrics)
  func isValid(metric: Metric) throws {
    #expect(
      try Objective(zones: metric.objective.zones, field: "objective") == metric.objective)
    #expect(
      try MetricChange(displayName: metric.displayName, objective: nil).displayName
        == metric.displayName)
  }

  @Test(
    "turns values into points",
    arguments: [
      (.averageHandleTime, 0, 100), (.averageHandleTime, 120, 100), (.averageHandleTime, 210, 50),
      (.averageHandleTime, 300, 0), (.averageHandleTime, 5_000, 0),
      (.interactionsHandled, 0, 0), (.interactionsHandled, 37, 37),
      (.interactionsHandled, 1_000, 1_000), (.interactionsHandled, 4_000, 1_000),
      (.learningCompletions, 0, 0), (.learningCompletions, 1, 25),
      (.qualityScore, 59.99, 0), (.qualityScore, 60, 20), (.qualityScore, 70, 40),
      (.qualityScore, 80, 60), (.qualityScore, 87.5, 83), (.qualityScore, 90, 90),
      (.qualityScore, 100, 100),
    ] as [(MetricID, Double, Int64)])
  func points(metric: MetricID, value: Double, points: Int64) {
    #expect(
      MetricCatalogue.metric(metric).objective.points(for: value) == Points(whole: points))
  }

  @Test(
    "knows the most points of each metric",
    arguments: [
      (.averageHandleTime, 100), (.interactionsHandled, 1_000), (.learningCompletions, 25),
      (.qualityScore, 100),
    ] as [(MetricID, Int64)])
  func pointsMax(metric: MetricID, points: Int64) {
    #expect(MetricCatalogue.metric(metric).objective.pointsMax == Points(whole: points))
  }
}

@Suite("MetricID.init")
struct MetricIDTests {
  @Test("names the field when the id is empty")
  func empty() {
    #expect(throws: ValidationError(field: "metric_id", reason: "is required")) {
      try MetricID(parsing: "", field: "metric_id")
    }
  }

  @Test("repeats only the beginning of an id that nobody knows")
  func unknown() {
    #expect(throws: GamificationError.metricNotFound(String(repeating: "x", count: 64))) {
      try MetricID(parsing: String(repeating: "x", count: 1_000), field: "metric_id")
    }
  }
}

@Suite("MetricChange.init")
struct MetricChangeTests {
  @Test(
    "refuses a name that cannot be shown",
    arguments: [
      ("", "is required"),
      (String(repeating: "é", count: 101), "must have at most 100 characters"),
      ("a\0b", "must not contain the character U+0000"),
    ])
  func refuses(name: String, reason: String) {
    #expect(throws: ValidationError(field: "metric.display_name", reason: reason)) {
      try MetricChange(displayName: name, objective: nil)
    }
  }

  @Test("accepts a name with 100 characters")
  func longest() throws {
    let name = String(repeating: "é", count: 100)
    #expect(try MetricChange(displayName: name, objective: nil).displayName == name)
  }
}
