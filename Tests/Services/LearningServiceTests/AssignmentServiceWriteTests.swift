import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@testable import learning

@Suite("AssignmentService.CreateAssignment", .serialized)
struct CreateAssignmentTests {
  /// 2024-03-10T22:30:00Z, which is 2024-03-11 in the time zone of the organisation.
  private static let lateEvening = Timestamp(microseconds: 1_710_109_800_000_000)

  @Test("assigns a published module, due after its number of days")
  func create() async throws {
    try await ServiceFixture.with(
      Learning.self, clock: FixedWallClock(Self.lateEvening)
    ) { learning in
      try await learning.addLearner("agent-1", team: "team-1")
      try await learning.addSupervisor("supervisor-1", of: "team-1")
      let module = try await learning.publishModule(days: 2)
      let response = try await learning.assignments.createAssignment(
        LearningV1.CreateAssignmentRequest(
          moduleID: module, personID: "agent-1", reason: "New product"),
        options: try await learning.asPerson("supervisor-1"))
      let assignment = try #require(response.assignment)
      #expect(assignment.moduleID == module)
      #expect(assignment.moduleVersion == 1)
      #expect(assignment.state == .assigned)
      #expect(assignment.reason == LearningV1.AssignmentReason(text: "New product"))
      #expect(assignment.createTime?.seconds == 1_710_109_800)
      #expect(assignment.dueTime?.seconds == 1_710_282_600)
      #expect(try await learning.allAssignments() == [assignment])
    }
  }

  @Test("answers the open assignment of a person who has the module open")
  func alreadyOpen() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let module = try await learning.publishModule()
      let first = try await learning.assign(module, to: "agent-1")
      #expect(try await learning.assign(module, to: "agent-1") == first)
      _ = try await learning.assignments.completeAssignment(
        LearningV1.CompleteAssignmentRequest(assignmentID: first.assignmentID),
        options: try await learning.asPerson("agent-1"))
      let third = try await learning.assign(module, to: "agent-1")
      #expect(third.assignmentID != first.assignmentID)
    }
  }

  @Test("makes one assignment of many requests at the same time")
  func concurrent() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let module = try await learning.publishModule()
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<8 {
          group.addTask { try await learning.assign(module, to: "agent-1").assignmentID }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      #expect(try await learning.allAssignments().count == 1)
    }
  }

  @Test("refuses a draft, an unknown module, an unknown person and a person out of reach")
  func refusals() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1", team: "team-1")
      try await learning.addSupervisor("supervisor-2", of: "team-2")
      let asOperator = try await learning.asOperator()
      let draft = try await learning.modules.createModule(
        LearningV1.CreateModuleRequest(module: Samples.module()), options: asOperator)
      let draftID = draft.module?.moduleID ?? ""
      func status(
        _ module: String, _ person: String, _ options: CallOptions, reason: String = ""
      ) async -> RPCStatus? {
        await #expect(throws: RPCStatus.self) {
          try await learning.assignments.createAssignment(
            LearningV1.CreateAssignmentRequest(
              moduleID: module, personID: person, reason: reason), options: options)
        }
      }
      let notPublished = await status(draftID, "agent-1", asOperator)
      #expect(notPublished?.code == .failedPrecondition)
      #expect(notPublished?.reason == "MODULE_NOT_PUBLISHED")
      let notFound = await status(Samples.unknownID, "agent-1", asOperator)
      #expect(notFound?.code == .notFound)
      #expect(notFound?.reason == "MODULE_NOT_FOUND")
      let unknown = await status(draftID, "agent-9", asOperator)
      #expect(unknown?.fieldViolations.first?.field == "person_id")
      let tooLong = await status(
        draftID, "agent-1", asOperator, reason: String(repeating: "a", count: 501))
      #expect(tooLong?.fieldViolations.first?.field == "reason")
      let outOfReach = await status(draftID, "agent-1", try await learning.asPerson("supervisor-2"))
      #expect(outOfReach?.code == .permissionDenied)
    }
  }

  @Test("finds no module of another organization")
  func otherOrganization() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let module = try await learning.publishModule(in: ServiceFixture.globex)
      try await learning.addLearner("agent-1")
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.assign(module, to: "agent-1")
      }
      #expect(error?.reason == "MODULE_NOT_FOUND")
    }
  }
}

@Suite("AssignmentService.CompleteAssignment", .serialized)
struct CompleteAssignmentTests {
  /// 2024-03-10T22:30:00Z, which is 2024-03-11 in the time zone of the organisation.
  private static let lateEvening = Timestamp(microseconds: 1_710_109_800_000_000)

  @Test("completes the own assignment once and writes one event")
  func complete() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let assignment = try await learning.assign(
        try await learning.publishModule(), to: "agent-1")
      let request = LearningV1.CompleteAssignmentRequest(assignmentID: assignment.assignmentID)
      let options = try await learning.asPerson("agent-1")
      let first = try await learning.assignments.completeAssignment(request, options: options)
      #expect(first.assignment?.state == .completed)
      #expect(first.assignment?.completeTime != nil)
      let second = try await learning.assignments.completeAssignment(request, options: options)
      #expect(second == first)
      #expect(try await learning.eventCount() == 1)
      let audit = try await learning.audit(of: "assignment/\(assignment.assignmentID)")
      #expect(
        audit == ["service:operator assignment.create", "person:agent-1 assignment.complete"])
    }
  }

  @Test(
    "tells gamification of the completion, on the workday of the organization",
    .timeLimit(.minutes(2)))
  func event() async throws {
    try await ServiceFixture.with(FakeGamification.self) { gamification in
      try await ServiceFixture.with(
        Learning.self, clock: FixedWallClock(Self.lateEvening),
        peers: ["gamification": gamification.address]
      ) { learning in
        try await learning.addLearner("agent-1")
        let assignment = try await learning.assign(
          try await learning.publishModule(), to: "agent-1")
        _ = try await learning.assignments.completeAssignment(
          LearningV1.CompleteAssignmentRequest(assignmentID: assignment.assignmentID),
          options: try await learning.asPerson("agent-1"))
        let event = await ReceivedEvents.stream.stream.first { _ in true }
        #expect(event?.subject == "assignment/\(assignment.assignmentID)")
        #expect(event?.subjectVersion == 2)
        #expect(event?.schemaVersion == 1)
        #expect(event?.occurTime?.seconds == 1_710_109_800)
        #expect(
          event?.payload
            == .assignmentCompleted(
              EventsV1.AssignmentCompleted(
                assignmentID: assignment.assignmentID, moduleID: assignment.moduleID,
                moduleVersion: 1, personID: "agent-1",
                completeWorkday: GoogleType.Date(year: 2024, month: 3, day: 11))))
      }
    }
  }

  @Test("writes one event of many requests at the same time")
  func concurrent() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let assignment = try await learning.assign(
        try await learning.publishModule(), to: "agent-1")
      let options = try await learning.asPerson("agent-1")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            _ = try await learning.assignments.completeAssignment(
              LearningV1.CompleteAssignmentRequest(assignmentID: assignment.assignmentID),
              options: options)
          }
        }
        try await group.waitForAll()
      }
      #expect(try await learning.eventCount() == 1)
    }
  }

  @Test("is denied to a colleague and to a supervisor, who may only see it")
  func denied() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1", team: "team-1")
      try await learning.addLearner("agent-2", team: "team-1")
      try await learning.addSupervisor("supervisor-1", of: "team-1")
      let assignment = try await learning.assign(
        try await learning.publishModule(), to: "agent-1")
      for person in ["agent-2", "supervisor-1"] {
        let error = await #expect(throws: RPCStatus.self) {
          try await learning.assignments.completeAssignment(
            LearningV1.CompleteAssignmentRequest(assignmentID: assignment.assignmentID),
            options: try await learning.asPerson(person))
        }
        #expect(error?.code == .permissionDenied)
      }
      #expect(try await learning.eventCount() == 0)
    }
  }

  @Test("does not find an unknown assignment nor one of another organization")
  func notFound() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let assignment = try await learning.assign(
        try await learning.publishModule(), to: "agent-1")
      for (id, organization) in [
        (Samples.unknownID, ServiceFixture.acme), (assignment.assignmentID, ServiceFixture.globex),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          try await learning.assignments.completeAssignment(
            LearningV1.CompleteAssignmentRequest(assignmentID: id),
            options: try await learning.asOperator(in: organization))
        }
        #expect(error?.reason == "ASSIGNMENT_NOT_FOUND")
      }
    }
  }

  @Test("waits for the directory when the organization's time zone is not known yet")
  func organizationUnknown() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let initech = OrganizationID(stored: "initech")
      try await learning.addLearner("agent-1", in: initech)
      let module = try await learning.publishModule(in: initech)
      let assignment = try await learning.assign(module, to: "agent-1", in: initech)
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.assignments.completeAssignment(
          LearningV1.CompleteAssignmentRequest(assignmentID: assignment.assignmentID),
          options: try await learning.asPerson("agent-1", in: initech))
      }
      #expect(error?.code == .unavailable)
      #expect(error?.reason == "ORGANIZATION_NOT_READY")
      let stored = try await learning.allAssignments(in: initech)
      #expect(stored.first?.state == .assigned)
    }
  }
}
