import Kernel
import LearningDomain
import Testing

@Suite("LearningAssignment.completed")
struct LearningAssignmentTests {
  @Test("takes the time of the first completion only")
  func complete() throws {
    let assignment = LearningAssignment(
      id: Samples.assignmentID(1), module: Samples.module(1), moduleVersion: 1,
      person: Samples.agent, reason: AssignmentReason(text: "", cause: nil),
      dueTime: Samples.noon, createTime: Samples.noon, completeTime: nil)
    #expect(assignment.state == .assigned)
    let completed = try #require(assignment.completed(at: Samples.noon))
    #expect(completed.state == .completed)
    #expect(completed.completeTime == Samples.noon)
    #expect(completed.completed(at: Samples.noon.adding(.seconds(1))) == nil)
  }
}

@Suite("AssignmentOrder.init")
struct AssignmentOrderTests {
  @Test("refuses a reason of more than 500 characters")
  func reason() throws {
    func order(_ reason: String) throws -> AssignmentOrder {
      try AssignmentOrder(
        id: Samples.assignmentID(1), module: Samples.module(1), person: Samples.agent,
        reason: reason, caller: "person:supervisor-1")
    }
    #expect(try order(String(repeating: "ß", count: 500)).reason.count == 500)
    #expect(
      throws: ValidationError(field: "reason", reason: "must have at most 500 characters")
    ) {
      try order(String(repeating: "a", count: 501))
    }
  }
}
