import Kernel
import Messages
import RPC
import TestSupport
import Testing

@testable import learning

@Suite("AssignmentService.GetAssignment", .serialized)
struct GetAssignmentTests {
  @Test("is open to the learner, to the supervisor of the team and to nobody else")
  func access() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1", team: "team-1")
      try await learning.addLearner("agent-2", team: "team-2")
      try await learning.addSupervisor("supervisor-1", of: "team-1")
      try await learning.addSupervisor("supervisor-2", of: "team-2")
      let assignment = try await learning.assign(
        try await learning.publishModule(), to: "agent-1")
      let request = LearningV1.GetAssignmentRequest(assignmentID: assignment.assignmentID)
      for person in ["agent-1", "supervisor-1"] {
        let response = try await learning.assignments.getAssignment(
          request, options: try await learning.asPerson(person))
        #expect(response.assignment == assignment)
      }
      for person in ["agent-2", "supervisor-2"] {
        let error = await #expect(throws: RPCStatus.self) {
          try await learning.assignments.getAssignment(
            request, options: try await learning.asPerson(person))
        }
        #expect(error?.code == .permissionDenied)
      }
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
          try await learning.assignments.getAssignment(
            LearningV1.GetAssignmentRequest(assignmentID: id),
            options: try await learning.asOperator(in: organization))
        }
        #expect(error?.reason == "ASSIGNMENT_NOT_FOUND")
      }
    }
  }
}

@Suite("AssignmentService.ListAssignments", .serialized)
struct ListAssignmentsTests {
  @Test("shows each caller what the caller may see, oldest first")
  func visibility() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let module = try await learning.publishModule()
      for (person, team) in [("agent-1", "team-1"), ("agent-2", "team-2"), ("agent-3", "team-1")] {
        try await learning.addLearner(person, team: team, manager: "manager-1")
        _ = try await learning.assign(module, to: person)
      }
      try await learning.addSupervisor("supervisor-1", of: "team-1")
      try await learning.addMember(
        "manager-1", grants: [(Permission("learning:assignment:view"), .reports)])
      func people(_ options: CallOptions, of person: String = "") async throws -> [String] {
        try await learning.assignments.listAssignments(
          LearningV1.ListAssignmentsRequest(personID: person), options: options
        ).assignments.map(\.personID)
      }
      let asAgent = try await learning.asPerson("agent-2")
      let asSupervisor = try await learning.asPerson("supervisor-1")
      let all = ["agent-1", "agent-2", "agent-3"]
      #expect(try await people(asAgent) == ["agent-2"])
      #expect(try await people(asAgent, of: "agent-2") == ["agent-2"])
      #expect(try await people(asAgent, of: "agent-1") == [])
      #expect(try await people(asSupervisor) == ["agent-1", "agent-3"])
      #expect(try await people(asSupervisor, of: "agent-3") == ["agent-3"])
      #expect(try await people(asSupervisor, of: "agent-2") == [])
      #expect(try await people(learning.asPerson("manager-1")) == all)
      #expect(try await people(learning.asOperator()) == all)
      #expect(try await people(learning.asOperator(in: ServiceFixture.globex)) == [])
    }
  }

  @Test("goes page by page and binds the token to the arguments")
  func pages() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      var ids: [String] = []
      for number in 1...3 {
        let module = try await learning.publishModule("Module \(number)")
        ids.append(try await learning.assign(module, to: "agent-1").assignmentID)
      }
      let options = try await learning.asPerson("agent-1")
      let first = try await learning.assignments.listAssignments(
        LearningV1.ListAssignmentsRequest(pageSize: 2), options: options)
      #expect(first.assignments.map(\.assignmentID) == Array(ids[..<2]))
      let second = try await learning.assignments.listAssignments(
        LearningV1.ListAssignmentsRequest(pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.assignments.map(\.assignmentID) == Array(ids[2...]))
      #expect(second.nextPageToken.isEmpty)
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.assignments.listAssignments(
          LearningV1.ListAssignmentsRequest(
            pageSize: 2, pageToken: first.nextPageToken, state: .assigned),
          options: options)
      }
      #expect(error?.fieldViolations.first?.field == "page_token")
    }
  }

  @Test("is limited to a state, and refuses a state it does not know")
  func state() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let options = try await learning.asPerson("agent-1")
      var ids: [String] = []
      for number in 1...2 {
        let module = try await learning.publishModule("Module \(number)")
        ids.append(try await learning.assign(module, to: "agent-1").assignmentID)
      }
      _ = try await learning.assignments.completeAssignment(
        LearningV1.CompleteAssignmentRequest(assignmentID: ids[0]), options: options)
      func list(_ state: LearningV1.Assignment.State) async throws -> [String] {
        try await learning.assignments.listAssignments(
          LearningV1.ListAssignmentsRequest(state: state), options: options
        ).assignments.map(\.assignmentID)
      }
      #expect(try await list(.completed) == [ids[0]])
      #expect(try await list(.assigned) == [ids[1]])
      #expect(try await list(.unspecified) == ids)
      let error = await #expect(throws: RPCStatus.self) { try await list(.unrecognized(9)) }
      #expect(error?.fieldViolations.first?.field == "state")
    }
  }

  @Test("is denied to who has no permission")
  func denied() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addStranger("stranger-1")
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.assignments.listAssignments(
          LearningV1.ListAssignmentsRequest(), options: try await learning.asPerson("stranger-1"))
      }
      #expect(error?.code == .permissionDenied)
    }
  }
}

@Suite("AssignmentService.ExportAssignments", .serialized)
struct ExportAssignmentsTests {
  private func export(
    _ learning: ServiceFixture, _ options: CallOptions, of person: String = ""
  ) async throws -> [[String]] {
    try await learning.assignments.exportAssignments(
      LearningV1.ExportAssignmentsRequest(personID: person), options: options
    ) { responses in
      var people: [[String]] = []
      for try await response in responses {
        people.append(response.assignments.map(\.personID))
      }
      return people
    }
  }

  @Test("sends what the caller may see")
  func visibility() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let module = try await learning.publishModule()
      for person in ["agent-1", "agent-2"] {
        try await learning.addLearner(person, team: "team-\(person)")
        _ = try await learning.assign(module, to: person)
      }
      let all = try await export(learning, learning.asOperator())
      #expect(all == [["agent-1", "agent-2"]])
      let own = try await export(learning, learning.asPerson("agent-2"))
      #expect(own == [["agent-2"]])
      let other = try await export(learning, learning.asPerson("agent-2"), of: "agent-1")
      #expect(other.isEmpty)
      let foreign = try await export(learning, learning.asOperator(in: ServiceFixture.globex))
      #expect(foreign.isEmpty)
    }
  }

  @Test("sends more assignments than fit into a response, each once")
  func manyPages() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let module = try await learning.publishModule()
      try await learning.insertAssignments(count: 2_500, of: module)
      let pages = try await export(learning, learning.asOperator())
      #expect(pages.map(\.count) == [1_000, 1_000, 500])
      #expect(Set(pages.joined()).count == 2_500)
    }
  }

  @Test("refuses an id that is none, and who has no permission")
  func refusals() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addStranger("stranger-1")
      let invalid = await #expect(throws: RPCStatus.self) {
        try await export(learning, learning.asOperator(), of: "no id")
      }
      #expect(invalid?.fieldViolations.first?.field == "person_id")
      let denied = await #expect(throws: RPCStatus.self) {
        try await export(learning, learning.asPerson("stranger-1"))
      }
      #expect(denied?.code == .permissionDenied)
    }
  }
}
