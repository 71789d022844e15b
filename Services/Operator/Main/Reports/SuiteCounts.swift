internal import Messages
internal import OperatorDomain
internal import RPC

/// How much there is of everything in an organization.
struct SuiteCounts: Codable, Hashable, Sendable {
  var people = 0
  var interactions: Int64 = 0
  var handledInteractions: Int64 = 0
  var agents: Int64 = 0
  var workdays: Int64 = 0
  var evaluations = 0
  var releasedEvaluations = 0
  var assignments = 0
  var completedAssignments = 0
  var appointments = 0
  var draftAppointments = 0

  /// Asks all services.
  static func load(_ suite: SuiteClient) async throws -> SuiteCounts {
    async let people = suite.allPeople()
    async let summary = suite.interactions.summarizeInteractions(
      QualityV1.SummarizeInteractionsRequest(), options: suite.options())
    async let evaluations = suite.allEvaluations()
    async let assignments = suite.allAssignments()
    async let appointments = suite.allAppointments()
    var counts = SuiteCounts()
    counts.people = try await people.count
    counts.interactions = try await summary.interactionCount
    counts.handledInteractions = try await summary.handledCount
    counts.agents = try await summary.agentCount
    counts.workdays = try await summary.workdayCount
    counts.evaluations = try await evaluations.count
    counts.releasedEvaluations = try await evaluations.count { $0.state == .released }
    counts.assignments = try await assignments.count
    counts.completedAssignments = try await assignments.count { $0.state == .completed }
    counts.appointments = try await appointments.count
    counts.draftAppointments = try await appointments.count { $0.state == .draft }
    return counts
  }

  /// For example `26,570 handled interactions of 28 agents on 29 dates`.
  var interactionsText: String {
    "\(NumberText.counted(handledInteractions, "handled interaction")) of "
      + "\(NumberText.counted(agents, "agent")) on \(NumberText.counted(workdays, "date"))"
  }

  /// What followed from the interactions.
  var followUpText: String {
    "\(NumberText.counted(evaluations, "evaluation")) (\(number(releasedEvaluations)) released), "
      + "\(NumberText.counted(assignments, "learning assignment")) "
      + "(\(number(completedAssignments)) completed), "
      + "\(NumberText.counted(appointments, "coaching appointment")) "
      + "(\(NumberText.counted(draftAppointments, "draft")))"
  }

  private func number(_ value: Int) -> String { NumberText.whole(Int64(value)) }
}
