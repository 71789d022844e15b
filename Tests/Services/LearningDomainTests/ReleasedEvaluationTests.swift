import Kernel
import LearningDomain
import Testing

@Suite("ReleasedEvaluation.failedGroups")
struct FailedGroupsTests {
  @Test(
    "is empty when the evaluation passed or has no score",
    arguments: [6_000, 6_001, 10_000, nil] as [Int32?])
  func passed(score: Int32?) {
    let evaluation = Samples.evaluation(
      score, [Samples.group("a", 0), Samples.group("b", 0, isFatallyFailed: true)])
    #expect(evaluation.failedGroups.isEmpty)
  }

  @Test("has the groups below 60 %, in the order of the form")
  func lowGroups() {
    let evaluation = Samples.evaluation(
      5_999,
      [
        Samples.group("d", 5_999), Samples.group("a", 6_000), Samples.group("c", nil),
        Samples.group("b", 0),
      ])
    #expect(evaluation.failedGroups.map(\.id.rawValue) == ["d", "b"])
  }

  @Test("has a good group in which a fatal question failed")
  func fatalGroup() {
    let evaluation = Samples.evaluation(
      0,
      [
        Samples.group("a", 9_000), Samples.group("b", 9_000, isFatallyFailed: true),
        Samples.group("c", nil, isFatallyFailed: true),
      ])
    #expect(evaluation.failedGroups.map(\.id.rawValue) == ["b", "c"])
  }
}

@Suite("ReleasedEvaluation.assignments")
struct PlannedAssignmentsTests {
  @Test("tells score, group and evaluation as the reason")
  func reason() throws {
    var ids = CountingIDs()
    let evaluation = Samples.evaluation(4_500, [Samples.group("a", 5_000)])
    let assignments = evaluation.assignments(
      of: [Samples.bound("a", 1, days: 2)], makeID: { ids.next() }, at: Samples.noon)
    let assignment = try #require(assignments.first)
    #expect(assignments.count == 1)
    #expect(assignment.id == Samples.assignmentID(1))
    #expect(assignment.person == Samples.agent)
    #expect(assignment.reason.text == "Evaluation scored 45.00 %: question group 'Group a' failed")
    #expect(
      assignment.reason.cause
        == AssignmentReason.Cause(
          evaluation: Samples.evaluation, form: Samples.form, group: QuestionGroupID(stored: "a"),
          score: BasisPoints(stored: 4_500)))
    #expect(assignment.createTime == Samples.noon)
    #expect(assignment.dueTime == Samples.noon.adding(.seconds(172_800)))
    #expect(assignment.state == .assigned)
  }

  @Test("assigns a module that helps with two failed groups once, for the first of them")
  func sharedModule() {
    var ids = CountingIDs()
    let evaluation = Samples.evaluation(1_000, [Samples.group("b", 0), Samples.group("a", 0)])
    let assignments = evaluation.assignments(
      of: [Samples.bound("a", 1), Samples.bound("a", 2), Samples.bound("b", 1)],
      makeID: { ids.next() }, at: Samples.noon)
    #expect(assignments.map(\.module) == [Samples.module(1), Samples.module(2)])
    #expect(assignments.map { $0.reason.cause?.group.rawValue } == ["b", "a"])
  }

  @Test("ignores modules of groups that did not fail")
  func passedGroup() {
    var ids = CountingIDs()
    let evaluation = Samples.evaluation(1_000, [Samples.group("a", 7_000)])
    let assignments = evaluation.assignments(
      of: [Samples.bound("a", 1), Samples.bound("z", 2)], makeID: { ids.next() }, at: Samples.noon)
    #expect(assignments.isEmpty)
  }

  @Test("stops at the largest number of assignments")
  func limit() {
    var ids = CountingIDs()
    let evaluation = Samples.evaluation(1_000, [Samples.group("a", 0)])
    let assignments = evaluation.assignments(
      of: (1...150).map { Samples.bound("a", $0) }, makeID: { ids.next() }, at: Samples.noon)
    #expect(assignments.count == ReleasedEvaluation.assignmentsMax)
    #expect(assignments.last?.module == Samples.module(100))
  }
}

@Suite("BasisPoints")
struct BasisPointsTests {
  @Test(
    "is written in percent with two decimals",
    arguments: [(0, "0.00 %"), (7, "0.07 %"), (4_500, "45.00 %"), (10_000, "100.00 %")]
      as [(Int32, String)])
  func text(value: Int32, text: String) {
    #expect(BasisPoints(stored: value).description == text)
  }

  @Test("refuses what is not 0 to 10000", arguments: [-1, 10_001] as [Int32])
  func range(value: Int32) {
    #expect(throws: ValidationError(field: "score", reason: "must be from 0 to 10000")) {
      try BasisPoints(value, field: "score")
    }
  }
}
