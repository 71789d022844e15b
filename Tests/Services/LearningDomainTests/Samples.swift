import Kernel
import LearningDomain

/// Values that the tests of the domain share.
enum Samples {
  static let noon = Timestamp(microseconds: 1_700_000_000_000_000)
  static let agent = PersonID(stored: "agent-1")
  static let form = FormID(uuid: UUIDBits(high: 9, low: 1))
  static let evaluation = EvaluationID(uuid: UUIDBits(high: 8, low: 1))

  static func module(_ number: UInt64) -> ModuleID {
    ModuleID(uuid: UUIDBits(high: 0, low: number))
  }

  static func assignmentID(_ number: UInt64) -> AssignmentID {
    AssignmentID(uuid: UUIDBits(high: 1, low: number))
  }

  static func group(
    _ id: String, _ score: Int32?, isFatallyFailed: Bool = false
  ) -> ReleasedEvaluation.Group {
    ReleasedEvaluation.Group(
      id: QuestionGroupID(stored: id), displayName: "Group \(id)",
      score: score.map(BasisPoints.init(stored:)), isFatallyFailed: isFatallyFailed)
  }

  static func evaluation(
    _ score: Int32?, _ groups: [ReleasedEvaluation.Group]
  ) -> ReleasedEvaluation {
    ReleasedEvaluation(
      id: evaluation, form: form, agent: agent, score: score.map(BasisPoints.init(stored:)),
      groups: groups)
  }

  static func bound(_ group: String, _ number: UInt64, days: Int32 = 7)
    -> ReleasedEvaluation.BoundModule
  {
    ReleasedEvaluation.BoundModule(
      group: QuestionGroupID(stored: group), module: module(number), version: 1,
      completionDays: days)
  }

  static func content(
    displayName: String = "Greeting customers", description: String = "", completionDays: Int32 = 7,
    bindings: [QuestionGroupBinding] = []
  ) throws(ValidationError) -> ModuleContent {
    try ModuleContent(
      displayName: displayName, description: description, completionDays: completionDays,
      bindings: bindings, field: "module")
  }
}

/// Makes the ids 1, 2, 3 and so on.
struct CountingIDs {
  private var count: UInt64 = 0

  mutating func next() -> AssignmentID {
    count += 1
    return Samples.assignmentID(count)
  }
}
