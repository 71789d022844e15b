import Kernel
import Messages
import RPC
import TestSupport
import Testing

@testable import learning

@Suite("EventService.DeliverEvents", .serialized)
struct DeliverEventsTests {
  private func deliver(
    _ events: [EventsV1.Event], _ learning: ServiceFixture,
    in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> [EventsV1.EventResult] {
    try await learning.events.deliverEvents(
      EventsV1.DeliverEventsRequest(events: events),
      options: try await learning.asService("quality", in: organization)
    ).eventResults
  }

  @Test("assigns the modules of failed question groups, with the reason, once for each event")
  func assigns() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let greeting = try await learning.publishModule("Greeting", groups: ["greeting"])
      _ = try await learning.publishModule("Closing", groups: ["closing"])
      _ = try await learning.modules.createModule(
        LearningV1.CreateModuleRequest(module: Samples.module("Draft", groups: ["greeting"])),
        options: try await learning.asOperator())
      let event = Samples.release(
        event: 1, score: 4_500, groups: [("greeting", 5_999), ("closing", 6_000)])
      let results = try await deliver([event, event], learning)
      #expect(results.map(\.outcome) == [.applied, .duplicate])
      #expect(results.map(\.eventID) == [event.eventID, event.eventID])
      #expect(try await deliver([event], learning).map(\.outcome) == [.duplicate])
      let assignments = try await learning.allAssignments()
      let assignment = try #require(assignments.first)
      #expect(assignments.count == 1)
      #expect(assignment.moduleID == greeting)
      #expect(assignment.personID == "agent-1")
      #expect(
        assignment.reason
          == LearningV1.AssignmentReason(
            text: "Evaluation scored 45.00 %: question group 'Group greeting' failed",
            evaluationID: Samples.id(0xe0, 1), formID: Samples.formID, groupID: "greeting",
            scoreBasisPoints: 4_500))
    }
  }

  @Test("assigns nothing when the evaluation passed or has no score")
  func passed() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      _ = try await learning.publishModule(groups: ["greeting"])
      let results = try await deliver(
        [
          Samples.release(event: 1, score: 6_000, groups: [("greeting", 0)]),
          Samples.release(event: 2, evaluation: 2, score: nil, groups: [("greeting", nil)]),
        ], learning)
      #expect(results.map(\.outcome) == [.applied, .applied])
      #expect(try await learning.allAssignments().isEmpty)
    }
  }

  @Test("assigns the modules of a group in which a fatal question failed")
  func fatal() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      _ = try await learning.publishModule(groups: ["greeting"])
      let event = Samples.release(
        event: 1, score: 0, groups: [("greeting", 9_000)], fatalGroups: ["greeting"])
      #expect(try await deliver([event], learning).map(\.outcome) == [.applied])
      #expect(try await learning.allAssignments().count == 1)
    }
  }

  @Test("leaves alone who has the module open, and assigns it again after the completion")
  func alreadyOpen() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let module = try await learning.publishModule(groups: ["greeting"])
      let open = try await learning.assign(module, to: "agent-1")
      let first = Samples.release(event: 1, score: 0, groups: [("greeting", 0)])
      #expect(try await deliver([first], learning).map(\.outcome) == [.applied])
      #expect(try await learning.allAssignments() == [open])
      _ = try await learning.assignments.completeAssignment(
        LearningV1.CompleteAssignmentRequest(assignmentID: open.assignmentID),
        options: try await learning.asPerson("agent-1"))
      let second = Samples.release(
        event: 2, evaluation: 2, score: 0, groups: [("greeting", 0)])
      #expect(try await deliver([second], learning).map(\.outcome) == [.applied])
      let states = try await learning.allAssignments().map(\.state)
      #expect(states == [.completed, .assigned])
    }
  }

  @Test("assigns for an evaluation once, although it is told of in two events")
  func sameEvaluation() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      _ = try await learning.publishModule(groups: ["greeting"])
      let first = Samples.release(event: 1, score: 0, groups: [("greeting", 0)])
      _ = try await deliver([first], learning)
      let assignment = try #require(try await learning.allAssignments().first)
      _ = try await learning.assignments.completeAssignment(
        LearningV1.CompleteAssignmentRequest(assignmentID: assignment.assignmentID),
        options: try await learning.asPerson("agent-1"))
      let second = Samples.release(event: 2, score: 0, groups: [("greeting", 0)])
      #expect(try await deliver([second], learning).map(\.outcome) == [.applied])
      #expect(try await learning.allAssignments().count == 1)
    }
  }

  @Test("keeps the organizations apart")
  func otherOrganization() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      _ = try await learning.publishModule(groups: ["greeting"])
      let event = Samples.release(event: 1, score: 0, groups: [("greeting", 0)])
      let foreign = try await deliver([event], learning, in: ServiceFixture.globex)
      #expect(foreign.map(\.outcome) == [.applied])
      #expect(try await learning.allAssignments().isEmpty)
      #expect(try await learning.allAssignments(in: ServiceFixture.globex).isEmpty)
      #expect(try await deliver([event], learning).map(\.outcome) == [.applied])
      #expect(try await learning.allAssignments().count == 1)
    }
  }

  @Test("ignores what it does not act on and rejects what it cannot read, and goes on")
  func outcomes() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      _ = try await learning.publishModule(groups: ["greeting"])
      var badScore = Samples.release(event: 3, score: 10_001)
      badScore.subject = "evaluation/3"
      let good = Samples.release(event: 5, score: 0, groups: [("greeting", 0)])
      var later = good
      later.eventID = Samples.id(0xee, 4)
      later.schemaVersion = 2
      let results = try await deliver(
        [Samples.event(1, nil), badScore, later, good], learning)
      #expect(results.map(\.outcome) == [.ignored, .rejected, .rejected, .applied])
      #expect(
        results.map(\.reason) == [
          "", "score_basis_points must be from 0 to 10000", "schema_version must be 1", "",
        ])
      #expect(try await learning.allAssignments().count == 1)
    }
  }

  @Test("is for the quality service alone")
  func denied() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let event = Samples.release(event: 1, score: 0)
      for options in [
        try await learning.asPerson("agent-1"), try await learning.asService("coaching"),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          try await learning.events.deliverEvents(
            EventsV1.DeliverEventsRequest(events: [event]), options: options)
        }
        #expect(error?.code == .permissionDenied)
      }
    }
  }

  @Test("refuses a call with no event and one with more than 100", arguments: [0, 101])
  func tooMany(count: Int) async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let events = (0..<count).map { Samples.release(event: $0, evaluation: $0, score: 0) }
      let error = await #expect(throws: RPCStatus.self) { try await deliver(events, learning) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.fieldViolations.first?.field == "events")
    }
  }
}
