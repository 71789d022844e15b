internal import Kernel

/// The metrics that the service knows.
///
/// The set is closed: a metric needs somebody who measures it, so a new one comes with the code
/// that feeds it.
package enum MetricID: String, Hashable, Sendable, CaseIterable {
  case averageHandleTime = "average_handle_time"
  case interactionsHandled = "interactions_handled"
  case learningCompletions = "learning_completions"
  case qualityScore = "quality_score"

  /// Reads an id that came from outside.
  ///
  /// - Throws: ``ValidationError`` that names `field` when it is empty.
  ///   ``GamificationError/metricNotFound(_:)`` when there is no such metric.
  package init(parsing text: String, field: String) throws {
    guard !text.isEmpty else { throw ValidationError(field: field, reason: "is required") }
    guard let id = MetricID(rawValue: text) else {
      throw GamificationError.metricNotFound(String(text.prefix(Self.echoedCharactersMax)))
    }
    self = id
  }

  /// How much of an unknown id an error repeats.
  private static var echoedCharactersMax: Int { 64 }
}

extension MetricID: Comparable {
  /// Orders by the bytes of the id, as lists of metrics do.
  package static func < (left: Self, right: Self) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}
