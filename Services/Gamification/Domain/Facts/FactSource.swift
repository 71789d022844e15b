package import Kernel

/// What a fact came from; with person, metric and workday it is the key of the fact.
package enum FactSource: Hashable, Sendable {
  /// The one fact of the workday.
  case workday
  /// A released evaluation of the quality service.
  case evaluation(UUIDBits)
  /// A completed assignment of the learning service.
  case assignment(UUIDBits)

  /// The stored form: `workday`, `evaluation:ID` or `assignment:ID`.
  package var text: String {
    switch self {
    case .workday: "workday"
    case .evaluation(let id): "evaluation:\(id)"
    case .assignment(let id): "assignment:\(id)"
    }
  }
}
