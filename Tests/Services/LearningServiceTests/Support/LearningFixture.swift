import Kernel
import Messages
import RPC
import TestSupport

extension ServiceFixture {
  var modules: LearningV1.ModuleServiceClient { LearningV1.ModuleServiceClient(client) }
  var assignments: LearningV1.AssignmentServiceClient {
    LearningV1.AssignmentServiceClient(client)
  }
  var events: EventsV1.EventServiceClient { EventsV1.EventServiceClient(client) }

  /// Creates a module and publishes it.
  func publishModule(
    _ displayName: String = "Greeting customers", days: Int32 = 7, groups: [String] = [],
    in organization: OrganizationID = acme
  ) async throws -> String {
    let options = try await asOperator(in: organization)
    let created = try await modules.createModule(
      LearningV1.CreateModuleRequest(
        module: Samples.module(displayName, days: days, groups: groups)),
      options: options)
    let id = created.module?.moduleID ?? ""
    _ = try await modules.publishModule(
      LearningV1.PublishModuleRequest(moduleID: id), options: options)
    return id
  }

  /// Assigns a module to a person whom the directory knows.
  func assign(
    _ module: String, to person: String, in organization: OrganizationID = acme
  ) async throws -> LearningV1.Assignment {
    let response = try await assignments.createAssignment(
      LearningV1.CreateAssignmentRequest(moduleID: module, personID: person, reason: "New product"),
      options: try await asOperator(in: organization))
    return response.assignment ?? LearningV1.Assignment()
  }

  /// The assignments of a person, as the operator sees them.
  func allAssignments(
    of person: String = "", in organization: OrganizationID = acme
  ) async throws -> [LearningV1.Assignment] {
    let response = try await assignments.listAssignments(
      LearningV1.ListAssignmentsRequest(pageSize: 1_000, personID: person),
      options: try await asOperator(in: organization))
    return response.assignments
  }

  /// Adds somebody who learns: sees and completes the own assignments.
  func addLearner(
    _ person: String, team: String? = nil, manager: String? = nil,
    in organization: OrganizationID = acme
  ) async throws {
    try await addMember(
      person, team: team, manager: manager,
      grants: [
        (Permission("learning:module:view"), .own), (Permission("learning:assignment:view"), .own),
        (Permission("learning:assignment:complete"), .own),
      ], in: organization)
  }

  /// Adds somebody who sees and makes the assignments of a team.
  func addSupervisor(_ person: String, of team: String) async throws {
    try await addMember(
      person,
      grants: [
        (Permission("learning:assignment:view"), .team(TeamID(stored: team))),
        (Permission("learning:assignment:add"), .team(TeamID(stored: team))),
      ])
  }

  /// Adds somebody who may do nothing.
  func addStranger(_ person: String) async throws { try await addMember(person) }
}
