import Kernel
import LearningDomain
import Testing

@Suite("ModuleContent.init")
struct ModuleContentTests {
  private static let binding = QuestionGroupBinding(
    form: Samples.form, group: QuestionGroupID(stored: "greeting"))

  @Test("accepts the limits themselves")
  func limits() throws {
    let content = try Samples.content(
      displayName: String(repeating: "ä", count: 100),
      description: String(repeating: "😀", count: 4_000), completionDays: 366,
      bindings: (0..<50).map {
        QuestionGroupBinding(form: Samples.form, group: QuestionGroupID(stored: "g\($0)"))
      })
    #expect(content.bindings.count == 50)
  }

  @Test(
    "names a display name that is too short, too long or not storable",
    arguments: [
      ("", "is required"), (String(repeating: "a", count: 101), "must have at most 100 characters"),
      ("a\u{0}", "must not contain the character U+0000"),
    ])
  func displayName(text: String, reason: String) {
    #expect(throws: ValidationError(field: "module.display_name", reason: reason)) {
      try Samples.content(displayName: text)
    }
  }

  @Test("refuses a description that is too long")
  func description() {
    #expect(
      throws: ValidationError(
        field: "module.description", reason: "must have at most 4000 characters")
    ) {
      try Samples.content(description: String(repeating: "a", count: 4_001))
    }
  }

  @Test("refuses a number of days that is not 1 to 366", arguments: [-1, 0, 367] as [Int32])
  func completionDays(days: Int32) {
    #expect(
      throws: ValidationError(field: "module.completion_days", reason: "must be from 1 to 366")
    ) {
      try Samples.content(completionDays: days)
    }
  }

  @Test("refuses too many question groups")
  func bindingsMax() {
    let bindings = (0...50).map {
      QuestionGroupBinding(form: Samples.form, group: QuestionGroupID(stored: "g\($0)"))
    }
    #expect(
      throws: ValidationError(
        field: "module.question_group_bindings", reason: "must have at most 50 entries")
    ) {
      try Samples.content(bindings: bindings)
    }
  }

  @Test("names the question group that comes twice")
  func duplicate() {
    #expect(
      throws: ValidationError(
        field: "module.question_group_bindings[1]", reason: "must not repeat an earlier entry")
    ) {
      try Samples.content(bindings: [Self.binding, Self.binding])
    }
  }
}

@Suite("LearningModule")
struct LearningModuleTests {
  private let draft: LearningModule

  init() throws {
    draft = LearningModule(
      id: Samples.module(1), content: try Samples.content(completionDays: 3), state: .draft,
      createTime: Samples.noon)
  }

  @Test("has no version and no publication while it is a draft")
  func draftState() {
    #expect(draft.version == 0)
    #expect(draft.publishTime == nil)
  }

  @Test("is published once, as version 1")
  func publish() throws {
    let published = try draft.published(at: Samples.noon)
    #expect(published.version == 1)
    #expect(published.publishTime == Samples.noon)
    #expect(throws: LearningError.moduleNotDraft(Samples.module(1))) {
      try published.published(at: Samples.noon)
    }
  }

  @Test("cannot be assigned as a draft")
  func assignDraft() {
    #expect(throws: LearningError.moduleNotPublished(Samples.module(1))) {
      try draft.assigned(
        to: Samples.agent, because: "", id: Samples.assignmentID(1), at: Samples.noon)
    }
  }

  @Test("is due its number of days after the assignment")
  func assign() throws {
    let assignment = try draft.published(at: Samples.noon).assigned(
      to: Samples.agent, because: "New product", id: Samples.assignmentID(1), at: Samples.noon)
    #expect(assignment.moduleVersion == 1)
    #expect(assignment.reason == AssignmentReason(text: "New product", cause: nil))
    #expect(assignment.dueTime == Samples.noon.adding(.seconds(3 * 86_400)))
  }
}
